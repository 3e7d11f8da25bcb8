"""Which error a failure is, what it carries, and that it is the same when it was pickled."""

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

from tests.recording_server import recording_server
from tests.sdk_play import FAILURES, REPEATING, SECRETS, Call, E, Play, answered, every_operation, get_and_post


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
def test_each_status_is_its_error(play: Play, status: int, expected: type[APIStatusError]) -> None:
    error = play.failure(expected, str(status))
    assert error.status_code == error.response.status_code == status
    assert error.detail == f"status {status}"
    assert error.body == {"detail": f"status {status}"}
    assert error.request.method == "GET"
    assert re.fullmatch(rf"[^\n]*GET \S*/api/external/chatbot/models\b.*\b{status}\b.*status {status}.*", str(error))


@every_operation
def test_every_operation_raises(play: Play, call: Call) -> None:
    assert play.failure(AuthenticationError, "401", call).detail == "status 401"
    assert len(play.seen) == 1


@every_operation
def test_every_operation_answers(play: Play, call: Call) -> None:
    assert play.call("ok", call)
    assert len(play.seen) == 1


def test_errors_have_their_order() -> None:
    assert issubclass(APITimeoutError, APIConnectionError)
    assert issubclass(InternalServerError, APIStatusError)
    assert not issubclass(APIStatusError, APIConnectionError)
    assert not issubclass(APIResponseValidationError, APIStatusError)
    assert not issubclass(MissingCredentialError, APIError)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@get_and_post
def test_redirect_is_an_error_and_the_other_host_gets_nothing(play: Play, call: Call, status: int) -> None:
    with recording_server() as other:
        error = play.failure(APIStatusError, f"{status}:to=127.0.0.1:{other.server_port}", call)
        assert other.requests == []
    assert error.status_code == status
    assert len(play.seen) == 1


@pytest.mark.parametrize(
    ("script", "body"),
    [
        ("502:html", "<html><body>Sorry</body></html>"),
        ("502:malformed", '{"detail": "done", "models": ['),
        ("502:null", None),
        ("502:empty", None),
    ],
)
def test_error_without_a_detail_has_its_body(play: Play, script: str, body: str | None) -> None:
    error = play.failure(InternalServerError, script)
    assert error.body == body
    assert error.detail is None
    assert "\n" not in str(error)


def test_detail_that_is_no_text_is_none(play: Play) -> None:
    error = play.failure(BadRequestError, "400:wrong")
    assert isinstance(error.body, dict)
    assert error.body["detail"] == {}
    assert error.detail is None


@get_and_post
@pytest.mark.parametrize("script", ["200:malformed", "200:empty", "200:null", "200:wrong", "200:html", "204"])
def test_undocumented_success_is_an_error_and_final(play: Play, call: Call, script: str) -> None:
    error = play.failure(APIResponseValidationError, script, call)
    assert error.status_code == error.response.status_code == int(script[:3])
    assert "\n" not in str(error)
    assert len(play.seen) == 1


@every_operation
def test_every_operation_checks_its_answer(play: Play, call: Call) -> None:
    play.failure(APIResponseValidationError, "200:wrong", call)


def test_undocumented_success_has_its_body(play: Play) -> None:
    assert play.failure(APIResponseValidationError, "200:malformed").body == '{"detail": "done", "models": ['
    assert play.failure(APIResponseValidationError, "200:wrong").body["models"] == 7


def test_body_that_cannot_be_decoded_is_an_error(play: Play) -> None:
    with pytest.raises((APIConnectionError, APIResponseValidationError)):
        play.call("bad-gzip")


@pytest.mark.parametrize("script", ["reset-early", "reset", "reset-head", "reset-body", "cut", "huge-head"])
def test_no_whole_answer_is_a_connection_error(play: Play, script: str) -> None:
    error = play.failure(APIConnectionError, script, max_retries=1)
    assert error.request.method == "GET"
    assert re.fullmatch(r"[^\n]*GET \S*/api/external/chatbot/models\b.*", str(error))
    assert isinstance(error.__cause__, httpx.TransportError)
    assert len(play.seen) == 2


