"""JSON and event streams of the inspector."""

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

from scripts.mock.admin import inspector
from scripts.mock.recorder import KEPT_REQUESTS
from scripts.processes import Mock, running_mock
from scripts.redaction import MARK
from tests.support.chatbots import BASE, Bot

Event = tuple[str, Any, str]


@contextmanager
def stream(url: str, path: str = "/__mock/events", **headers: str) -> Iterator[Iterator[Event]]:
    """Open an event stream, and yield its events: kind, data and id."""

    def events(lines: Iterator[str]) -> Iterator[Event]:
        event: dict[str, str] = {}
        for line in lines:
            if line:
                name, _, value = line.partition(": ")
                event[name] = value
            elif event:
                if "data" in event:
                    yield event["event"], json.loads(event["data"]), event.get("id", "")
                event = {}

    with httpx.stream("GET", url + path, headers=headers, timeout=30) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        yield events(response.iter_lines())


def next_requests(events: Iterator[Event]) -> list[Any]:
    """Return the next batch of requests."""
    return next(data for kind, data, _ in events if kind == "requests")


def unique_path() -> str:
    """Return a path that no other test requests."""
    return f"/unique-{time.monotonic_ns()}"


def test_requests_are_recorded_without_credentials(mock_url: str) -> None:
    key = f"a-key-{time.monotonic_ns()}"
    headers = {"api-key": key, "uid": "v"}
    response = httpx.post(f"{mock_url}{BASE}/talk?nickname={key}", headers=headers, json={"text": f"I am {key}"})
    assert response.status_code == 200
    rejected = httpx.post(f"{mock_url}{BASE}/talk", headers=headers, json={"txt": key})
    recorded = httpx.get(f"{mock_url}/__mock/requests")
    assert key not in recorded.text
    one, other = [each for each in recorded.json() if each["target"].startswith(f"{BASE}/talk")][-2:]
    assert (one["method"], one["target"]) == ("POST", f"{BASE}/talk?nickname={MARK}")
    assert (one["status"], one["valid"], one["reason"]) == (200, True, None)
    assert json.loads(one["body"]["text"]) == {"text": f"I am {MARK}"}
    assert json.loads(one["response"]["body"]["text"]) == response.json()
    assert ["content-type", "application/json"] in one["response"]["headers"]
    assert f"{mock_url}{BASE}/talk?nickname=" in one["curl"]
    assert (other["status"], other["valid"], other["reason"]) == (400, False, rejected.json()["detail"])


def test_stream_starts_with_recorded_requests_and_continues(mock_url: str) -> None:
    paths = [unique_path() for _ in range(3)]
    httpx.get(mock_url + paths[0])
    with stream(mock_url) as events:
        kind, about, _ = next(events)
        assert (kind, about["stateful"]) == ("about", False)
        kind, requests, number = next(events)
        assert (kind, requests[-1]["target"], requests[-1]["status"]) == ("requests", paths[0], 404)
        assert requests[-1]["reason"].startswith(f"path {paths[0]}: ")
        httpx.get(mock_url + paths[1])
        assert next_requests(events)[0]["target"] == paths[1]
    httpx.get(mock_url + paths[2])
    with stream(mock_url, **{"Last-Event-ID": number}) as events:
        assert [each["target"] for each in next_requests(events)] == paths[1:]
    with stream(mock_url, f"/__mock/events?after={number}") as events:
        assert [each["target"] for each in next_requests(events)] == paths[1:]


def test_event_id_of_another_run_is_ignored(mock_url: str) -> None:
    path = unique_path()
    httpx.get(mock_url + path)
    with stream(mock_url, **{"Last-Event-ID": "0badcafe-99999"}) as events:
        assert path in [each["target"] for each in next_requests(events)]


