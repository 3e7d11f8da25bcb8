"""Probes of webhooks: a small service that sends events, healthy and with bugs, and the bugs of the Flask service."""

import json
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
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import calls
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import Transport
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
    "webhooks": {"imported": {"post": {"operationId": "onImported", "requestBody": content(NAMED)}}},
}


@dataclass
class Shop:
    """A service whose events arrive before the response to the request that causes them.

    Attributes:
        urls: The URLs that were set, in order; None where there is none, as at the beginning.
        rejected: The beginning of URLs that are rejected.
        verifies: Whether a URL is called when it is set.
        sends: Whether events are sent.
        keeps_sending: Whether they are sent after the removal of the URL, too.
        edit: Changes an event.
    """

    urls: list[str | None] = field(default_factory=lambda: [None, None])
    rejected: str = "ftp:"
    verifies: bool = False
    sends: bool = True
    keeps_sending: bool = False
    edit: Callable[[dict[str, Any]], dict[str, Any]] = dict

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
        if self.verifies and url.startswith("http://127.0.0.1"):
            await run_in_threadpool(httpx.get, url)
        return JSONResponse({})

    async def _remove(self, _: Request) -> JSONResponse:
        self.urls.append(None)
        return JSONResponse({})

    async def _import(self, request: Request) -> JSONResponse:
        async with request.form() as form:
            names = [each.filename for each in form.getlist("files") if not isinstance(each, str)]
        url = self.urls[-2] if self.urls[-1] is None and self.keeps_sending else self.urls[-1]
        if self.sends and url and url.startswith("http://127.0.0.1"):
            event = self.edit({"number": "1", "files": [{"filename": each} for each in names]})
            await run_in_threadpool(httpx.post, url, json=event)
        return JSONResponse({"number": "1"})

    async def _get(self, request: Request) -> JSONResponse:
        return JSONResponse({}, 200 if request.path_params["number"] == "1" else 404)


@contextmanager
def session_with(url: str, document: Any) -> Iterator[Session]:
    """Yield a session with a service."""
    with closing(Transport(url, 5, Rate(None))) as transport:
        yield Session(document, transport, redactor=ReportRedactor(()), shell_values={}, findings=Findings())


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


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("verifies", [False, True])
def test_healthy_service_gets_the_url_of_the_example_back(verifies: bool) -> None:
    shop = Shop(verifies=verifies)
    with serving(shop.app()) as url:
        assert probe(url) == ([], [])
    assert any(each and each.startswith("http://127.0.0.1") for each in shop.urls)
    assert shop.urls[-1] == EXAMPLE_URL


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize(
    ("shop", "check", "message"),
    [
        (Shop(keeps_sending=True), "webhook_url_respected", "requests are sent to a webhook that was deleted"),
        (Shop(edit=lambda event: event | {"number": 1}), "webhook_conformance", "body.number: must be string"),
        (
            Shop(edit=lambda event: event | {"number": "2"}),
            "listed_items_available",
            "`number` of the webhook imported",
        ),
        (Shop(edit=lambda event: event | {"files": event["files"][:1]}), "sent_data_listed", "has 1 of 2 files"),
    ],
    ids=["after removal", "type", "id", "files"],
)
def test_bug_is_found_for_another_contract(shop: Shop, check: str, message: str) -> None:
    with serving(shop.app()) as url:
        [finding], _ = probe(url)
    assert finding.check == check
    assert message in finding.message
    assert finding.request.startswith("curl ")


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize(
    ("shop", "note"),
    [
        (Shop(rejected="http://127"), "webhooks: PUT /callback rejects http://127.0.0.1 with 400; not tested"),
        (Shop(rejected="http"), "webhooks: no service with state accepted a request that sets their URL; not tested"),
    ],
    ids=["loopback is rejected", "every URL is rejected"],
)
def test_rejected_url_gets_a_note(shop: Shop, note: str) -> None:
    with serving(shop.app()) as url:
        _, notes = probe(url)
    assert note in notes


@pytest.mark.usefixtures("short_waits")
def test_service_that_sends_nothing_gets_a_note() -> None:
    with serving(Shop(sends=False).app()) as url:
        found, [note] = probe(url)
    assert found == []
    assert "within 0.1 s after 3 requests that may start jobs" in note


def test_service_on_another_machine_is_sent_no_url() -> None:
    with session_with("http://192.0.2.1", SHOP) as session:
        accepted = {each.id: calls(SHOP, each) for each in openapi.operations(SHOP)}
        webhooks.run(session, Baselines(accepted, is_stateless=False))
        assert session.transport.count == 0
        assert [*session.notes] == [
            "webhooks: a service on another machine cannot send requests to this one; not tested"
        ]


@pytest.mark.slow
@pytest.mark.parametrize("bug", BUGS, ids=lambda each: each.name)
def test_planted_bug_is_found(bug: PlantedBug, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with running(bug.service, bug, tmp_path) as url:
        found, _ = probe(url, DOCUMENT)
    assert bool(found) == bug.is_violation, json.dumps([str(each) for each in found], indent=1)
