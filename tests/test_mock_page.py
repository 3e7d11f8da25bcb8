"""The page's routes: what they answer, to whom, how the streams go on, and how they end."""

import asyncio
import json
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from scripts.mock.journal import KEPT_EXCHANGES, Journal
from scripts.mock.page import showing
from scripts.mock.page.masking import MASK, Mask
from scripts.mock.state import Attempt, Delivery, new
from scripts.mock.store import InMemory
from scripts.serving import Mock, running_mock
from tests.chatbots import BASE, Bot
from tests.hostile import request as hostile


@contextmanager
def stream(url: str, path: str = "/__mock/events", **headers: str) -> Iterator[Iterator[tuple[str, Any, str]]]:
    """Yield the events of a stream as they come: kind, data, id."""

    def events(lines: Iterator[str]) -> Iterator[tuple[str, Any, str]]:
        event: dict[str, str] = {}
        for line in lines:
            if line:
                name, _, value = line.partition(": ")
                event[name] = value
            elif event:
                if "data" in event:
                    yield event["event"], json.loads(event["data"]), event.get("id", "")
                event = {}

    with httpx.stream("GET", url + path, headers=headers, timeout=30) as answer:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        yield events(answer.iter_lines())


def lines_until(events: Iterator[tuple[str, Any, str]], enough: Callable[[list[Any]], bool]) -> list[Any]:
    found: list[Any] = []
    while not enough(found):
        kind, data, _ = next(events)
        found += data if kind == "requests" else []
    return found


def test_requests_are_kept_with_their_answers_and_without_credentials(mock_url: str) -> None:
    key = f"a-key-{time.monotonic_ns()}"
    headers = {"api-key": key, "uid": "v"}
    answer = httpx.post(f"{mock_url}{BASE}/talk?nickname={key}", headers=headers, json={"text": f"I am {key}"})
    assert answer.status_code == 200
    refused = httpx.post(f"{mock_url}{BASE}/talk", headers=headers, json={"txt": key})
    told = httpx.get(f"{mock_url}/__mock/requests")
    assert key not in told.text
    one, other = [each for each in told.json() if each["target"].startswith(f"{BASE}/talk")][-2:]
    assert (one["method"], one["target"], one["status"], one["fits"], one["reason"]) == (
        "POST", f"{BASE}/talk?nickname={MASK}", 200, True, None,
    )  # fmt: skip
    assert json.loads(one["body"]["text"]) == {"text": f"I am {MASK}"}
    assert one["answer"]["body"]["text"] == answer.text
    assert ["content-type", "application/json"] in one["answer"]["headers"]
    assert f"{mock_url}{BASE}/talk?nickname=" in one["curl"]
    assert (other["status"], other["fits"], other["reason"]) == (400, False, refused.json()["detail"])


def test_the_stream_begins_with_what_is_kept_and_goes_on_live(mock_url: str) -> None:
    marks = [f"/mark-{time.monotonic_ns()}-{n}" for n in range(3)]
    httpx.get(mock_url + marks[0])
    with stream(mock_url) as events:
        kind, about, _ = next(events)
        assert (kind, about["version"], about["stateful"]) == ("about", "2024-05-09", False)
        kind, lines, number = next(events)
        assert (kind, lines[-1]["target"], lines[-1]["reason"]) == (
            "requests", marks[0], f"path {marks[0]}: is not in the contract",
        )  # fmt: skip
        httpx.get(mock_url + marks[1])
        assert lines_until(events, bool)[0]["target"] == marks[1]
    httpx.get(mock_url + marks[2])
    with stream(mock_url, **{"Last-Event-ID": number}) as events:
        assert [each["target"] for each in lines_until(events, bool)][:2] == marks[1:]
    with stream(mock_url, f"/__mock/events?after={number}") as events:
        assert [each["target"] for each in lines_until(events, bool)][:2] == marks[1:]
    # Another run of the mock counted otherwise.
    with stream(mock_url, **{"Last-Event-ID": "0badcafe-99999"}) as events:
        assert marks[0] in [each["target"] for each in lines_until(events, bool)]


