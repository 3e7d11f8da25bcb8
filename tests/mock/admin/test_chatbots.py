"""Chatbots and deliveries of the inspector."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from scripts.mock.admin.inspector import chatbots
from scripts.mock.state.models import chatbot_id, chatbot_name
from scripts.processes import Mock
from scripts.redaction import MARK, Redactor
from scripts.validation.errors import RequestError
from tests.support.chatbots import Bot
from tests.support.webhook_receiver import Receiver

STATE = {"webhook_url": "http://u:p@a.example/hook?token=1", "messages": [{"text": "my s3cret-key", "uid": "v"}]}
REDACTOR = Redactor({"s3cret-key": ""})


def address_of(bot: Bot) -> str:
    """Return the address of a chatbot, which its key cannot be read from."""
    return f"/__mock/chatbots/{chatbot_id(chatbot_name(bot.key))}"


def test_secrets_are_redacted_and_restored() -> None:
    shown = chatbots.redacted(STATE, REDACTOR)
    assert shown == {"webhook_url": "http://a.example/hook?…", "messages": [{"text": f"my {MARK}", "uid": "v"}]}
    shown["messages"] = [{"text": "new", "uid": "w"}, *shown["messages"]]
    restored = chatbots.restored(shown, STATE, REDACTOR)
    assert restored == {**STATE, "messages": [{"text": "new", "uid": "w"}, *STATE["messages"]]}


def test_secrets_of_urls_that_look_alike_are_kept() -> None:
    urls = [f"http://a.example/hook?token={number}" for number in range(3)]
    deliveries = [{"id": "d1", "url": urls[1]}, {"id": "d2", "url": urls[2]}]
    state = {"webhook_url": urls[0], "deliveries": deliveries}
    shown = chatbots.redacted(state, REDACTOR)
    assert chatbots.restored(shown, state, REDACTOR) == state
    without_first = {**shown, "deliveries": shown["deliveries"][1:]}
    assert chatbots.restored(without_first, state, REDACTOR) == {**state, "deliveries": deliveries[1:]}
    moved = {"deliveries": [{"id": "d3", "url": shown["webhook_url"]}]}
    with pytest.raises(RequestError, match=r"body\.url: was edited"):
        chatbots.restored(moved, state, REDACTOR)


@pytest.mark.parametrize(
    ("edited", "location"),
    [
        ({"messages": [{"text": f"our {MARK}"}]}, "body.text"),
        ({"webhook_url": "http://b.example/hook?…"}, "body.webhook_url"),
    ],
)
def test_edit_of_a_secret_is_rejected(edited: Any, location: str) -> None:
    with pytest.raises(RequestError, match=f"{location}: was edited, and has a secret"):
        chatbots.restored(edited, STATE, REDACTOR)


def test_new_webhook_may_have_a_query() -> None:
    edited = {"webhook_url": "http://b.example/hook?token=2"}
    assert chatbots.restored(edited, STATE, REDACTOR) == edited


def test_state_is_read_and_replaced(bot: Bot) -> None:
    bot.hook("http://127.0.0.1:9/hook?token=s3cret")
    bot.talk(f"my key is {bot.key}")
    shown = bot.http.get(address_of(bot))
    assert "s3cret" not in shown.text
    assert bot.key not in shown.text
    scene = {**shown.json(), "training_data": [{"id": chatbot_id("x"), "kind": "text", "name": "scene"}]}
    assert bot.http.put(address_of(bot), json=scene).json() == scene
    assert bot.state()["webhook_url"] == "http://127.0.0.1:9/hook?token=s3cret"
    assert bot.state()["messages"][0]["text"] == f"my key is {bot.key}"
    assert bot.state()["training_data"] == scene["training_data"]
    rejected = bot.http.put(address_of(bot), json={"surprise": 1})
    assert (rejected.status_code, rejected.json()["detail"].partition(": ")[0]) == (400, "body.surprise")
    bot.http.delete(address_of(bot))
    assert bot.state()["training_data"] == []
    assert bot.http.get(address_of(bot)).status_code == 404


@contextmanager
def streamed_chatbots(url: str) -> Iterator[Iterator[dict[str, Any]]]:
    """Open the stream of chatbots, and yield its events: chatbots by their addresses."""
    with httpx.stream("GET", f"{url}/__mock/events/chatbots", timeout=10) as stream:
        events = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data"))
        yield ({f"/__mock/chatbots/{each['address']}": each for each in event["chatbots"]} for event in events)


def test_chatbots_are_listed_with_counts(new_bot: Callable[..., Bot], stateful: Mock) -> None:
    one, other = new_bot(), new_bot()
    one.text()
    other.talk("Hello", "visitor-1")
    other.talk("Hello", "visitor-2")
    with streamed_chatbots(stateful.url) as events:
        found = next(events)
    counts = {"models": 0, "jobs": 0, "deliveries": 0}
    assert found[address_of(other)].items() >= {"training_data": 0, "conversations": 2, "messages": 2, **counts}.items()
    assert found[address_of(one)].items() >= {"training_data": 1, "conversations": 0, "messages": 0, **counts}.items()
    addresses = list(found)
    assert addresses.index(address_of(other)) < addresses.index(address_of(one))


def test_change_without_another_count_is_streamed(bot: Bot, stateful: Mock) -> None:
    bot.hook("http://127.0.0.1:9/one")
    with streamed_chatbots(stateful.url) as events:
        before = next(events)[address_of(bot)]
        bot.hook("http://127.0.0.1:9/two")
        after = next(found for each in events if (found := each[address_of(bot)]) != before)
    assert after == {**before, "revision": after["revision"]}


def test_delivery_is_repeated(bot: Bot, receiver: Receiver, stateful: Mock) -> None:
    bot.text()
    bot.train()
    bot.deliveries()
    without_webhook = bot.state()["deliveries"][0]
    path = f"{stateful.url}/__mock/deliveries/{without_webhook['id']}/retry"
    assert without_webhook["status"] == "no webhook"
    assert httpx.post(path).status_code == 409
    bot.hook(f"{receiver.url}/hook")
    assert httpx.post(path).json() == {"detail": "Delivery is pending"}
    (event,) = receiver.wait(lambda events: len(events) == 1)
    assert event.event == without_webhook["event"]
    assert httpx.post(f"{stateful.url}/__mock/deliveries/unknown/retry").status_code == 409


@pytest.mark.parametrize("path", ["/events/chatbots", "/chatbots/x", "/deliveries/x/retry"])
def test_stateless_mock_has_no_chatbots(mock_url: str, path: str) -> None:
    response = httpx.post(f"{mock_url}/__mock{path}")
    assert (response.status_code, "make mock STATEFUL=1" in response.json()["detail"]) == (404, True)
