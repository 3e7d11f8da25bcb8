"""Documented requests and responses, without a server."""

from typing import Any

import httpx
import pytest
from caigunn_client import Client, models

from scripts.openapi import resolve
from tests.support.documented_calls import CALL_BY_OPERATION, CALLS, Call
from tests.support.project_contract import CREDENTIALS, DOCUMENT, error_statuses

ERRORS = {
    f"{name}-{status}": (call, status)
    for name, call in CALL_BY_OPERATION.items()
    for status in error_statuses(call.operation)
}
STANDARD_HEADERS = {
    *("host", "accept", "accept-encoding", "connection", "user-agent", "content-length", "content-type"),
}


def run(call: Call, status: int, body: Any) -> tuple[httpx.Request, Any]:
    """Run a call with a given response, and return the request and the parsed body."""
    sent: list[httpx.Request] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status) if body is None else httpx.Response(status, json=body)

    args = {"transport": httpx.MockTransport(service)}
    client = Client("http://service.example", verify_ssl=False, httpx_args=args, **CREDENTIALS)
    response = call.run_detailed(client, "sync")
    (request,) = sent
    return request, response.parsed


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_request_and_result_are_as_documented(call: Call) -> None:
    request, parsed = run(call, call.status, call.content)
    assert (request.method, request.url.path) == (call.operation.method, call.path)
    assert dict(request.url.params) == call.sent("query")
    headers = {name: value for name, value in request.headers.items() if name not in STANDARD_HEADERS}
    assert headers == call.sent_credentials | call.sent("header")
    media_types = resolve(DOCUMENT, call.operation.definition.get("requestBody", {})).get("content", {"": None})
    assert request.headers.get("content-type", "").partition(";")[0] in media_types
    if call.content is None:
        assert parsed is None
    else:
        response = resolve(DOCUMENT, call.operation.definition["responses"][str(call.status)])
        schema = response["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert parsed == getattr(models, schema).from_dict(call.content)


@pytest.mark.parametrize(("call", "status"), ERRORS.values(), ids=ERRORS)
def test_documented_error_is_the_result(call: Call, status: int) -> None:
    assert run(call, status, {"detail": "no"})[1] == models.Error(detail="no")