def test_missing_credential_is_an_error_before_anything_is_sent(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAIGUNN_API_KEY", raising=False)
    monkeypatch.delenv("CAIGUNN_ACCESS_TOKEN", raising=False)
    with pytest.raises(MissingCredentialError, match="CAIGUNN_API_KEY"):
        play.call("ok", api_key=None)
    with pytest.raises(MissingCredentialError, match="CAIGUNN_ACCESS_TOKEN"):
        play.call("ok", caigunn_access_token=None)
    assert play.seen == []


@pytest.mark.parametrize("depth", [100, 400, 700, 990, 5000])
def test_a_body_that_is_nested_deeply_is_an_error_like_others(depth: int) -> None:
    content = b'{"detail": ' + b"[" * depth + b"]" * depth + b"}"
    args = {"transport": httpx.MockTransport(lambda _: httpx.Response(404, content=content))}
    with CaiGunn(httpx_args=args, **SECRETS) as caigunn, pytest.raises(NotFoundError) as caught:
        caigunn.models.list()
    assert caught.value.detail is None


def pickled(error: E) -> E:
    """Return what an error is when it was pickled."""
    again: E = pickle.loads(pickle.dumps(error))  # noqa: S301 - of our own
    return again


def facts(error: APIError) -> dict[str, object]:
    response = getattr(error, "response", None)
    names = ("status_code", "body", "detail")
    return {name: getattr(error, name, None) for name in names} | {
        "type": type(error),
        "told": (str(error), repr(error)),
        "request": (error.request.method, error.request.url),
        "response": response and (response.status_code, response.headers, response.content),
    }


@pytest.mark.parametrize("script", [*FAILURES, *REPEATING])
def test_errors_pickle(play: Play, script: str) -> None:
    with pytest.raises(APIError) as caught:
        play.call(script, max_retries=0)
    assert facts(pickled(caught.value)) == facts(caught.value)


def test_missing_credential_pickles(play: Play) -> None:
    error = play.failure(MissingCredentialError, "ok", api_key="")
    again = pickled(error)
    assert (type(again), str(again)) == (type(error), str(error))


@pytest.mark.parametrize("charset", ["undefined", "idna", "utf-16", "hex", "base64", "zlib", "rot13", "nonsense"])
@pytest.mark.parametrize("status", [200, 502])
def test_a_body_in_a_charset_that_is_none_is_an_error_like_others(way: str, charset: str, status: int) -> None:
    headers = {"content-type": f"text/html; charset={charset}"}
    kind = APIResponseValidationError if status == 200 else InternalServerError
    error = answered(way, kind, httpx.Response(status, headers=headers, content=b"<html>Sorry"))
    assert error.status_code == status
    assert isinstance(error.body, str)


@pytest.mark.parametrize(
    "retry_after",
    ["Mon, 16 Nov 99999999999999999999 00:00:00 GMT", "Mon, 16 Nov 2026 00:00:00 +9999999999999999", "9" * 5000],
)
def test_a_wait_beyond_all_time_is_no_wait(way: str, retry_after: str) -> None:
    response = httpx.Response(429, headers={"retry-after": retry_after}, content=b"")
    assert answered(way, RateLimitError, response, max_retries=1).status_code == 429


def test_an_error_tells_how_long_the_answer_took(way: str) -> None:
    assert answered(way, NotFoundError, httpx.Response(404)).response.elapsed.total_seconds() >= 0


def test_a_path_is_one_line_in_an_error(way: str) -> None:
    error = answered(way, NotFoundError, httpx.Response(404), base_url="http://service.example/a%0AFAKE")
    assert str(error).startswith("GET /a%0AFAKE/api/external/chatbot/models was answered with status 404")
