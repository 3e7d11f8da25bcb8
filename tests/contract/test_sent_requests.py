"""Requests that the probes of an operation send, against a service that accepts its examples only."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import parse_qs

import pytest

from scripts import openapi
from scripts.contract.findings import Findings
from scripts.contract.probes import authentication, baseline, http_semantics, repetition, values
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import Transport
from scripts.contract.report_redaction import ReportRedactor
from scripts.credentials import credentials
from tests.support.project_contract import DOCUMENT, OPERATIONS
from tests.support.recording_server import RecordingServer, recording_server


@pytest.fixture(autouse=True)
def set_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in credentials(DOCUMENT).values():
        monkeypatch.setenv(each.variable, f"key-of-{each.header}")


@contextmanager
def recorded(id_: str, **options: Any) -> Iterator[tuple[RecordingServer, Session, baseline.Baselines]]:
    """Yield a service that rejects everything but the examples of an operation."""
    with recording_server() as service, closing(Transport(service.url, 5, Rate(None))) as transport:
        session = Session(
            DOCUMENT, transport, redactor=ReportRedactor(()), shell_values={}, findings=Findings(), **options
        )
        session.operations = [OPERATIONS[id_]]
        found = baseline.find(session, session.operations)
        service.requests.clear()
        service.response = (400, b'{"detail": "wrong"}', "application/json")
        yield service, session, found


@pytest.mark.parametrize("read_only", [True, False])
def test_read_only_run_sends_one_wrong_value_of_a_credential(read_only: bool) -> None:
    """Many wrong credentials may lock an account."""
    with recorded("listUids", read_only=read_only) as (service, session, found):
        service.response = (401, b'{"detail": "wrong"}', "application/json")
        authentication.run(session, found)
    [(header, valid)] = found.accepted["listUids"][0].credentials
    wrong = [each for request in service.requests if (each := request.headers.get(header)) not in {None, "", valid}]
    assert (len(wrong) == 1) is read_only
    assert wrong


@pytest.mark.parametrize(
    ("id_", "name", "expected"),
    [
        ("listUids", "limit", {"1_000", "+5", "\uff15", "0", "-1", "2147483648", "9223372036854775808"}),
        ("listMessages", "end_at", {"2024-05-09T12:00:00", "2024-W19-4"}),
    ],
)
def test_values_that_parsers_accept_by_mistake_are_sent(id_: str, name: str, expected: set[str]) -> None:
    with recorded(id_) as (service, session, found):
        values.run(session, found)
    sent = {value for request in service.requests for value in request.query.get(name, ())}
    assert expected - sent == set()


def test_uuid_without_dashes_and_request_without_accept_are_sent() -> None:
    with recorded("updateChatbotModel") as (service, session, found):
        values.run(session, found)
        http_semantics.run(session, found)
    known = str(found.accepted["updateChatbotModel"][0].body()["model_id"])
    assert any(known.replace("-", "").encode() in request.body for request in service.requests)
    assert any("accept" not in request.headers for request in service.requests)


def test_variant_is_not_blamed_if_valid_requests_get_the_same() -> None:
    """The service has a quota, which the contract does not rule out."""
    with recorded("trainModel") as (service, session, found):
        service.response = (403, b'{"detail": "Your plan has five models"}', "application/json")
        http_semantics.run(session, found)
        repetition.run(session, found)
        assert session.findings.sorted() == []
        [note] = session.notes
    assert note == (
        "POST /api/external/chatbot/models: valid requests get 403 after some have succeeded; so do variants"
    )


def test_ids_are_sent_in_capitals_and_json_parts_indented() -> None:
    schema = {"type": "string", "contentMediaType": "application/json"}
    form = {"type": "object", "properties": {"items": schema}}
    content = {
        "application/x-www-form-urlencoded": {"schema": form, "examples": {"one": {"value": {"items": '["a"]'}}}}
    }
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    operation = {
        "operationId": "change",
        "parameters": [parameter],
        "requestBody": {"content": content},
        "responses": {},
    }
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/x/{id}": {"put": operation}}}
    [change] = openapi.operations(document)
    with recording_server() as service:
        session = Session(
            document,
            Transport(service.url, 2, Rate(None)),
            redactor=ReportRedactor(()),
            shell_values={},
            findings=Findings(),
            workers=1,
        )
        with closing(session.transport):
            values.run(session, baseline.find(session, [change]))
    assert any("3FA85F64" in request.path for request in service.requests)
    assert any(
        parse_qs(request.body.decode()).get("items") == ['[\n                "a"\n]'] for request in service.requests
    )
