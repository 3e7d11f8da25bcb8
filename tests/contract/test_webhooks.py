"""Probes of webhooks: a small service that sends events, healthy and with bugs, and the bugs of the Flask service."""

import copy
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from scripts import openapi
from scripts.contract.findings import Finding, Findings
from scripts.contract.probes import baseline, webhooks
from scripts.contract.probes.baseline import AVAILABLE, Baselines
from scripts.contract.probes.calls import calls
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.session import Session, Stopped
from scripts.contract.probes.transport import Transport
from scripts.contract.probes.webhook_receiver import receiving
from scripts.contract.report_redaction import ReportRedactor
from scripts.loopback import serving
from tests.support.planted_bugs import CREDENTIALS, PlantedBug, planted_bugs, running
from tests.support.project_contract import DOCUMENT

BUGS = [each for each in planted_bugs("flask") if each.group == "webhooks"]
EXAMPLE_URL = "https://example.com/events"


def schema(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object, all of whose properties are required."""
    return {"type": "object", "required": list(properties), "properties": properties}


def content(of: dict[str, Any], media_type: str = "application/json", **examples: Any) -> dict[str, Any]:
    """Return the content of a body."""
    named = {name: {"value": value} for name, value in examples.items()}
    return {"required": True, "content": {media_type: {"schema": of, **({"examples": named} if named else {})}}}


TEXT, FILE = {"type": "string"}, {"type": "string", "format": "binary"}
NAMED = schema(number=TEXT, files={"type": "array", "items": schema(filename=TEXT)})
OK: dict[str, Any] = {"200": {"description": "Done.", "content": {"application/json": {"schema": schema()}}}}
LINK = {"operationId": "getImport", "parameters": {"number": "$response.body#/number"}}
NUMBER = {"name": "number", "in": "path", "required": True, "schema": TEXT, "example": "1"}
SHOP: Any = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/callback": {
            "put": {
                "operationId": "setCallback",
                "requestBody": content(schema(callback_url=TEXT), url={"callback_url": EXAMPLE_URL}),
                "responses": {**OK, "400": {"description": "The URL is not accepted."}},
            },
            "delete": {"operationId": "removeCallback", "responses": OK},
        },
        "/imports": {
            "post": {
                "operationId": "importFiles",
                "requestBody": content(
                    schema(files={"type": "array", "items": FILE}), "multipart/form-data", two={"files": ["a", "b"]}
                ),
                "responses": {"200": {**OK["200"], "links": {"import": LINK}}},
            },
        },
        "/imports/{number}": {
            "get": {
                "operationId": "getImport",
                "parameters": [NUMBER],
                "responses": {**OK, "404": {"description": "It does not exist."}},
            }
        },
    },
    "webhooks": {
        "imported": {
            "post": {
                "operationId": "onImported",
                "description": "The import can be read.",
                "requestBody": content(NAMED),
            }
        }
    },
}


Event = dict[str, Any]


@dataclass
class Shop:
    """A service whose events arrive before the response to the request that causes them.

    Attributes:
        urls: The URLs that were set, in order; None while no URL is set, as at the beginning.
        rejected: The beginning of URLs that are rejected.
        verifies: The method by which a URL is called when it is set, and, except by POST, before events; or empty.
        sends: Whether events are sent.
        keeps_sending: Whether they are sent after the removal of the URL, too.
        ignores_new_urls: Whether they are sent to the URL before the latest one.
        path: What is added to the URL.
        edit: Changes an event.
    """

    urls: list[str | None] = field(default_factory=lambda: [None, None])
    rejected: str = "ftp:"
    verifies: str = ""
    sends: bool = True
    keeps_sending: bool = False
    ignores_new_urls: bool = False
    path: str = ""
    edit: Callable[[Event], Event] = dict

    def app(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[
                Route("/callback", self._set, methods=["PUT"]),
                Route("/callback", self._remove, methods=["DELETE"]),
                Route("/imports", self._import, methods=["POST"]),
                Route("/imports/{number}", self._get),
            ]
        )

    async def _set(self, request: Request) -> JSONResponse:
        url = (await request.json())["callback_url"]
        if url.startswith(self.rejected):
            return JSONResponse({}, 400)
        self.urls.append(url)
        await self._call(self.verifies, url)
        return JSONResponse({})

    async def _remove(self, _: Request) -> JSONResponse:
        self.urls.append(None)
        return JSONResponse({})

    async def _import(self, request: Request) -> JSONResponse:
        async with request.form() as form:
            names = [each.filename for each in form.getlist("files") if not isinstance(each, str)]
        url = self.urls[-2 if (self.keeps_sending if self.urls[-1] is None else self.ignores_new_urls) else -1]
        event = self.edit({"number": "1", "files": [{"filename": each} for each in names]})
        await self._call(self.verifies.replace("POST", ""), url)
        await self._call("POST" if self.sends else "", f"{url}{self.path}", json=event)
        return JSONResponse({"number": "1"})

    async def _get(self, request: Request) -> JSONResponse:
        return JSONResponse({}, 200 if request.path_params["number"] == "1" else 404)

    @staticmethod
    async def _call(method: str, url: str | None, **options: Any) -> None:
        if method and url and url.startswith("http://127.0.0.1"):
            await run_in_threadpool(httpx.request, method, url, **options)


@contextmanager
def session_with(url: str, document: Any, **options: Any) -> Iterator[Session]:
    """Yield a session with a service."""
    redactor = ReportRedactor(())
    with closing(Transport(url, 5, Rate(None))) as transport:
        yield Session(document, transport, redactor=redactor, shell_values={}, findings=Findings(), **options)


def probe(url: str, document: Any = SHOP) -> tuple[list[Finding], list[str]]:
    """Run the probes of webhooks against a service, and return the findings and the notes."""
    with session_with(url, document) as session:
        webhooks.run(session, baseline.find(session, session.operations))
        return session.findings.sorted(), list(session.notes)


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that suffice for the shop, whose events arrive before its responses."""
    monkeypatch.setattr(webhooks, "FIRST", 0.1)
    monkeypatch.setattr(webhooks, "NEXT", 0.1)


def with_further_properties(event: Event) -> Event:
    """Return an event with properties that the contract does not name."""
    files = [{"storage_name": f"alt{each['filename'][:40]}", **each} for each in event["files"]]
    return {**event, "files": files, "failed": files[:1], "actor": {"number": "900"}}


def nested(event: Event) -> Event:
    """Return an event with an array of 300 levels."""
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    return {**event, "deep": deep}


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize(
    "behavior",
    [
        {},
        {"verifies": "GET"},
        {"verifies": "OPTIONS"},
        {"verifies": "POST"},
        {"edit": with_further_properties},
        {"edit": nested},
        {"edit": lambda event: {**event, "number": ""}},
    ],
    ids=[
        "plain",
        "verification by GET",
        "verification by OPTIONS",
        "verification by POST",
        "further properties",
        "nested",
        "empty id",
    ],
)
def test_healthy_service_gets_the_url_of_the_example_back(behavior: dict[str, Any]) -> None:
    shop = Shop(**behavior)
    with serving(shop.app()) as url:
        assert probe(url) == ([], [])
    assert any(each and each.startswith("http://127.0.0.1") for each in shop.urls)
    assert shop.urls[-1] == EXAMPLE_URL


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize(
    ("bug", "check", "message"),
    [
        ({"keeps_sending": True}, "webhook_url_respected", "requests are sent to a webhook that was deleted"),
        ({"ignores_new_urls": True}, "webhook_url_respected", "requests are sent to a URL that was replaced"),
        ({"path": "/"}, "webhook_url_respected", "instead of /own?from=contract-tests, which was set"),
        ({"edit": lambda event: event | {"number": 1}}, "webhook_conformance", "body.number: must be string"),
        ({"edit": lambda event: event | {"number": "2"}}, AVAILABLE, "`number` of the webhook imported is rejected"),
        ({"edit": lambda event: event | {"files": event["files"][:1]}}, "sent_data_listed", "name 1 of 2 files"),
    ],
    ids=["after removal", "former URL", "path", "type", "id", "files"],
)
def test_bug_is_found_for_another_contract(bug: dict[str, Any], check: str, message: str) -> None:
    with serving(Shop(**bug).app()) as url:
        [finding], _ = probe(url)
    assert (finding.check, finding.severity) == (check, "violation")
    assert message in finding.message
    assert finding.request.startswith("curl ")


@pytest.mark.usefixtures("short_waits")
def test_unknown_id_is_a_warning_if_nothing_says_that_it_exists() -> None:
    document = copy.deepcopy(SHOP)
    document["webhooks"]["imported"]["post"]["description"] = "The import was removed."
    with serving(Shop(edit=lambda event: event | {"number": "2"}).app()) as url:
        [finding], _ = probe(url, document)
    assert (finding.check, finding.severity) == (AVAILABLE, "warning")


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize(
    ("behavior", "expected"),
    [
        ({"rejected": "http://127"}, "webhooks: PUT /callback rejects http://127.0.0.1 with 400; not tested"),
        ({"rejected": "http"}, "webhooks: no PUT or PATCH request that sets their URL was accepted; not tested"),
        ({"sends": False}, "within 0.1 s after 4 requests that may start jobs"),
        ({"edit": lambda event: {**event, "more": "x" * 5_000_000}}, "a request was not validated: body: is larger"),
    ],
    ids=["loopback is rejected", "every URL is rejected", "nothing is sent", "large body"],
)
def test_untested_webhook_gets_a_note(behavior: dict[str, Any], expected: str) -> None:
    with serving(Shop(**behavior).app()) as url:
        _, notes = probe(url)
    assert any(expected in each for each in notes), notes


def test_service_on_another_machine_is_sent_no_url() -> None:
    with session_with("http://192.0.2.1", SHOP) as session:
        accepted = {each.id: calls(SHOP, each) for each in openapi.operations(SHOP)}
        webhooks.run(session, Baselines(accepted, is_stateless=False))
        assert session.transport.count == 0
        [note] = session.notes
    assert note == "webhooks: a service on another machine cannot send requests to this one; not tested"


@pytest.mark.usefixtures("short_waits")
def test_stopped_run_sets_the_url_of_the_example() -> None:
    shop = Shop(edit=lambda event: event | {"number": 1})
    with serving(shop.app()) as url, session_with(url, SHOP, stop_after=1) as session:
        found = baseline.find(session, session.operations)
        with pytest.raises(Stopped):
            webhooks.run(session, found)
    assert shop.urls[-1] == EXAMPLE_URL


def test_unfinished_request_does_not_delay_the_end() -> None:
    started = time.monotonic()
    with socket.socket() as sender:
        with receiving() as receiver:
            sender.connect(("127.0.0.1", httpx.URL(receiver.url).port or 0))
            sender.sendall(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nshort")
            assert list(receiver.requests(0.2, 0.2, 1)) == []
        assert time.monotonic() - started < 10


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS, ids=lambda each: each.name)
def test_planted_bug_is_found(bug: PlantedBug, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with running(bug.service, bug, tmp_path) as url:
        found, _ = probe(url, DOCUMENT)
    checks = {each.check for each in found}
    assert bug.check in checks if bug.is_violation else not checks, json.dumps([str(each) for each in found], indent=1)
