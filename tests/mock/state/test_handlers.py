"""Operations of the API on the state."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import pytest

from scripts.mock.durations import JobDurations
from scripts.mock.mismatch import ContractMismatch
from scripts.mock.state import models
from scripts.mock.state.events import EventLayouts
from scripts.mock.state.handlers import accounts, conversations, settings, training
from scripts.mock.state.handlers.call import Call, Handler
from scripts.mock.state.memory_store import MemoryStore
from scripts.validation.messages import ValidatedRequest
from tests.mock.state.driver import REPLY, Replica
from tests.support.chatbots import BASE, MOMENTS, UNKNOWN, Bot, messages


@pytest.mark.parametrize(
    ("handler", "query"),
    [
        (accounts.create_chatbot, {}),
        (accounts.update_chatbot, {}),
        (conversations.talk_by_image, {}),
        (settings.bind_device, {}),
        (training.create_training_data, {"type": "crawler"}),
        (training.train_model_on_text, {}),
    ],
)
def test_body_that_was_not_sent_is_a_mismatch(handler: Handler, query: dict[str, str]) -> None:
    """The contract was edited, and no longer requires the body."""
    head = SimpleNamespace(by_name={})
    request = SimpleNamespace(operation=SimpleNamespace(id="edited"), head=head, body=None, query=query, headers={})
    store = MemoryStore(EventLayouts({}))
    call = Call(store, JobDurations(0), cast("ValidatedRequest", request), b"{}")
    with pytest.raises(ContractMismatch, match=r"^edited: body\b.*; adapt scripts/mock/state/handlers$"):
        asyncio.run(handler(call))


def test_new_chatbot_is_empty(bot: Bot) -> None:
    assert (bot.models(), bot.messages(), bot.uids()) == ([], [], [])


def test_trained_models_are_listed_in_order(bot: Bot) -> None:
    bot.text()
    bot.train("Support bot")
    bot.train("Shop bot", model_name="gpt-4")
    bot.until(lambda state: not state["running"])
    assert [(model["title"], model["model_name"]) for model in bot.models()] == [
        ("Support bot", "PaLM2"),
        ("Shop bot", "gpt-4"),
    ]


def test_only_existing_model_can_be_chosen(bot: Bot) -> None:
    bot.text()
    bot.train()
    [model] = bot.until(lambda state: state["models"])["models"]
    unknown = bot.choose(UNKNOWN)
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Model not found"})
    assert bot.state()["model_id"] is None
    for spelling in (model["id"], model["id"].upper()):
        assert bot.choose(spelling).status_code == 200
    assert bot.state()["model_id"] == model["id"]


def test_message_is_listed_with_its_conversation(bot: Bot) -> None:
    bot.talk("When are you open?", nickname="Mei")
    [message] = bot.messages()
    assert (message["receive"], message["send"], message["kwargs"]) == ("When are you open?", REPLY, {})
    [conversation] = bot.conversations()
    expected = {"uid": "visitor-7", "nickname": "Mei", "last_sent": REPLY, "last_sent_at": message["created_at"]}
    assert conversation | expected == conversation
    assert "api" in conversation.values()


def test_conversations_are_listed_in_order_of_first_message(bot: Bot) -> None:
    for text, uid in (("a", "u2"), ("b", "u1"), ("c", "u2")):
        bot.talk(text, uid)
    assert (bot.texts("u2"), bot.texts("u1"), bot.uids()) == (["a", "c"], ["b"], ["u2", "u1"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"offset": 2}, [3, 4, 5]),
        ({"limit": 2}, [1, 2]),
        ({"offset": 1, "limit": 2}, [2, 3]),
        ({"offset": 5}, []),
        ({"offset": 10**3999}, []),
        ({"limit": 10**3999}, [1, 2, 3, 4, 5]),
        ({"offset": -1, "limit": 1}, [1]),
        ({"limit": -1}, []),
        ({"limit": 0}, []),
        ({"start_at": MOMENTS[3]}, [4, 5]),
        ({"end_at": MOMENTS[1]}, [1, 2]),
        ({"start_at": "2024-05-02T20:00:00+08:00", "end_at": "2024-05-03T12:00:00.000Z"}, [2, 3]),
        ({"start_at": "2024-05-04t12:00:00z"}, [4, 5]),
        ({"start_at": MOMENTS[1], "offset": 1, "limit": 1}, [3]),
    ],
)
@pytest.mark.parametrize("kind", ["messages", "conversations"])
def test_lists_are_filtered_and_paged(bot: Bot, kind: str, query: dict[str, Any], expected: list[int]) -> None:
    uids = ["u"] * 5 if kind == "messages" else [f"u{n}" for n in range(1, 6)]
    bot.put({"messages": messages(*uids)})
    if kind == "messages":
        assert bot.texts("u", **query) == [f"text {n}" for n in expected]
    else:
        assert bot.uids(**query) == [f"u{n}" for n in expected]


@pytest.mark.parametrize(
    ("start_at", "expected"),
    [
        ("", 5),
        ("1970-1-1", 5),
        ("2024-5-3", 3),
        ("2024-05-03", 3),
        ("2024-13-1", 5),
        ("yesterday", 5),
        ("9" * 50 + "-1-1", 5),
    ],
)
def test_start_of_conversations_may_have_any_format(bot: Bot, start_at: str, expected: int) -> None:
    bot.put({"messages": messages("a", "b", "c", "d", "e")})
    assert len(bot.uids(start_at=start_at)) == expected


def test_page_has_30_items_by_default(bot: Bot) -> None:
    bot.put({"messages": messages("u") * 31})
    assert [len(bot.messages("u", **query)) for query in ({}, {"offset": 30}, {"limit": 50})] == [30, 1, 31]


def test_messages_are_filtered_by_nickname(bot: Bot) -> None:
    bot.put({"messages": messages("u", "u", nickname="Mei") + messages("u", nickname="美 &")})
    assert [len(bot.messages("u", nickname=name)) for name in ("Mei", "美 &", "Lin")] == [2, 1, 0]


def test_device_and_webhook_are_kept(bot: Bot) -> None:
    device = {"email": "mei@shop.example", "device_id": "d1"}
    bot.call("PUT", "/opentalk", json=device)
    bot.hook("https://shop.example/hook")
    assert (bot.state()["device"], bot.state()["webhook_url"]) == (device, "https://shop.example/hook")
    bot.call("DELETE", "/opentalk")
    assert bot.state()["device"] is None


@pytest.mark.parametrize("text", ["", "\u0000", "美 \U0001f600", '"\\\n'])
def test_any_text_is_kept(bot: Bot, text: str) -> None:
    bot.talk(text, "u", nickname=text)
    assert (bot.texts("u"), bot.texts("u", nickname=text)) == ([text], [text])
    assert [(each["text"], each["nickname"]) for each in bot.state()["messages"]] == [(text, text)]


@pytest.mark.parametrize("uid", ["", "a b", '"\\', "x" * 10_000])
def test_any_uid_is_a_conversation(bot: Bot, uid: str) -> None:
    bot.talk("x", uid)
    assert (bot.texts(uid), bot.uids()) == (["x"], [uid])


def test_concurrent_messages_are_all_kept(bot: Bot) -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: bot.talk(str(n), f"u{n % 7}"), range(200)))
    assert sorted(int(text) for uid in bot.uids() for text in bot.texts(uid, limit=200)) == list(range(200))


def test_chatbots_are_separate(new_bot: Callable[[], Bot]) -> None:
    one, other = new_bot(), new_bot()
    one.talk("secret")
    one.crawl()
    one.deliveries()
    assert (other.messages(), other.state()["deliveries"]) == ([], [])
    assert one.state()["id"] != other.state()["id"]
    other.reset()
    assert one.texts() == ["secret"]


def test_reset_without_key_removes_all_chatbots(new_bot: Callable[[], Bot]) -> None:
    bots = new_bot(), new_bot()
    for each in bots:
        each.talk("x")
        each.train()
    keyless = new_bot()
    del keyless.http.headers["api-key"]
    keyless.reset()
    assert [each.state()["messages"] for each in bots] == [[], []]


def test_too_many_running_jobs_are_unavailable(bot: Bot) -> None:
    job = {"kind": "crawling", "due_at": "2100-01-01T00:00:00Z", "event_id": UNKNOWN, "website": ""}
    bot.put({"running": [job] * models.MAX_RUNNING})
    before = bot.state()
    assert len(before["running"]) == models.MAX_RUNNING
    response = bot.http.post(f"{BASE}/models", json={"title": "x"})
    assert (response.status_code, "too many background jobs are running" in response.text) == (503, True)
    assert bot.state() == before
    bot.reset()


def test_large_jobs_are_unavailable(local: Replica) -> None:
    bot = local.bot()
    job = {"kind": "training", "due_at": "2100-01-01T00:00:00Z", "title": "x" * 8_000_000, "model_name": ""}
    bot.put({"running": [job]})
    assert bot.http.post(f"{BASE}/models", json={"title": "x" * 1_000_000}).status_code == 503
    bot.reset()


@pytest.mark.slow
def test_oldest_messages_are_removed_beyond_the_bound(bot: Bot) -> None:
    [message] = messages("u")
    bot.put({"messages": [message | {"uid": f"u{n % 100}", "text": str(n)} for n in range(models.MAX_MESSAGES)]})
    assert len(bot.state()["messages"]) == models.MAX_MESSAGES
    bot.talk("latest", "u0")
    assert bot.texts("u0", limit=1) == ["100"]
    assert [message["text"] for message in bot.state()["messages"]][-1] == "latest"
    assert len(bot.state()["messages"]) == models.MAX_MESSAGES
    bot.reset()


def test_conversation_without_messages_is_removed(bot: Bot) -> None:
    bot.put({"messages": messages("first") + messages("u") * (models.MAX_MESSAGES - 1)})
    assert bot.uids() == ["first", "u"]
    bot.talk("x", "u")
    assert (bot.uids(), bot.messages("first")) == (["u"], [])
    bot.reset()


@pytest.mark.slow
def test_long_messages_do_not_displace_models(bot: Bot) -> None:
    moment = MOMENTS[0]
    model = {"title": "t", "id": UNKNOWN, "updated_at": moment, "created_at": moment, "model_name": "PaLM2"}
    bot.put({"models": [model] * 100})
    for _ in range(24):
        bot.talk("a" * 4_000_000, "u")
    assert 8 <= len(bot.state()["messages"]) < 17
    assert len(bot.models()) == 100
    bot.reset()


def test_models_and_training_data_are_bounded(bot: Bot) -> None:
    moment = MOMENTS[0]
    model = {"title": "", "id": UNKNOWN, "updated_at": moment, "created_at": moment, "model_name": "PaLM2"}
    data = {"id": UNKNOWN, "kind": "text", "name": ""}
    bot.put(
        {
            "models": [model | {"title": str(n)} for n in range(1001)],
            "training_data": [data | {"name": str(n)} for n in range(1001)],
        }
    )
    document = bot.state()
    assert (document["models"][0]["title"], document["training_data"][0]["name"]) == ("1", "1")
    assert (len(document["models"]), len(document["training_data"])) == (1000, 1000)
    bot.reset()


def test_key_of_another_account_is_403_where_both_are_required(local: Replica) -> None:
    bot = local.bot(f"key-{'0' * 32}-{UNKNOWN}")
    with bot.http:
        assert bot.talk("x") == REPLY
        assert bot.http.get(f"{BASE}/models").status_code == 403
