"""Redaction of credentials in errors and in the log."""

import html
import json
import pickle
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest
from caigunn_client import (
    APIConnectionError,
    APIError,
    AsyncCaiGunn,
    AuthenticationError,
    CaiGunn,
    Client,
    MissingCredentialError,
)
from caigunn_client.api.models import list_models as list_models_function

from tests.support.client_driver import (
    FAILURES,
    REPEATING,
    ClientDriver,
    error_of_response,
    list_models,
    logged_attempts,
    run,
)
from tests.support.documented_calls import CALL_BY_OPERATION
from tests.support.project_contract import CREDENTIALS, SCHEMES

# The credentials in the requests of these tests.
SENT = CALL_BY_OPERATION["listModels"].sent_credentials
API_KEY, ACCESS_TOKEN = CREDENTIALS["api_key"], CREDENTIALS["caigunn_access_token"]


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error with its causes and contexts."""
    if error:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def text_of(error: BaseException) -> str:
    """Return all texts of an error: messages, attributes, traceback and pickle."""
    texts = "".join(str(each) + repr(each) + repr(each.args) + repr(vars(each)) for each in chain(error))
    return texts + "".join(traceback.format_exception(error)) + pickle.dumps(error).decode("latin-1")


def headers_of(error: BaseException) -> str:
    """Return the headers of all requests that an error refers to."""
    holders = list(chain(error))
    holders += [each.response for each in holders if hasattr(each, "response")]
    requests = [vars(each).get("_request", getattr(each, "request", None)) for each in holders]
    return "".join(str(request.headers.raw) for request in requests if request)


def frame_variables(error: BaseException) -> str:
    """Return the local variables in an error report, of the client's frames."""
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [frame for frame in report.stack if "caigunn_client" in frame.filename]
    assert frames
    return "".join(str(frame.locals) for frame in frames)


@pytest.mark.parametrize(
    ("script", "source"),
    [(script, "client") for script in (*FAILURES, *REPEATING)]
    + [(script, source) for script in ("401:repeat", "cut") for source in ("copy", "environment")],
)
def test_credentials_are_redacted(
    driver: ClientDriver, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, script: str, source: str
) -> None:
    for each in SCHEMES.values():
        monkeypatch.setenv(each.variable, CREDENTIALS[each.argument])
    representations: list[str] = []

    def call_copy(caigunn: Any) -> Any:
        copy = caigunn.with_options(**CREDENTIALS)
        representations.append(repr(caigunn) + repr(copy) + repr(vars(copy)))
        return copy.models.list()

    settings: dict[str, dict[str, Any]] = {
        "client": {},
        "copy": dict.fromkeys(CREDENTIALS, "other"),
        "environment": dict.fromkeys(CREDENTIALS),
    }
    options: dict[str, Any] = {"max_retries": 1, "strict_response_validation": True, **settings[source]}
    with pytest.raises(APIError) as caught:
        driver.call(script, call_copy if source == "copy" else list_models, **options)
    # httpcore logs a response that is not HTTP unchanged.
    logged = "".join(logged_attempts(log)) if script == "not-http" else log.text
    text = text_of(caught.value) + headers_of(caught.value) + logged + "".join(representations)
    assert [value for value in CREDENTIALS.values() if value in text] == []
    for header, value in SENT.items():
        assert {each.headers[header] for each in driver.received} == {value}


def test_only_the_credential_is_redacted(driver: ClientDriver) -> None:
    error = driver.error(AuthenticationError, "401:repeat")
    redacted = "not " + " and ".join(["[redacted]"] * len(SENT))
    assert error.detail == redacted
    assert str(error).endswith(f"returned status 401: {redacted}")


@pytest.mark.parametrize("credential", ['key"of-one', "key\\of-one", "key/of+one=="])
def test_credential_escaped_in_json_is_redacted(driver: ClientDriver, credential: str) -> None:
    text = text_of(driver.error(AuthenticationError, "401:repeat", api_key=credential))
    assert credential not in text
    assert json.dumps(credential)[1:-1] not in text


