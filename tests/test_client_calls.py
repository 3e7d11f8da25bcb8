"""That a documented call is sent as the contract says, and each documented answer of it is taken, without a server."""

import datetime as dt
from typing import Any

import httpx
import pytest
from caigunn_client import Client, models

from scripts.openapi import parameters, resolve
from tests.documented_calls import DOCUMENT, Call, calls
from tests.sdk_play import SECRETS

CALLS = dict(calls())
ERRORS = {
    f"{call.operation.id}-{status}": (call, int(status))
    for call in {call.operation.id: call for call in CALLS.values()}.values()
    for status in call.operation.definition["responses"]
    if not status.startswith("2")
}
OF_ANY_CALL = {"host", "accept", "accept-encoding", "connection", "user-agent", "content-length", "content-type"}
CREDENTIALS = {"api-key": SECRETS["api_key"], "caigunn-access-token": SECRETS["caigunn_access_token"]}


def made(call: Call, status: int, body: Any) -> tuple[httpx.Request, Any]:
    """Make a call that is answered so, and return the request and what the function makes of the answer."""
    sent: list[httpx.Request] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status, json=body)

    args = {"transport": httpx.MockTransport(service)}
    client = Client("http://service.example", verify_ssl=False, httpx_args=args, **SECRETS)
    answer = call.detailed(client, "sync")
    (request,) = sent
    return request, answer.parsed


def given(call: Call, place: str) -> dict[str, str]:
    """Return the arguments of a call that are sent in a place, as they are sent, by the names of the contract."""
    declared = [each["name"] for each in parameters(DOCUMENT, call.operation) if each["in"] == place]
    values = {name.rstrip("_"): value for name, value in call.arguments.items()}
    texts = {name: each.isoformat() if isinstance(each, dt.datetime) else str(each) for name, each in values.items()}
    return {name: texts[name.replace("-", "_")] for name in declared}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_call_is_sent_as_documented_and_answered(call: Call) -> None:
    request, parsed = made(call, 200, call.answer)
    assert (request.method, request.url.path) == (call.operation.method, call.operation.path)
    assert dict(request.url.params) == given(call, "query")
    (security,) = call.operation.definition["security"]
    credentials = {name: value for name, value in CREDENTIALS.items() if name in security}
    own = {name: value for name, value in request.headers.items() if name not in OF_ANY_CALL}
    assert own == credentials | given(call, "header")
    permitted = resolve(DOCUMENT, call.operation.definition.get("requestBody", {})).get("content", {"": None})
    assert request.headers.get("content-type", "").partition(";")[0] in permitted
    schema = resolve(DOCUMENT, call.operation.definition["responses"]["200"])["content"]["application/json"]["schema"]
    assert parsed == getattr(models, schema["$ref"].rpartition("/")[2]).from_dict(call.answer)


@pytest.mark.parametrize(("call", "status"), ERRORS.values(), ids=ERRORS)
def test_a_documented_error_is_an_answer(call: Call, status: int) -> None:
    assert made(call, status, {"detail": "no"})[1] == models.Error(detail="no")
