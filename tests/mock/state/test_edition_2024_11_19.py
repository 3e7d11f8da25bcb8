"""State of the edition of 2024-11-19, in memory and in Redis."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from scripts.redaction import MARK
from tests.mock.state.edition_service import Edition, Service
from tests.support.chatbots import UNKNOWN
from tests.support.webhook_receiver import Receiver

PLAN = "8a5d2c3e-1f47-4b90-a6d8-7c0e9b3f5a14"
EDITION = Edition("2024-11-19")


def text(service: Service) -> str:
    """Create training data from text, and return its id."""
    created = service.call("createTrainingData", params={"type": "text"}, data={"text": "Open from 9 to 17"})
    assert created["event_id"] is None
    return str(created["id"])


def crawl(service: Service) -> str:
    """Crawl a web site, and return the id of the events."""
    created = service.call("createTrainingData", params={"type": "crawler"}, data={"website": "https://shop.example"})
    assert created["id"] is None
    return str(created["event_id"])


def upload(service: Service, *names: str) -> str:
    """Upload files, and return the id of the events."""
    files = [("files", (name, b"content")) for name in names]
    return str(service.call("createTrainingData", params={"type": "file"}, files=files)["event_id"])


def train(service: Service, **more: str) -> str:
    """Train a model, and return the id of the events."""
    return str(service.call("trainModel", json={"title": "Support bot", **more})["event_id"])


def last_event(service: Service, event_id: str) -> dict[str, Any]:
    """Wait for the end of a job, and return its last event."""

    def ended() -> dict[str, Any] | None:
        *_, last = service.call("getEvent", event_id)["webhook_logs"]
        return last if last["status"] != "initial" else None

    found: dict[str, Any] = service.until(ended)
    return found


def create(service: Service, **settings: str) -> dict[str, str]:
    """Create a chatbot, and return the response."""
    form = {"title": "Support", "plan_id": PLAN, **settings}
    created: dict[str, str] = service.call("createChatbot", data=form)
    return created


def ids(service: Service, **query: int) -> list[str]:
    """Return the ids of the chatbots of the account."""
    return [each["id"] for each in service.call("listChatbots", params=query)["chatbots"]]


def test_training_data_is_listed_and_deleted(service: Service) -> None:
    text_id = text(service)
    crawled = last_event(service, crawl(service))["data"]["training_data_ids"]
    [uploaded] = last_event(service, upload(service, "faq.pdf"))["data"]["training_data_ids"]
    assert service.call("listTrainingData")["training_data"] == [
        {"title": "Plain Text", "id": text_id, "type": "text"},
        {"title": "https://shop.example", "id": crawled[0], "type": "crawler"},
        {"title": "faq.pdf", "id": uploaded["id"], "type": "file"},
    ]
    assert service.call("deleteTrainingData", crawled[0].upper())["detail"] == "Delete training data successfully"
    assert [each["id"] for each in service.call("listTrainingData")["training_data"]] == [text_id, uploaded["id"]]
    assert service.status("deleteTrainingData", crawled[0]) == 404


def test_model_has_its_training_data_after_deletion(service: Service) -> None:
    text_id = text(service)
    trained = last_event(service, train(service, model_name="gpt-4"))["data"]
    assert trained["training_data_ids"] == [text_id]
    service.call("deleteTrainingData", text_id)
    [model] = service.call("listModels")["models"]
    assert (model["id"], model["title"], model["model_name"]) == (trained["model_id"], "Support bot", "gpt-4")
    assert "training_data" not in model
    details = service.call("getModel", model["id"].upper())
    assert details == model | {"training_data": [{"id": text_id, "title": "Plain Text"}]}


def test_training_without_data_fails(service: Service) -> None:
    failed = last_event(service, train(service))
    assert (failed["status"], failed["data"]["detail"]) == ("failed", "Training data not found")
    assert service.call("listModels") == {"models": []}


@pytest.mark.parametrize("operation", ["deleteTrainingData", "getModel", "getEvent", "getChatbot", "deleteChatbot"])
def test_unknown_id_is_404_and_malformed_one_400(service: Service, operation: str) -> None:
    assert (service.status(operation, UNKNOWN), service.status(operation, "x")) == (404, 400)


def test_text_and_image_are_messages_of_a_conversation(service: Service) -> None:
    headers = {"uid": "visitor-7"}
    talk = service.call("talk", headers=headers, params={"nickname": "Mei"}, json={"text": "When are you open?"})
    image = {"image": ("lamp.png", b"content")}
    vision = service.call("talkByImage", headers=headers, files=image, data={"text": "Which lamp is this?"})
    service.call("talkByImage", headers=headers, files=image)
    messages = service.call("listMessages", headers=headers)["messages"]
    assert [each["receive"] for each in messages] == ["When are you open?", "Which lamp is this?", ""]
    assert [each["send"] for each in messages] == [talk["text"], vision["text"], vision["text"]]
    [conversation] = service.call("listUids")["uids"]
    assert (conversation["uid"], conversation["last_sent"]) == ("visitor-7", vision["text"])


def test_events_are_delivered_and_logged(service: Service, receiver: Receiver) -> None:
    service.call("setWebhook", json={"webhook_url": receiver.url})
    failing = [train(service), upload(service, "logo.psd")]
    for each in failing:
        last_event(service, each)
    jobs = [*failing, crawl(service), upload(service, "faq.pdf", "logo.psd")]
    for each in jobs:
        last_event(service, each)
    jobs.append(train(service))
    received = receiver.wait_for(10)
    assert {each.kind for each in received} == set(EDITION.document["webhooks"])
    for event in received:
        EDITION.validate_event(event)
        assert service.key not in str(event)
    service.until(lambda: all(each["status"] != "pending" for each in service.state()["deliveries"]))
    for event_id in jobs:
        logs = service.call("getEvent", event_id)["webhook_logs"]
        assert {each.pop("broadcast_status") for each in logs} == {"completed"}
        times = [each.pop("created_at") for each in logs]
        assert times == sorted(times)
        assert logs == [each.event for each in received if each.event["event_id"] == event_id]


def test_no_event_is_delivered_without_webhook(service: Service, receiver: Receiver) -> None:
    service.call("setWebhook", json={"webhook_url": receiver.url})
    assert service.call("deleteWebhook") == {"detail": "Unsubscribe webhook successfully"}
    assert last_event(service, crawl(service))["broadcast_status"] == "no webhook"
    assert receiver.received == []


def test_events_of_another_chatbot_are_unknown(service: Service) -> None:
    event_id = crawl(service)
    assert service.with_credentials(token=service.token).status("getEvent", event_id) == 404


def test_chatbot_is_created_listed_changed_and_deleted(service: Service) -> None:
    created = create(service, prompt="Be brief", is_shared="true")
    chatbot_id = created["chatbot_id"]
    listed = {"id": chatbot_id, "title": "Support", "api_key": created["api_key"]}
    assert service.call("listChatbots") == {"chatbots": [listed]}
    details = service.call("getChatbot", chatbot_id)
    assert {name: details[name] for name in listed} == listed
    assert [details[name] for name in ("plan_id", "prompt", "is_shared", "model")] == [PLAN, "Be brief", True, None]
    changed = service.call("updateChatbot", chatbot_id.upper(), files={"title": (None, "Sales")})
    assert changed == {"detail": "update successfully"}
    assert service.call("listChatbots") == {"chatbots": [listed | {"title": "Sales"}]}
    later = service.call("getChatbot", chatbot_id)
    assert (later["title"], later["prompt"], later["created_at"]) == ("Sales", "Be brief", details["created_at"])
    assert service.call("deleteChatbot", chatbot_id) == {"detail": "Delete chatbot successfully"}
    assert service.status("updateChatbot", chatbot_id, files={"title": (None, "x")}) == 404
    assert (service.status("getChatbot", chatbot_id), ids(service)) == (404, [])


def test_chatbot_shows_model_device_and_webhook(service: Service) -> None:
    created = create(service)
    bot = service.with_credentials(service.token, created["api_key"])
    assert service.call("getChatbot", created["chatbot_id"])["is_ready_for_train"] is False
    text(bot)
    trained = last_event(bot, train(bot))["data"]
    assert trained["chatbot_id"] == created["chatbot_id"]
    bot.call("bindOpentalk", json={"device_id": "d1"})
    bot.call("setWebhook", json={"webhook_url": "https://shop.example/hook"})
    form = {"model_id": (None, UNKNOWN)}
    assert service.status("updateChatbot", created["chatbot_id"], files=form) == 404
    service.call("updateChatbot", created["chatbot_id"], files={"model_id": (None, trained["model_id"].upper())})
    details = service.call("getChatbot", created["chatbot_id"])
    assert (details["model"]["id"], details["model"]["model_name"]) == (trained["model_id"], "PaLM2")
    assert (details["opentalk_device_id"], details["webhook_url"]) == ("d1", "https://shop.example/hook")
    assert (details["is_ready_for_train"], details["training_data_type"]) == (True, "text")
    bot.call("unbindOpentalk")
    assert service.call("getChatbot", created["chatbot_id"])["opentalk_device_id"] is None


def test_deleted_chatbot_has_no_data(service: Service) -> None:
    created = create(service)
    bot = service.with_credentials(service.token, created["api_key"])
    text(bot)
    service.call("deleteChatbot", created["chatbot_id"])
    assert bot.call("listTrainingData") == {"training_data": []}


def test_chatbots_of_an_account_are_unknown_to_others(service: Service) -> None:
    created = create(service)
    other = service.with_credentials()
    form = {"files": {"title": (None, "x")}}
    for operation, arguments in (("getChatbot", {}), ("updateChatbot", form), ("deleteChatbot", {})):
        assert other.status(operation, created["chatbot_id"], **arguments) == 404
    assert (ids(other), ids(service)) == ([], [created["chatbot_id"]])


def test_key_of_another_account_is_403(service: Service) -> None:
    created = create(service)
    other = service.with_credentials(key=created["api_key"])
    response = other.request("listModels")
    assert (response.status_code, response.json()["detail"]) == (
        403,
        "The access token does not give access to this chatbot",
    )
    assert service.with_credentials(service.token, created["api_key"]).call("listModels") == {"models": []}


def test_key_of_another_account_is_ignored_without_need(service: Service) -> None:
    other = service.with_credentials(key=create(service)["api_key"])
    assert other.call("listChatbots") == {"chatbots": []}


def test_refreshed_token_is_of_the_same_account(service: Service) -> None:
    created = create(service)
    token = service.call("refreshToken")["token"]
    again = service.with_credentials(token).call("refreshToken", params={"expired_date": "2030-01-01"})["token"]
    assert len({service.token, token, again}) == 3
    for each in (token, again):
        assert ids(service.with_credentials(each)) == [created["chatbot_id"]]
        assert service.with_credentials(each, created["api_key"]).status("listModels") == 200


@pytest.mark.parametrize("header", ["api-key", "caigunn-access-token"])
def test_missing_credential_is_401(service: Service, header: str) -> None:
    for operation in EDITION.operations.values():
        if any(header in alternative for alternative in operation.definition["security"]):
            parameters = [UNKNOWN] * operation.path.count("{")
            assert service.status(operation.id, *parameters, headers={header: ""}) == 401, operation.id


def test_chatbots_and_plans_are_paged(service: Service) -> None:
    created = [create(service, title=f"Bot {number}")["chatbot_id"] for number in range(32)]
    assert ids(service) == created[:30]
    assert (ids(service, offset=30), ids(service, offset=1, limit=2)) == (created[30:], created[1:3])
    [plan] = service.call("listPlans")["plans"]
    assert (plan["id"], service.call("listPlans", params={"offset": 1})) == (PLAN, {"plans": []})


def test_concurrent_updates_are_all_kept(service: Service) -> None:
    chatbot_id = create(service)["chatbot_id"]
    settings = {"title": "New", "prompt": "Be brief", "is_shared": "true"}
    with ThreadPoolExecutor(9) as pool:
        updates = [{name: (None, value)} for name, value in settings.items()] * 3
        assert set(pool.map(lambda form: service.status("updateChatbot", chatbot_id, files=form), updates)) == {200}
    details = service.call("getChatbot", chatbot_id)
    assert (details["title"], details["prompt"], details["is_shared"]) == ("New", "Be brief", True)


def test_undocumented_fields_of_a_form_are_ignored(service: Service) -> None:
    chatbot_id = create(service, temperature="hot", webhook_url="https://shop.example")["chatbot_id"]
    details = service.call("getChatbot", chatbot_id)
    assert (details["temperature"], details["webhook_url"]) == (0, None)


def test_state_is_replaced_in_the_layout_of_the_edition(service: Service, receiver: Receiver) -> None:
    service.put({"id": UNKNOWN, "webhook_url": receiver.url})
    event_id = crawl(service)
    assert [each.event["data"]["chatbot_id"] for each in receiver.wait_for(2)] == [UNKNOWN] * 2
    service.until(lambda: last_event(service, event_id)["broadcast_status"] == "completed")
    state, logs = service.state(), service.call("getEvent", event_id)
    assert service.put(state) == state
    assert service.call("getEvent", event_id) == logs


def test_inspector_lists_chatbots_without_accounts(service: Service) -> None:
    service.reset_all()
    created = create(service)
    text(service.with_credentials(service.token, created["api_key"]))
    with service.stream("/__mock/events/chatbots") as stream:
        data = next(line for line in stream.iter_lines() if line.startswith("data: "))
    views = json.loads(data.removeprefix("data: "))["chatbots"]
    assert [each["training_data"] for each in views if each["address"] == created["chatbot_id"]] == [1]
    assert len(views) == 1


@pytest.mark.parametrize("path", ["/__mock/requests", "/__mock/requests.har"])
def test_created_credentials_are_redacted(service: Service, path: str) -> None:
    key, token = create(service)["api_key"], service.call("refreshToken")["token"]
    service.call("listChatbots")
    recorded = service.send("GET", path).text
    assert recorded.count(MARK) >= 3
    assert (key in recorded, token in recorded) == (False, False)


def test_reset_without_key_removes_accounts(service: Service) -> None:
    create(service)
    service.reset_all()
    assert ids(service) == []
