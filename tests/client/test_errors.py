"""Errors of the client: class, message, attributes and pickling."""

import pickle
import re

import httpx
import pytest
from caigunn_client import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    CaiGunn,
    ConflictError,
    InternalServerError,
    MissingCredentialError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
)

from scripts.credentials import Credential
from tests.support.client_driver import (
    CALLS,
    FAILURES,
    REPEATING,
    Call,
    ClientDriver,
    E,
    error_of_response,
    every_operation,
    get_and_post,
)
from tests.support.documented_calls import CALL_BY_OPERATION
from tests.support.project_contract import CREDENTIALS, OPERATIONS, SCHEMES, success_response
from tests.support.recording_server import RecordingServer

PATH = OPERATIONS["listModels"].path
WITH_BODY = {name: call for name, call in CALLS.items() if success_response(OPERATIONS[name])[1] is not None}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (300, APIStatusError),
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (408, APIStatusError),
        (409, ConflictError),
        (418, APIStatusError),
        (422, UnprocessableEntityError),
        (429, RateLimitError),
        (500, InternalServerError),
        (502, InternalServerError),
        (503, InternalServerError),
        (599, InternalServerError),
        (600, InternalServerError),
        (999, InternalServerError),
    ],
)
def test_status_code_selects_the_error(driver: ClientDriver, status: int, expected: type[APIStatusError]) -> None:
    error = driver.error(expected, str(status))
    assert error.status_code == error.response.status_code == status
    assert error.detail == f"status {status}"
    assert error.body == {"detail": f"status {status}"}
    assert error.request.method == "GET"
    assert re.fullmatch(rf"GET \S*{PATH} returned status {status}: status {status}( .*)?", str(error))


@every_operation
def test_error_status_raises(driver: ClientDriver, call: Call) -> None:
    assert driver.error(AuthenticationError, "401", call).detail == "status 401"
    assert len(driver.received) == 1


@pytest.mark.parametrize("call", WITH_BODY.values(), ids=WITH_BODY)
def test_success_returns_the_result(driver: ClientDriver, call: Call) -> None:
    assert driver.call("ok", call)
    assert len(driver.received) == 1


@pytest.mark.parametrize("call", WITH_BODY.values(), ids=WITH_BODY)
def test_invalid_property_raises(driver: ClientDriver, call: Call) -> None:
    error = driver.error(APIResponseValidationError, "200:invalid", call, strict_response_validation=True)
    assert error.request_succeeded
    assert str(error).endswith("; the request itself has succeeded")


def test_errors_have_the_documented_base_classes() -> None:
    assert issubclass(APITimeoutError, APIConnectionError)
    assert issubclass(InternalServerError, APIStatusError)
    assert not issubclass(APIStatusError, APIConnectionError)
    assert not issubclass(APIResponseValidationError, APIStatusError)
    assert not issubclass(MissingCredentialError, APIError)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@get_and_post
def test_redirect_is_not_sent_to_the_other_host(
    driver: ClientDriver, server: RecordingServer, call: Call, status: int
) -> None:
    error = driver.error(APIStatusError, f"{status}:to=127.0.0.1:{server.server_port}", call)
    assert server.requests == []
    assert error.status_code == status
    assert len(driver.received) == 1


@pytest.mark.parametrize(
    ("script", "body"),
    [
        ("502:html", "<html><body>Sorry</body></html>"),
        ("502:malformed", '{"detail": "done", "models": ['),
        ("502:null", None),
        ("502:empty", None),
    ],
)
def test_error_without_detail_has_the_body(driver: ClientDriver, script: str, body: str | None) -> None:
    error = driver.error(InternalServerError, script)
    assert error.body == body
    assert error.detail is None
    assert "\n" not in str(error)


def test_detail_of_another_type_is_none(driver: ClientDriver) -> None:
    error = driver.error(BadRequestError, "400:invalid")
    assert error.body == {"detail": {}}
    assert error.detail is None


@get_and_post
@pytest.mark.parametrize("script", ["200:malformed", "200:empty", "200:null", "200:invalid", "200:html", "204"])
def test_invalid_success_raises_without_retry(driver: ClientDriver, call: Call, script: str) -> None:
    error = driver.error(APIResponseValidationError, script, call, strict_response_validation=True)
    assert error.status_code == error.response.status_code == int(script[:3])
    assert "\n" not in str(error)
    assert len(driver.received) == 1


def test_invalid_success_has_the_body(driver: ClientDriver) -> None:
    assert driver.error(APIResponseValidationError, "200:malformed").body == '{"detail": "done", "models": ['
    error = driver.error(APIResponseValidationError, "200:invalid", strict_response_validation=True)
    assert error.body == {"models": 7}


