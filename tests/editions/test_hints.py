"""Hints of the mock for requests that another edition documents."""

import asyncio
import functools
import logging
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts import openapi
from scripts.editions.contracts import load_all
from scripts.mock import hints
from scripts.mock.hints import EditionHints, hints_for
from scripts.openapi import Document
from scripts.processes import Mock
from scripts.project import CONTRACT, UserError
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead

BASE = "/api/external/chatbot"
KEY, TOKEN = {"api-key": "k"}, {"caigunn-access-token": "t"}
DEVICE = {"device_id": "d-1", "device_name": "Pad", "device_type": "tablet"}
HINT_OF_TRAINING = f"hint: in edition 2024-11-19 this is `POST {BASE}/model`; here it is `POST {BASE}/models`"
HEAD = RequestHead("POST", f"{BASE}/model".encode(), b"", ())
NOT_FOUND = RequestError.at(404, "path", "is not in the contract")


def wait_for_hints(url: str) -> None:
    """Wait until a mock has read the other editions, which may have to be built."""
    deadline = time.monotonic() + 120
    while "hint: " not in httpx.post(f"{url}{BASE}/{'train' if is_newer(url) else 'models'}").text:
        assert time.monotonic() < deadline


def is_newer(url: str) -> bool:
    """Return True if a mock does not serve the first edition."""
    return bool(httpx.get(f"{url}/__mock/health").json()["contract"] > "2023-11-07")


@pytest.fixture(scope="module")
def hinting(mock_of: Callable[[str], str]) -> Callable[[str], str]:
    """A function that returns the URL of the mock of an edition, which has read the other ones."""

    @functools.cache
    def url(edition: str) -> str:
        wait_for_hints(mock_of(edition))
        return mock_of(edition)

    return url


@pytest.mark.parametrize(
    ("edition", "method", "path", "status", "hint"),
    [
        (
            "2024-11-19",
            "POST",
            "/models",
            404,
            f"in edition 2024-05-09 this was `POST {BASE}/models`; now `POST {BASE}/model`",
        ),
        (
            "2024-11-19",
            "PUT",
            "",
            404,
            f"in edition 2024-05-09 this was `PUT {BASE}`; now `PUT /api/external/user/chatbot/{{chatbot_id}}`",
        ),
        (
            "2024-11-19",
            "POST",
            "/train",
            404,
            f"in edition 2023-11-07 this was `POST {BASE}/train`; now `POST {BASE}/model`",
        ),
        (
            "2024-05-09",
            "POST",
            "/train",
            404,
            f"in edition 2023-11-07 this was `POST {BASE}/train`; now `POST {BASE}/models`",
        ),
        (
            "2024-05-09",
            "GET",
            "/model/7",
            404,
            f"in edition 2024-11-19 this is `GET {BASE}/model/{{model_id}}`, which is new",
        ),
        (
            "2024-05-09",
            "DELETE",
            "/webhook",
            405,
            f"in edition 2024-11-19 this is `DELETE {BASE}/webhook`, which is new",
        ),
        (
            "2023-11-07",
            "PUT",
            "",
            404,
            f"in edition 2024-05-09 this is `PUT {BASE}`, which is new",
        ),
        ("2024-11-19", "DELETE", "/models", 404, None),
        ("2024-11-19", "GET", "/nowhere", 404, None),
        ("2024-05-09", "GET", "/model/%zz", 400, None),
    ],
)
def test_unmatched_request_has_a_hint(  # noqa: PLR0917 - the columns of the table
    hinting: Callable[[str], str], edition: str, method: str, path: str, status: int, hint: str | None
) -> None:
    response = httpx.request(method, f"{hinting(edition)}{BASE}{path}", headers=KEY)
    assert response.status_code == status
    assert response.json()["detail"].partition("; hint: ")[2] == (hint or "")