def test_example_request_succeeds(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log", environment={"MOCK_CREDENTIAL_API_KEY": "s3cret-key"}) as mock:
        with stream(mock.url) as events:
            _, about, _ = next(events)
        assert '-H "api-key: $API_KEY"' in about["example"]
        command = ["bash", "-c", f"{about['example']} --silent --fail"]
        environment = {"API_KEY": "s3cret-key"}
        subprocess.run(command, env=environment, capture_output=True, check=True, timeout=30)
        rejected = subprocess.run(command, env={"API_KEY": "other"}, capture_output=True, check=False, timeout=30)
    assert rejected.returncode != 0


def test_many_requests_are_sent_in_few_batches(mock_url: str) -> None:
    with stream(mock_url) as events, httpx.Client(base_url=mock_url) as client:
        last = unique_path()
        next(events)
        start = time.monotonic()
        for _ in range(400):
            client.get("/")
        client.get(last)
        batches: list[list[Any]] = []
        while not batches or batches[-1][-1]["target"] != last:
            batches.append(next_requests(events))
        seconds = time.monotonic() - start
    assert len(batches) <= 2 + seconds / 0.25
    assert all(len(each) <= KEPT_REQUESTS for each in batches)


def test_closed_page_leaves_no_connection_open(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock:
        process = psutil.Process(mock.process.pid)
        port = urlsplit(mock.url).port

        def connections() -> int:
            found = process.net_connections("tcp")
            return sum(each.laddr.port == port and bool(each.raddr) for each in found)

        for _ in range(10):
            with stream(mock.url) as events:
                next(events)
        end = time.monotonic() + 20
        while connections():
            assert time.monotonic() < end
            # A closed connection may be noticed only when the next event is sent.
            httpx.get(mock.url)
        assert "Traceback" not in mock.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/__mock/events", "/__mock/events/deliveries"])
def test_mock_stops_at_once_while_a_page_is_open(tmp_path: Path, path: str) -> None:
    with running_mock(tmp_path / "log", options=["--stateful"]) as mock:
        httpx.get(mock.url)
        with stream(mock.url, path) as events:
            next(events)
            start = time.monotonic()
            mock.process.terminate()
            assert [kind for kind, *_ in events if kind != "requests"] == []
            assert mock.process.wait(10) == 0
            seconds = time.monotonic() - start
        log = mock.log.read_text(encoding="utf-8")
    assert seconds < 2
    assert [line for line in log.splitlines() if not re.search(r" GET \S+ [24]\d\d ", line)] == []


@pytest.mark.parametrize("number", ["x-1", "1", "0badcafe-1"])
def test_request_that_is_not_recorded_is_404(mock_url: str, number: str) -> None:
    response = httpx.get(f"{mock_url}/__mock/requests/{number}")
    assert (response.status_code, response.json()["detail"].partition(": ")[0]) == (
        404,
        f"GET /__mock/requests/{number}",
    )


def test_admin_requests_are_not_recorded(mock_url: str) -> None:
    httpx.get(f"{mock_url}/__mock")
    assert not [each for each in httpx.get(f"{mock_url}/__mock/requests").json() if "/__mock" in each["target"]]


@pytest.mark.parametrize("path", ["/events", "/", "/requests"])
def test_head_has_no_body(mock_url: str, path: str) -> None:
    response = httpx.head(f"{mock_url}/__mock{path}")
    assert (response.status_code, response.content) == (200, b"")


def test_header_that_is_not_utf_8_is_shown(mock_url: str) -> None:
    parts = urlsplit(mock_url)
    path = unique_path()
    with socket.create_connection((parts.hostname, parts.port or 0), timeout=10) as connection:
        connection.sendall(b"GET %b HTTP/1.1\r\nHost: x\r\nX-Odd: \xff\xfe\r\n\r\n" % path.encode())
        assert connection.recv(65536)
    [found] = [each for each in httpx.get(f"{mock_url}/__mock/requests").json() if each["target"] == path]
    assert ["x-odd", r"\xff\xfe"] in found["headers"]


FILES = [path.name for path in Path(inspector.__file__).parent.iterdir() if path.suffix in {".css", ".js", ".svg"}]


@pytest.mark.parametrize("path", ["", *FILES, "requests"])
def test_page_loads_nothing_from_other_hosts(mock_url: str, path: str) -> None:
    response = httpx.get(f"{mock_url}/__mock/{path}")
    assert response.status_code == 200
    assert response.headers["content-security-policy"].startswith("default-src 'self';")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    if path in {"", "inspector.css"}:
        assert not re.search(r"""(https?:)?//[a-z]|\son\w+=|style=""", response.text)


def test_deliveries_are_streamed_when_they_change(new_bot: Callable[..., Bot], stateful: Mock) -> None:
    bot = new_bot()
    with stream(stateful.url, "/__mock/events/deliveries") as events:
        next(events)
        bot.hook(f"http://user:pa55word@127.0.0.1:9/hook?token=s3cret&key={bot.key}")
        bot.text()
        bot.train()
        chatbot_id = bot.state()["id"]
        found: list[Any] = []
        while [each["status"] for each in found] != ["failed", "failed"]:
            _, data, _ = next(events)
            found = [each for each in data["deliveries"] if chatbot_id in each["event"]]
    assert {each["kind"] for each in found} == {"training.initial", "training.completed"}
    assert [(each["url"], len(each["attempts"])) for each in found] == [("http://127.0.0.1:9/hook?…", 3)] * 2
    assert not any(secret in json.dumps(found) for secret in ("user", "pa55word", "s3cret", bot.key))


def test_deliveries_of_stateless_mock_are_404(mock_url: str) -> None:
    response = httpx.get(f"{mock_url}/__mock/events/deliveries")
    assert response.status_code == 404
    assert "make mock STATEFUL=1" in response.json()["detail"]