@pytest.mark.parametrize(
    "body",
    [
        b'{"detail": "bad %s and %s"}',
        b"<p>bad %s and %s</p>",
        b'"\\ud800 %s %s"',
        b'[{"%s": ["%s"]}]',
    ],
)
def test_credential_with_the_prefix_of_another_is_redacted(mode: str, body: bytes) -> None:
    keys = {"api_key": "SECRETkey1", "caigunn_access_token": "SECRETkey1-tokenTAIL"}
    content = body.replace(b"%s", b"SECRETkey1-tokenTAIL", 1).replace(b"%s", b"SECRETkey1", 1)
    text = text_of(error_of_response(mode, AuthenticationError, httpx.Response(401, content=content), **keys))
    assert "SECRETkey1" not in text
    assert "tokenTAIL" not in text


def character_references(text: str) -> str:
    """Return a text as numeric character references of HTML, decimal and hexadecimal."""
    return "".join(f"&#x{ord(each):X};" if ord(each) % 2 else f"&#{ord(each)};" for each in text)


ESCAPES: list[Callable[[str], str]] = [
    *(str, html.escape, character_references, quote, quote_plus),
    lambda text: quote(text, safe="").replace("%2F", "%2f"),
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
]


@pytest.mark.parametrize("escape", ESCAPES)
def test_escaped_credential_is_redacted(mode: str, escape: Callable[[str], str]) -> None:
    key = 'key"&<ofone>/+=='
    response = httpx.Response(401, headers={"content-type": "text/html"}, content=f"<p>{escape(key)}</p>".encode())
    error = error_of_response(mode, AuthenticationError, response, api_key=key)
    assert error.body == "<p>[redacted]</p>"
    assert escape(key) not in text_of(error)


def test_credential_in_a_duplicate_property_is_redacted(mode: str) -> None:
    content = b'{"detail": "%s", "detail": "no"}' % API_KEY.encode()
    error = error_of_response(mode, AuthenticationError, httpx.Response(401, content=content))
    assert error.detail == "no"
    assert API_KEY not in text_of(error) + error.response.text


def test_uninitialized_client_has_a_repr(mode: str) -> None:
    kind = CaiGunn if mode == "sync" else AsyncCaiGunn
    with pytest.raises(ValueError, match="max_retries must be") as caught:
        kind(max_retries=-1)
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert f"<{kind.__name__}: not initialized>" in "".join(report.format())


def test_credential_in_header_or_reason_is_redacted(mode: str, log: pytest.LogCaptureFixture) -> None:
    response = httpx.Response(
        401,
        headers=[(b"x-received", b"\xe9" + ACCESS_TOKEN.encode())],
        content=b"",
        extensions={"reason_phrase": f"bad {ACCESS_TOKEN}".encode()},
    )
    error = error_of_response(mode, AuthenticationError, response)
    text = text_of(error) + repr(error.response) + repr(error.response.headers) + repr(error.response.extensions)
    assert ACCESS_TOKEN not in text + log.text


def test_local_variables_have_no_credential(mode: str) -> None:
    with pytest.raises(MissingCredentialError) as missing:
        error_of_response(mode, AuthenticationError, httpx.Response(200), caigunn_access_token="")
    status_error = error_of_response(mode, AuthenticationError, httpx.Response(401, content=b"{}"))
    with pytest.raises(APIConnectionError) as connection_error:
        run(mode, base_url="http://127.0.0.1:1", max_retries=0)
    causes = [each for each in chain(connection_error.value) if each is not connection_error.value]
    assert causes
    assert not any(each.__traceback__ for each in causes)  # frames of httpx contain the headers
    for error in (missing.value, status_error, connection_error.value):
        assert API_KEY not in frame_variables(error)


def test_password_of_the_base_url_is_redacted() -> None:
    args = {"transport": httpx.MockTransport(lambda _: httpx.Response(418))}
    client = Client("http://user:s3cret@service.example", **CREDENTIALS, httpx_args=args)
    with pytest.raises(APIError) as caught:
        list_models_function.sync(client=client)
    request = caught.value.request
    assert "s3cret" not in text_of(caught.value) + repr(request.url) + repr(request.headers)


def test_query_is_not_logged(driver: ClientDriver, log: pytest.LogCaptureFixture) -> None:
    error = driver.error(AuthenticationError, "401", lambda caigunn: caigunn.conversation.list_uids(start_at="private"))
    (line,) = logged_attempts(log)
    assert "/api/external/chatbot/uids" in line
    assert "private" not in line + str(error)