@pytest.mark.parametrize(
    ("edition", "path", "request_", "status", "hint"),
    [
        ("2024-05-09", "/opentalk", {"json": DEVICE}, 400, "edition 2024-11-19 accepts this request"),
        ("2024-05-09", "/opentalk", {"json": {}}, 400, ""),
        ("2024-05-09", "/opentalk", {"json": {**DEVICE, "more": "x" * 20_000}}, 400, ""),
        ("2024-05-09", "/opentalk", {"content": iter([b""]), "headers": {"content-type": "application/json"}}, 400, ""),
        ("2024-11-19", "/uids", {}, 401, ""),
        ("2024-05-09", "/uids", {"headers": {"Prefer": "code=422"}}, 400, ""),
    ],
)
def test_invalid_request_of_another_edition_has_a_hint(  # noqa: PLR0917 - see above
    hinting: Callable[[str], str], edition: str, path: str, request_: dict[str, Any], status: int, hint: str
) -> None:
    headers = {**KEY, **(TOKEN if edition == "2024-05-09" else {}), **request_.pop("headers", {})}
    method = "PUT" if path == "/opentalk" else "GET"
    response = httpx.request(method, f"{hinting(edition)}{BASE}{path}", headers=headers, **request_)
    assert response.status_code == status
    assert response.json()["detail"].partition("; hint: ")[2] == hint


def test_hint_is_in_the_log_and_the_recorded_request(mock: Mock) -> None:
    wait_for_hints(mock.url)
    httpx.post(f"{mock.url}{BASE}/model?mark=recorded")
    assert f"POST {BASE}/model 404 " in (log := mock.log.read_text(encoding="utf-8"))
    assert f"is not in the contract; {HINT_OF_TRAINING}\n" in log
    [found] = [each for each in httpx.get(f"{mock.url}/__mock/requests").json() if "mark=recorded" in each["target"]]
    assert found["reason"].endswith(HINT_OF_TRAINING)
    assert [(each["location"], each["reason"]) for each in found["violations"]] == [
        (f"path {BASE}/model", "is not in the contract"),
        ("hint", HINT_OF_TRAINING.removeprefix("hint: ")),
    ]


@pytest.fixture
def served() -> EditionHints:
    """The hints of openapi.yaml, which have not read the other editions."""
    found = hints_for(CONTRACT, openapi.load(CONTRACT), {})
    assert found
    return found


def test_editions_are_read_once_and_not_before_a_rejection(
    served: EditionHints, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = []

    def load() -> dict[str, Document]:
        loads.append(1)
        return load_all()

    monkeypatch.setattr(hints, "load_all", load)
    assert served.respond(NOT_FOUND, HEAD, b"") is None
    assert loads == []

    monkeypatch.setattr(hints, "MAX_WAIT", None)

    async def read_twice() -> None:
        await asyncio.gather(served.read(), served.read())

    asyncio.run(read_twice())
    assert len(loads) == 1
    response = served.respond(NOT_FOUND, HEAD, b"")
    assert response
    assert HINT_OF_TRAINING in response.body.decode()


def test_own_contract_has_no_hints(tmp_path: Path) -> None:
    own = tmp_path / "openapi.yaml"
    shutil.copy(CONTRACT, own)
    assert hints_for(own, openapi.load(own), {}) is None


def test_invalid_edition_is_logged_and_gives_no_hints(
    served: EditionHints, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> dict[str, Document]:
        raise UserError("overlays/2023-11-07.yaml: action 7 ($.x): matches nothing; correct the target")

    monkeypatch.setattr(hints, "load_all", fail)
    monkeypatch.setattr(hints, "MAX_WAIT", None)
    with caplog.at_level(logging.WARNING):
        asyncio.run(served.read())
    assert caplog.messages == [
        "no hints of other editions: overlays/2023-11-07.yaml: action 7 ($.x): matches nothing; correct the target"
    ]
    response = served.respond(NOT_FOUND, HEAD, b"")
    assert response
    assert response.reason == NOT_FOUND.detail


def test_response_does_not_wait_long_for_other_editions(served: EditionHints, monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def wait() -> dict[str, Document]:
        released.wait(60)
        return load_all()

    monkeypatch.setattr(hints, "load_all", wait)
    monkeypatch.setattr(hints, "MAX_WAIT", 0.01)

    async def read() -> None:
        await served.read()
        assert served.respond(NOT_FOUND, HEAD, b"") is None
        released.set()
        monkeypatch.setattr(hints, "MAX_WAIT", None)
        await served.read()

    asyncio.run(read())
    assert served.respond(NOT_FOUND, HEAD, b"") is not None