def test_undecodable_body_raises(driver: ClientDriver) -> None:
    with pytest.raises((APIConnectionError, APIResponseValidationError)):
        driver.call("bad-gzip")


@pytest.mark.parametrize("script", ["reset-early", "reset", "reset-head", "reset-body", "cut", "huge-head"])
def test_incomplete_response_is_a_connection_error(driver: ClientDriver, script: str) -> None:
    error = driver.error(APIConnectionError, script, max_retries=1)
    assert error.request.method == "GET"
    assert re.fullmatch(rf"GET \S*{PATH} got no response: \w+Error\b.*", str(error))
    assert isinstance(error.__cause__, httpx.TransportError)
    assert len(driver.received) == 2


@pytest.mark.parametrize("credential", SCHEMES.values(), ids=SCHEMES)
def test_missing_credential_raises_before_sending(
    driver: ClientDriver, monkeypatch: pytest.MonkeyPatch, credential: Credential
) -> None:
    monkeypatch.delenv(credential.variable, raising=False)
    required = [name for name, call in CALL_BY_OPERATION.items() if credential.header.lower() in call.sent_credentials]
    for operation_id in required:
        with pytest.raises(MissingCredentialError, match=credential.variable):
            driver.call("ok", CALLS[operation_id], **{credential.argument: None})
    assert driver.received == []


@pytest.mark.parametrize("depth", [100, 400, 700, 990, 5000])
def test_deeply_nested_body_is_handled(depth: int) -> None:
    content = b'{"detail": ' + b"[" * depth + b"]" * depth + b"}"
    args = {"transport": httpx.MockTransport(lambda _: httpx.Response(404, content=content))}
    with CaiGunn(httpx_args=args, **CREDENTIALS) as caigunn, pytest.raises(NotFoundError) as caught:
        caigunn.models.list()
    assert caught.value.detail is None


def pickled(error: E) -> E:
    """Return a pickled and unpickled error."""
    copy: E = pickle.loads(pickle.dumps(error))  # noqa: S301 - from this test
    return copy


def attributes(error: APIError) -> dict[str, object]:
    response = getattr(error, "response", None)
    names = ("status_code", "body", "detail", "request_succeeded")
    return {name: getattr(error, name, None) for name in names} | {
        "type": type(error),
        "text": (str(error), repr(error)),
        "request": (error.request.method, error.request.url),
        "response": response and (response.status_code, response.headers, response.content),
    }


@pytest.mark.parametrize("script", [*FAILURES, *REPEATING])
def test_error_can_be_pickled(driver: ClientDriver, script: str) -> None:
    with pytest.raises(APIError) as caught:
        driver.call(script, max_retries=0, strict_response_validation=True)
    assert attributes(pickled(caught.value)) == attributes(caught.value)


def test_missing_credential_can_be_pickled(driver: ClientDriver) -> None:
    error = driver.error(MissingCredentialError, "ok", api_key="")
    copy = pickled(error)
    assert (type(copy), str(copy)) == (type(error), str(error))


@pytest.mark.parametrize("charset", ["undefined", "idna", "utf-16", "hex", "base64", "zlib", "rot13", "nonsense"])
@pytest.mark.parametrize("status", [200, 502])
def test_invalid_charset_is_handled(mode: str, charset: str, status: int) -> None:
    headers = {"content-type": f"text/html; charset={charset}"}
    kind = APIResponseValidationError if status == 200 else InternalServerError
    error = error_of_response(mode, kind, httpx.Response(status, headers=headers, content=b"<html>Sorry"))
    assert error.status_code == status
    assert isinstance(error.body, str)


@pytest.mark.parametrize(
    "retry_after",
    ["Mon, 16 Nov 99999999999999999999 00:00:00 GMT", "Mon, 16 Nov 2026 00:00:00 +9999999999999999", "9" * 5000],
)
def test_huge_retry_after_is_handled(mode: str, retry_after: str) -> None:
    response = httpx.Response(429, headers={"retry-after": retry_after}, content=b"")
    assert error_of_response(mode, RateLimitError, response, max_retries=1).status_code == 429


def test_response_of_an_error_has_its_duration(mode: str) -> None:
    assert error_of_response(mode, NotFoundError, httpx.Response(404)).response.elapsed.total_seconds() >= 0


def test_path_is_escaped_in_messages(mode: str) -> None:
    error = error_of_response(mode, NotFoundError, httpx.Response(404), base_url="http://service.example/a%0AFAKE")
    assert str(error) == f"GET /a%0AFAKE{PATH} returned status 404"
