"""Health and state of the admin API."""

from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import httpx
import pytest

from scripts.loopback import serving
from scripts.mock.admin.routes import admin_app
from scripts.mock.contract import ServedContract
from scripts.mock.recorder import Recorder
from scripts.mock.state import State
from scripts.openapi import load
from scripts.processes import Mock
from scripts.project import CONTRACT, Unavailable
from tests.support.chatbots import Bot

DOCUMENT = load(CONTRACT)


class _UnavailableState:
    """A state whose store is down."""

    async def check(self) -> None:
        raise Unavailable("Redis: connection refused")

    async def document(self, key: str) -> bytes:
        raise Unavailable(f"Redis: connection refused for a key of {len(key)} characters")

    async def deliveries(self) -> AsyncIterator[Any]:
        await self.check()
        yield


@pytest.mark.parametrize("fixture", ["mock", "stateful"])
def test_health_of_running_mock_is_ok(request: pytest.FixtureRequest, fixture: str) -> None:
    response = httpx.get(f"{request.getfixturevalue(fixture).url}/__mock/health")
    version = DOCUMENT["info"]["version"]
    assert response.json() == {"status": "ok", "contract": version, "stateful": fixture == "stateful"}


def test_unavailable_store_is_503() -> None:
    with serving(
        admin_app(
            Recorder(), ServedContract(DOCUMENT, None, lambda _: None), {}, cast("State", _UnavailableState()), None
        )
    ) as url:
        health = httpx.get(f"{url}/__mock/health")
        assert (health.status_code, health.json()) == (
            503,
            {"status": "unavailable", "detail": "Redis: connection refused"},
        )
        state = httpx.get(f"{url}/__mock/state", headers={"api-key": "k"})
        assert (state.status_code, state.json()["detail"].partition(" for ")[0]) == (503, "Redis: connection refused")
        with httpx.stream("GET", f"{url}/__mock/events/deliveries") as stream:
            lines = stream.iter_lines()
            assert [next(lines), next(lines)] == ["event: deliveries", 'data: {"error":"Redis: connection refused"}']


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/state"), ("PUT", "/state"), ("POST", "/reset"), ("POST", "/time")]
)
def test_stateless_mock_has_no_state(mock_url: str, method: str, path: str) -> None:
    response = httpx.request(method, f"{mock_url}/__mock{path}", headers={"api-key": "k"})
    detail = f"{method} /__mock{path}: the mock is stateless; start it with `make mock STATEFUL=1`"
    assert (response.status_code, response.json()) == (404, {"detail": detail})


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_state_without_key_is_401(stateful: Mock, method: str) -> None:
    response = httpx.request(method, f"{stateful.url}/__mock/state")
    assert (response.status_code, response.json()) == (
        401,
        {"detail": "header.api-key: is required: it selects the chatbot"},
    )


def test_omitted_properties_have_initial_values(bot: Bot) -> None:
    initial = bot.state()
    bot.put({"webhook_url": "http://127.0.0.1:9"})
    assert bot.state() == initial | {"webhook_url": "http://127.0.0.1:9"}
    assert bot.put({}).json() == initial
    assert bot.state() == initial


def test_state_that_was_read_can_be_replaced(bot: Bot) -> None:
    bot.hook("http://127.0.0.1:9")
    bot.text()
    bot.train()
    bot.deliveries()
    bot.talk("x", nickname="Mei")
    before = bot.state()
    bot.reset()
    assert bot.put(before).json() == before
    assert bot.state() == before


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "body: is empty, and must be JSON"),
        (b"{", "body: is not JSON: "),
        (b"\xff", "body: is not UTF-8 at byte 0"),
        (b'{"webhook_url": "\\ud83d"}', "body: is not JSON: "),
        (b'{"deliveries": [1e999]}', "body: "),
        (b"[" * 100_000, "body: is nested too deeply"),
        (b'"' + b"a" * 5_000_000 + b'"', "body: is larger than 4 MiB"),
        (b"[]", "body: "),
        (b'{"surprise": 1}', "body.surprise: "),
    ],
)
def test_invalid_state_is_rejected(bot: Bot, body: bytes, detail: str) -> None:
    before = bot.state()
    response = bot.http.put("/__mock/state", content=body)
    assert (response.status_code, response.json()["detail"][: len(detail)]) == (400, detail)
    assert len(response.json()["detail"].splitlines()) == 1
    assert bot.state() == before


def test_reset_with_key_resets_one_chatbot(new_bot: Callable[..., Bot]) -> None:
    one, other = new_bot(), new_bot()
    for each in (one, other):
        each.put({"webhook_url": "http://127.0.0.1:9"})
    one.reset()
    assert [each.state()["webhook_url"] for each in (one, other)] == [None, "http://127.0.0.1:9"]


def test_reset_without_key_resets_all_chatbots(new_bot: Callable[..., Bot], stateful: Mock) -> None:
    bots = [new_bot(), new_bot()]
    for each in bots:
        each.put({"webhook_url": "http://127.0.0.1:9"})
    assert httpx.post(f"{stateful.url}/__mock/reset").json() == {"detail": "State reset"}
    assert [each.state()["webhook_url"] for each in bots] == [None, None]
    assert bots[0].state()["id"] != bots[1].state()["id"]


def test_clock_is_advanced_by_a_duration(bot: Bot) -> None:
    job = {"kind": "training", "due_at": "2999-01-01T00:00:00.000Z", "title": "Bot", "model_name": "gpt-4"}
    assert bot.put({"running": [job]}).status_code == 200
    response = bot.http.post("/__mock/time", json={"advance": "90s"})
    assert (response.status_code, response.json()) == (200, {"detail": "Clock of background jobs advanced"})
    assert bot.state()["running"][0]["due_at"] == "2998-12-31T23:58:30.000Z"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"advance": "5"}', "body.advance: '5' is not a duration: write 500ms or 2s"),
        (b"{}", "body.advance: 'None' is not a duration: write 500ms or 2s"),
        (b"[]", "body.advance: '' is not a duration: write 500ms or 2s"),
    ],
)
def test_invalid_duration_is_rejected(bot: Bot, body: bytes, detail: str) -> None:
    response = bot.http.post("/__mock/time", content=body)
    assert (response.status_code, response.json()) == (400, {"detail": detail})


def test_requests_of_a_chatbot_are_returned(new_bot: Callable[..., Bot]) -> None:
    bot, other = new_bot(), new_bot()
    bot.talk("Hello")
    other.talk("Hello from another")
    [found] = bot.http.get("/__mock/chatbot/requests").json()
    assert (found["operation"], found["text"], found["status"]) == ("talk", '{"text":"Hello"}', 200)
    assert bot.key not in str(found)


def test_requests_without_key_are_401(stateful: Mock) -> None:
    response = httpx.get(f"{stateful.url}/__mock/chatbot/requests")
    assert (response.status_code, response.json()["detail"]) == (
        401,
        "header.api-key: is required: it selects the chatbot",
    )
