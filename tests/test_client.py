"""What the client sends and how it takes what is answered, against a server that records and can lie."""

import logging
import traceback
from collections.abc import Iterator

import httpx
import pytest
from caigunn_client import APIResponseValidationError, APIStatusError, Client, MissingCredentialError
from caigunn_client.models import Error

from tests.documented_calls import DOCUMENT, Call, calls
from tests.recording_server import RecordingServer, recording_server

API_KEY = "key-of-one-chatbot"
ACCESS_TOKEN = "token-of-the-account"  # noqa: S105 - of no service
CALLS = dict(calls())
ONE_A_OPERATION = {call.operation.id: call for call in CALLS.values()}
LIST_MODELS = ONE_A_OPERATION["listModels"]

both_ways = pytest.mark.parametrize("function", ["sync", "asyncio"])
every_operation = pytest.mark.parametrize("call", ONE_A_OPERATION.values(), ids=ONE_A_OPERATION.keys())


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with recording_server() as running:
        yield running


@pytest.fixture
def client(server: RecordingServer) -> Client:
    return Client(server.url, api_key=API_KEY, caigunn_access_token=ACCESS_TOKEN)


def everything_told(error: BaseException) -> str:
    return str(error) + repr(error) + "".join(traceback.format_exception(error))


@both_ways
@every_operation
def test_exactly_the_declared_credentials_are_sent(
    server: RecordingServer, client: Client, call: Call, function: str
) -> None:
    server.answer = 400, b'{"detail": "no"}', "application/json"
    if "400" not in call.operation.definition["responses"]:
        server.answer = 401, b'{"detail": "no"}', "application/json"
    call.detailed(client, function)
    (declared,) = call.operation.definition["security"]
    sent = {name: server.request.headers[name] for name in ("api-key", "caigunn-access-token")}
    expected = {"api-key": API_KEY, "caigunn-access-token": ACCESS_TOKEN}
    assert sent == {name: value if name in declared else None for name, value in expected.items()}
    assert server.request.headers["authorization"] is None
    assert (server.request.method, server.request.path) == (call.operation.method, call.operation.path)


@both_ways
@every_operation
@pytest.mark.parametrize("empty", [None, ""])
def test_missing_credential_is_an_error_before_anything_is_sent(
    server: RecordingServer, call: Call, function: str, empty: str | None
) -> None:
    (declared,) = call.operation.definition["security"]
    for missing in (name.replace("-", "_") for name in declared):
        present = {"api_key": API_KEY, "caigunn_access_token": ACCESS_TOKEN, missing: empty}
        with pytest.raises(MissingCredentialError, match=rf"needs {missing}:"):
            call.detailed(Client(server.url, **present), function)  # type: ignore[arg-type]
    assert not server.requests


@pytest.mark.parametrize("unsendable", [f"{API_KEY}\n", f" {API_KEY}", f"{API_KEY}\0", f"{API_KEY}ü"])
def test_credential_that_no_header_carries_is_refused_without_being_told(unsendable: str) -> None:
    with pytest.raises(ValueError, match="api_key must be printable ASCII") as caught:
        Client(api_key=unsendable)
    assert API_KEY not in everything_told(caught.value)


