"""Functions in `caigunn_client.api`."""

import traceback

import httpx
import pytest
from caigunn_client import APIResponseValidationError, APIStatusError, Client, MissingCredentialError

from tests.support.documented_calls import CALL_BY_OPERATION, Call
from tests.support.project_contract import CREDENTIAL_HEADERS, CREDENTIALS, DOCUMENT, error_statuses
from tests.support.recording_server import RecordingServer

API_KEY = CREDENTIALS["api_key"]
LIST_MODELS = CALL_BY_OPERATION["listModels"]
WITH_CREDENTIALS = {name: call for name, call in CALL_BY_OPERATION.items() if call.sent_credentials}
WITH_ERRORS = {name: call for name, call in CALL_BY_OPERATION.items() if error_statuses(call.operation)}

sync_and_async = pytest.mark.parametrize("function", ["sync", "asyncio"])


@pytest.fixture
def client(server: RecordingServer) -> Client:
    """A client of the recording server."""
    return Client(server.url, **CREDENTIALS)


def text_of(error: BaseException) -> str:
    return str(error) + repr(error) + "".join(traceback.format_exception(error))


def assert_no_credential(text: str) -> None:
    assert [value for value in CREDENTIALS.values() if value in text] == []


@sync_and_async
@pytest.mark.parametrize("call", WITH_ERRORS.values(), ids=WITH_ERRORS)
def test_required_credentials_are_sent(server: RecordingServer, client: Client, call: Call, function: str) -> None:
    server.response = error_statuses(call.operation)[0], b'{"detail": "no"}', "application/json"
    call.run_detailed(client, function)
    names = {*CREDENTIAL_HEADERS, "authorization"}
    assert {name: server.request.headers[name] for name in names if name in server.request.headers} == (
        call.sent_credentials
    )
    assert (server.request.method, server.request.path) == (call.operation.method, call.path)


@sync_and_async
@pytest.mark.parametrize("empty", [None, ""])
@pytest.mark.parametrize("call", WITH_CREDENTIALS.values(), ids=WITH_CREDENTIALS)
def test_missing_credential_raises_before_sending(
    server: RecordingServer, call: Call, function: str, empty: str | None
) -> None:
    for header in call.sent_credentials:
        missing = next(name for name, value in CREDENTIALS.items() if CREDENTIAL_HEADERS[header].endswith(value))
        with pytest.raises(MissingCredentialError, match=rf"^credential missing: {missing};"):
            call.run_detailed(Client(server.url, **CREDENTIALS | {missing: empty}), function)
    assert not server.requests


@pytest.mark.parametrize("invalid", [f"{API_KEY}\n", f" {API_KEY}", f"{API_KEY}\0", f"{API_KEY}ü"])
def test_invalid_credential_is_rejected_and_not_shown(invalid: str) -> None:
    with pytest.raises(ValueError, match="api_key must be printable ASCII") as caught:
        Client(api_key=invalid)
    assert API_KEY not in text_of(caught.value)


def test_credentials_are_not_in_repr(client: Client, server: RecordingServer) -> None:
    changed = client.with_headers({"x-secret": API_KEY}).with_cookies({"session": API_KEY})
    shown = repr(client) + str(client) + repr(changed) + str(changed) + repr(Client(f"http://user:{API_KEY}@127.0.0.1"))
    assert_no_credential(shown)
    assert server.url in shown


def test_credentials_are_not_in_errors_and_log(
    server: RecordingServer, client: Client, refusing_url: str, log: pytest.LogCaptureFixture
) -> None:
    server.response = 599, " ".join(CREDENTIALS.values()).encode(), "text/plain"
    with pytest.raises(APIStatusError) as status_error:
        LIST_MODELS.run(client, "sync")
    with pytest.raises(httpx.ConnectError) as connect_error:
        LIST_MODELS.run(Client(refusing_url, **CREDENTIALS), "sync")
    assert_no_credential(text_of(status_error.value) + text_of(connect_error.value) + log.text)