def test_the_first_request_that_is_proposed_is_answered(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log", environment={"MOCK_CREDENTIAL_API_KEY": "s3cret-key"}) as mock:
        with stream(mock.url) as events:
            _, about, _ = next(events)
        assert about["first"] == (
            f"curl {mock.url}{BASE}/models -H \"api-key: $API_KEY\" -H 'caigunn-access-token: any'"
        )
        command = ["bash", "-c", about["first"]]
        said = subprocess.run(command, env={"API_KEY": "s3cret-key"}, capture_output=True, text=True, check=True)
    assert '"models"' in said.stdout


def test_many_requests_come_in_few_batches(mock_url: str) -> None:
    """However many requests there are, four batches a second at most, of what is kept at most."""
    with stream(mock_url) as events, httpx.Client(base_url=mock_url) as client:
        last = f"/last-{time.monotonic_ns()}"
        next(events)
        began = time.monotonic()
        for _ in range(400):
            client.get("/")
        client.get(last)
        batches: list[list[Any]] = []
        while not batches or batches[-1][-1]["target"] != last:
            kind, lines, _ = next(events)
            assert kind == "requests"
            batches.append(lines)
        taken = time.monotonic() - began
    assert len(batches) <= 2 + taken / 0.25
    assert all(len(each) <= KEPT_EXCHANGES for each in batches)


def test_a_page_that_goes_away_leaves_no_connection_behind(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock:
        process = psutil.Process(mock.process.pid)
        port = urlsplit(mock.url).port

        def streams() -> int:
            found = process.net_connections("tcp")
            return sum(each.laddr.port == port and bool(each.raddr) for each in found)

        for _ in range(10):
            with stream(mock.url) as events:
                next(events)
        end = time.monotonic() + 20
        while streams():
            assert time.monotonic() < end
            # The mock notices when it has something to say.
            httpx.get(mock.url)
        assert "Traceback" not in mock.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/__mock/events", "/__mock/events/deliveries"])
def test_the_mock_stops_at_once_although_a_page_looks_on(tmp_path: Path, path: str) -> None:
    with running_mock(tmp_path / "log", options=["--stateful"]) as mock:
        httpx.get(mock.url)
        with stream(mock.url, path) as events:
            next(events)
            began = time.monotonic()
            mock.process.terminate()
            assert [kind for kind, *_ in events if kind != "requests"] == []
            assert mock.process.wait(10) == 0
            taken = time.monotonic() - began
        log = mock.log.read_text(encoding="utf-8")
    assert taken < 2
    assert [each for each in log.splitlines() if not re.search(r" GET \S+ [24]\d\d ", each)] == []


def test_a_journal_that_closes_lets_nobody_wait() -> None:
    async def wait() -> None:
        journal = Journal()
        journal.close()
        await journal.wait(0)

    asyncio.run(asyncio.wait_for(wait(), 5))


PATHS = [
    "", "/", "/page.css", "/page.js", "/show.js", "/icon.svg", "/requests", "/requests/x-1", "/events",
    "/events/deliveries", "/health", "/state", "/reset",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", "evil.example"),
        ("Host", "evil.example:4010"),
        ("Host", "127.0.0.1.evil.example"),
        ("Host", "localhost.evil.example"),
        ("Host", "127.0.0.1@evil.example"),
        ("Host", ""),
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
    ],
)
def test_pages_of_other_machines_are_refused(mock_url: str, path: str, header: str, value: str) -> None:
    method = "POST" if path == "/reset" else "GET"
    answer = httpx.request(method, f"{mock_url}/__mock{path}", headers={header: value, "api-key": "k"})
    assert (answer.status_code, answer.json()["detail"].partition(":")[0]) == (403, f"header.{header}")


@pytest.mark.parametrize("host", ["localhost:4010", "127.0.0.1", "[::1]:9", "192.168.7.7:4010", "Localhost"])
def test_addresses_and_localhost_are_the_mocks_own(mock_url: str, host: str) -> None:
    assert httpx.get(f"{mock_url}/__mock/requests", headers={"Host": host}).status_code == 200


def test_so_is_the_name_that_it_was_told(tmp_path: Path) -> None:
    name = socket.gethostname()
    with running_mock(tmp_path / "log", options=["--host", name]) as mock:
        assert httpx.get(f"{mock.url}/__mock/health", headers={"Host": f"{name}:80"}).status_code == 200
        assert httpx.get(f"{mock.url}/__mock/health", headers={"Host": f"a{name}.example"}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/show.js", "/icon.svg", "/requests"])
def test_the_page_may_load_nothing_from_elsewhere_and_is_not_stored(mock_url: str, path: str) -> None:
    answer = httpx.get(f"{mock_url}/__mock{path}")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'self';")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(
        r"""(https?:)?//[a-z]|\son\w+=|style=""", re.sub("http://www.w3.org/2000/svg", "", answer.text)
    ) or path in {"/page.js", "/show.js", "/requests"}


def test_the_path_without_slash_leads_to_the_page_and_is_no_request_of_a_front_end(mock_url: str) -> None:
    answer = httpx.get(f"{mock_url}/__mock")
    assert (answer.status_code, answer.headers["location"]) == (307, "/__mock/")
    assert not [each for each in httpx.get(f"{mock_url}/__mock/requests").json() if "/__mock" in each["target"]]


def test_what_is_not_kept_any_more_is_not_found(mock_url: str) -> None:
    for number in ("x-1", "1", "", "0badcafe-1"):
        assert httpx.get(f"{mock_url}/__mock/requests/{number}").status_code == 404


@pytest.mark.parametrize("path", ["/events", "/", "/requests"])
def test_head_is_answered_without_a_body(mock_url: str, path: str) -> None:
    answer = httpx.head(f"{mock_url}/__mock{path}")
    assert (answer.status_code, answer.content) == (200, b"")


def test_bytes_that_nobody_foresaw_are_shown(mock_url: str) -> None:
    parts = urlsplit(mock_url)
    mark = f"/odd-{time.monotonic_ns()}"
    with socket.create_connection((parts.hostname, parts.port or 0), timeout=10) as connection:
        connection.sendall(hostile("GET", mark, b"", [("X-Odd", "\u00ff\u00fe")]))
        assert connection.recv(65536)
    told = httpx.get(f"{mock_url}/__mock/requests").json()
    assert [each for each in told if each["target"] == mark]


def test_deliveries_are_told_as_they_change(new_bot: Callable[..., Bot], stateful: Mock) -> None:
    bot = new_bot()
    with stream(stateful.url, "/__mock/events/deliveries") as events:
        next(events)
        bot.hook(f"http://user:pa55word@127.0.0.1:9/hook?token=s3cret&key={bot.key}")
        bot.text()
        bot.train()
        own: list[Any] = []
        while [each["status"] for each in own] != ["failed", "failed"]:
            _, data, _ = next(events)
            own = [each for each in data["deliveries"] if each["event"].count(bot.state()["id"])]
    assert {each["kind"] for each in own} == {"training.initial", "training.completed"}
    assert [(each["url"], len(each["attempts"])) for each in own] == [("http://127.0.0.1:9/hook?…", 3)] * 2
    assert not any(secret in json.dumps(own) for secret in ("user", "pa55word", "s3cret", bot.key))


def test_events_that_nobody_gets_hide_none_that_somebody_got() -> None:
    attempt = Attempt(at="2024-05-09T10:21:07Z", outcome="200", milliseconds=1)
    lost = [Delivery(event={}, url=None, status="no webhook") for _ in range(10)]
    sent = Delivery(event={}, url="http://a", status="delivered", attempts=[attempt])
    waiting = Delivery(event={}, url="http://b", status="pending")
    shown = showing.deliveries([*lost, sent, waiting], Mask({}, ()), 3)
    assert [each["status"] for each in shown] == ["pending", "delivered", "no webhook"]


def test_a_mock_without_state_says_that_deliveries_need_it(mock_url: str) -> None:
    answer = httpx.get(f"{mock_url}/__mock/events/deliveries")
    assert answer.status_code == 404
    assert "make mock STATEFUL=1" in answer.json()["detail"]


def test_a_store_yields_the_deliveries_of_all_its_chatbots() -> None:
    async def deliveries() -> list[str | None]:
        store = InMemory()
        for name in ("a" * 64, "b" * 64):
            attempt = Attempt(at="2024-05-09T10:21:07Z", outcome="200", milliseconds=1)
            delivery = Delivery(event={}, url=name[:1], status="delivered", attempts=[attempt])
            await store.replace(name, new(name).model_copy(update={"deliveries": [delivery]}))
        return [each.url async for each in store.deliveries()]

    assert asyncio.run(deliveries()) == ["a", "b"]
