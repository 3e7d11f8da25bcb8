"""Sentences of findings of schemathesis."""

from contextlib import closing
from typing import Any

import pytest
from schemathesis.core.failures import AcceptedNegativeData, Failure, ServerError
from schemathesis.openapi.checks import RejectedPositiveData, UndefinedContentType, UndefinedStatusCode

from scripts.contract.findings import Finding
from scripts.contract.findings_handler import describe, first_of_path, is_slow_again
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.transport import Request, Transport
from tests.support.recording_server import recording_server

OPERATION: dict[str, Any] = {"operation": "GET /a"}
NEGATIVE: dict[str, Any] = {"message": 'Invalid component: body.email\n  "" is empty', "expected_statuses": ["400"]}


@pytest.mark.parametrize(
    ("failure", "status", "message"),
    [
        (
            AcceptedNegativeData(**OPERATION, **NEGATIVE, status_code=200),
            200,
            'an invalid request was accepted with 200: body.email "" is empty',
        ),
        (
            AcceptedNegativeData(**OPERATION, **NEGATIVE, status_code=403),
            403,
            'an invalid request got 403 instead of 400: body.email "" is empty',
        ),
        (
            UndefinedStatusCode(
                **OPERATION,
                status_code=409,
                defined_status_codes=["200"],
                allowed_status_codes=[200],
                message="Received",
            ),
            409,
            "the status code 409 is not documented",
        ),
        (
            UndefinedContentType(
                **OPERATION,
                content_type="text/html; charset=utf-8",
                defined_content_types=["application/json"],
                message="x",
            ),
            404,
            "the Content-Type of the 404 must be application/json, not text/html",
        ),
        (
            RejectedPositiveData(**OPERATION, status_code=422, allowed_statuses=["2xx"], message="x"),
            422,
            "a request that the schema allows was rejected with 422",
        ),
        (ServerError(**OPERATION, status_code=503), 503, "503 in response to a generated request"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Failure) else "",
)
def test_failure_is_one_sentence_in_the_terms_of_the_service(failure: Failure, status: int, message: str) -> None:
    assert describe(failure, status)[0] == message


@pytest.mark.parametrize(("limit", "expected"), [(10, False), (0, True)])
def test_slow_request_is_repeated(limit: float, expected: bool) -> None:
    with recording_server() as server, closing(Transport(server.url, 5, Rate(None))) as transport:
        assert is_slow_again(transport, Request("GET", "/a"), limit) is expected
        assert server.request.path == "/a"
    assert is_slow_again(transport, Request("GET", "/a"), limit)


@pytest.mark.parametrize(("check", "expected"), [("allow_header_conformance", "GET /a"), ("ignored_auth", "PUT /a")])
def test_finding_on_a_path_has_its_first_operation(check: str, expected: str) -> None:
    found = Finding(operation="PUT /a", check=check, message="wrong")
    assert first_of_path(found, ["PUT /a", "GET /a", "DELETE /b", "Stateful tests"]).operation == expected