def test_defaults_are_the_service_and_a_timeout() -> None:
    with Client().get_httpx_client() as client:
        assert str(client.base_url).rstrip("/") == DOCUMENT["servers"][0]["url"]
        assert client.timeout == httpx.Timeout(60, connect=5)
        assert not client.follow_redirects


@sync_and_async
@pytest.mark.parametrize("status", [201, 204, 299, 302, 404, 422, 429, 502, 599, 999])
def test_undocumented_status_raises(server: RecordingServer, client: Client, function: str, status: int) -> None:
    server.response = status, b"" if status == 204 else b'{"models": []}', "application/json"
    with pytest.raises(APIStatusError, match=rf"GET {LIST_MODELS.path} returned status {status}\b") as caught:
        LIST_MODELS.run(client, function)
    assert caught.value.response.status_code == status


@sync_and_async
@pytest.mark.parametrize("call", WITH_ERRORS.values(), ids=WITH_ERRORS)
def test_documented_error_is_returned(server: RecordingServer, client: Client, call: Call, function: str) -> None:
    status = error_statuses(call.operation)[-1]
    server.response = status, b'{"detail": "later"}', "application/json"
    response = call.run_detailed(client, function)
    assert response.status_code == status
    assert response.parsed.to_dict() == {"detail": "later"}
    assert response.content == b'{"detail": "later"}'
    assert response.headers["content-type"] == "application/json"


@sync_and_async
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html><body>It works</body></html>", "not JSON"),
        (b"", "not JSON"),
        (b'{"models": [', "not JSON"),
        (b"\xff\xfe\xfa", "'utf-"),
        (b"[" * 100_000, ""),
        (b"{}", "models: missing"),
        (b'{"models": [{}]}', r"models\[0\].title: missing"),
        (b"null", "expected object"),
        (b'"text"', "expected object"),
        (b"[]", "expected object"),
        (b'[["models", []]]', "expected object"),
        (b'{"models": {}}', "models: expected array"),
        (b'{"models": [[]]}', r"models\[0\]: expected object"),
        (b'{"models": [{"title": 7}]}', r"models\[0\].title: expected string"),
        (b'{"models": null}', "models: expected array"),
        (b'{"models": [null]}', r"models\[0\]: expected object"),
        (b'{"models": [{"title": "t", "id": "no"}]}', r"models\[0\].id: expected uuid"),
    ],
)
def test_invalid_body_raises(server: RecordingServer, client: Client, function: str, body: bytes, problem: str) -> None:
    server.response = 200, body, "text/html" if body.startswith(b"<") else "application/json"
    client.strict_response_validation = True
    message = rf"^GET {LIST_MODELS.path} returned status 200 with an invalid body: {problem}"
    with pytest.raises(APIResponseValidationError, match=message) as caught:
        LIST_MODELS.run(client, function)
    assert "\n" not in str(caught.value)
    assert caught.value.response.content == body
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("used_before", [False, True])
def test_copy_does_not_change_the_original(server: RecordingServer, client: Client, used_before: bool) -> None:
    server.response = 200, b'{"models": []}', "application/json"
    if used_before:
        client.get_httpx_client()
    copy = client.with_headers({"x-extra": "1"}).with_headers({"x-more": "3"})
    copy = copy.with_cookies({"extra": "2"}).with_timeout(httpx.Timeout(1))
    original_timeout, copy_timeout = (each.get_httpx_client().timeout for each in (client, copy))
    for each in (copy, client):
        LIST_MODELS.run(each, "sync")

    by_copy, by_original = server.requests
    assert (by_copy.headers["x-extra"], by_copy.headers["x-more"]) == ("1", "3")
    assert by_copy.headers["cookie"] == "extra=2"
    assert by_copy.headers["api-key"] == API_KEY
    assert copy_timeout == httpx.Timeout(1)
    assert by_original.headers["x-extra"] is by_original.headers["cookie"] is None
    assert original_timeout == httpx.Timeout(60, connect=5)