def test_credentials_are_never_shown(server: RecordingServer, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    changed = client.with_headers({"x-secret": API_KEY}).with_cookies({"session": ACCESS_TOKEN})
    told = repr(client) + str(client) + repr(changed) + str(changed)
    told += repr(Client(f"http://user:{API_KEY}@127.0.0.1"))
    server.answer = 599, f"{API_KEY} {ACCESS_TOKEN}".encode(), "text/plain"
    with pytest.raises(APIStatusError) as unexpected:
        LIST_MODELS.make(client, "sync")
    with pytest.raises(httpx.ConnectError) as unconnected:
        LIST_MODELS.make(Client("http://127.0.0.1:1", api_key=API_KEY, caigunn_access_token=ACCESS_TOKEN), "sync")
    told += everything_told(unexpected.value) + everything_told(unconnected.value) + caplog.text
    assert API_KEY not in told
    assert ACCESS_TOKEN not in told
    assert server.url in told


def test_defaults_are_the_service_and_a_timeout() -> None:
    with Client().get_httpx_client() as used:
        assert str(used.base_url).rstrip("/") == DOCUMENT["servers"][0]["url"]
        assert used.timeout == httpx.Timeout(60, connect=5)
        assert not used.follow_redirects


@both_ways
@pytest.mark.parametrize("status", [201, 204, 299, 302, 404, 422, 429, 502, 599, 999])
def test_undocumented_status_is_an_error(server: RecordingServer, client: Client, function: str, status: int) -> None:
    server.answer = status, b"" if status == 204 else b'{"models": []}', "application/json"
    with pytest.raises(APIStatusError, match=rf"GET /api/external/chatbot/models .* {status}") as caught:
        LIST_MODELS.make(client, function)
    assert caught.value.response.status_code == status


@both_ways
@every_operation
def test_documented_errors_are_returned(server: RecordingServer, client: Client, call: Call, function: str) -> None:
    server.answer = 503, b'{"detail": "later"}', "application/json"
    answer = call.detailed(client, function)
    assert answer.status_code == 503
    assert answer.parsed == Error(detail="later")
    assert answer.content == b'{"detail": "later"}'
    assert answer.headers["content-type"] == "application/json"


@both_ways
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html><body>It works</body></html>", "isn't JSON"),
        (b"", "isn't JSON"),
        (b'{"models": [', "isn't JSON"),
        (b"\xff\xfe\xfa", "isn't the documented one: "),
        (b"[" * 100_000, "isn't the documented one: "),
        (b"{}", "lacks the member 'models'"),
        (b'{"models": [{}]}', "lacks the member 'title'"),
        (b"null", "isn't the documented one: "),
        (b'"text"', "isn't the documented one: "),
        (b"[]", "isn't the documented one: 'list' object is not a mapping"),
        (b'[["models", []]]', "isn't the documented one: 'list' object is not a mapping"),
        (b'{"models": {}}', "isn't the documented one: models must be an array"),
        (b'{"models": [[]]}', "isn't the documented one: 'list' object is not a mapping"),
        (b'{"models": [{"title": 7}]}', "isn't the documented one: title must be a string"),
        (b'{"models": null}', "isn't the documented one: "),
        (b'{"models": [null]}', "isn't the documented one: "),
        (
            b'{"models": [{"title": "t", "id": "no", "updated_at": "x", "created_at": "x"}]}',
            "isn't the documented one: badly formed",
        ),
        (b'{"models": [{"title": "t", "id": 7}]}', "isn't the documented one: "),
    ],
)
def test_body_that_is_not_the_documented_one_is_an_error(
    server: RecordingServer, client: Client, function: str, body: bytes, told: str
) -> None:
    server.answer = 200, body, "text/html" if body.startswith(b"<") else "application/json"
    with pytest.raises(APIResponseValidationError, match=r"GET /api/external/chatbot/models .* 200") as caught:
        LIST_MODELS.make(client, function)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.response.content == body
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("used_before", [False, True])
def test_changed_copies_leave_the_original_alone(server: RecordingServer, client: Client, used_before: bool) -> None:
    server.answer = 200, b'{"models": []}', "application/json"
    if used_before:
        client.get_httpx_client()
    changed = client.with_headers({"x-extra": "1"}).with_headers({"x-more": "3"})
    changed = changed.with_cookies({"extra": "2"}).with_timeout(httpx.Timeout(1))
    for each in (client, changed):
        each.get_httpx_client()
    original_timeout, changed_timeout = (each.get_httpx_client().timeout for each in (client, changed))
    for each in (changed, client):
        LIST_MODELS.make(each, "sync")

    by_copy, by_original = server.requests
    assert (by_copy.headers["x-extra"], by_copy.headers["x-more"]) == ("1", "3")
    assert by_copy.headers["cookie"] == "extra=2"
    assert by_copy.headers["api-key"] == API_KEY
    assert changed_timeout == httpx.Timeout(1)
    assert by_original.headers["x-extra"] is by_original.headers["cookie"] is None
    assert original_timeout == httpx.Timeout(60, connect=5)
