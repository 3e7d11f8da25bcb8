"""That neither an error nor the log tells a credential, whatever the service says and wherever it was given."""

import html
import json
import pickle
import re
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

from tests.sdk_play import FAILURES, REPEATING, SECRETS, Play, answered, attempts, list_models, made


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and the errors that caused it or that it came up in."""
    if error:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def told(error: BaseException) -> str:
    """Return all that an error tells of itself."""
    shown = "".join(str(each) + repr(each) + repr(each.args) + repr(vars(each)) for each in chain(error))
    return shown + "".join(traceback.format_exception(error)) + pickle.dumps(error).decode("latin-1")


def carried(error: BaseException) -> str:
    """Return the headers of all requests that can be reached from an error."""
    holders = list(chain(error))
    holders += [each.response for each in holders if hasattr(each, "response")]
    requests = [vars(each).get("_request", getattr(each, "request", None)) for each in holders]
    return "".join(str(request.headers.raw) for request in requests if request)


@pytest.mark.parametrize(
    ("script", "given"),
    [(script, "client") for script in (*FAILURES, *REPEATING)]
    + [(script, given) for script in ("401:repeat", "cut") for given in ("copy", "environment")],
)
def test_credentials_are_never_told(
    play: Play, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, script: str, given: str
) -> None:
    others = dict.fromkeys(SECRETS, "other")
    monkeypatch.setenv("CAIGUNN_API_KEY", SECRETS["api_key"])
    monkeypatch.setenv("CAIGUNN_ACCESS_TOKEN", SECRETS["caigunn_access_token"])

    def by_copy(caigunn: Any) -> Any:
        copy = caigunn.with_options(**SECRETS)
        log_of_objects.append(repr(caigunn) + repr(copy) + repr(vars(copy)))
        return copy.models.list()

    log_of_objects: list[str] = []
    kinds: dict[str, dict[str, Any]] = {"client": {}, "copy": others, "environment": dict.fromkeys(SECRETS)}
    with pytest.raises(APIError) as caught:
        play.call(script, by_copy if given == "copy" else list_models, max_retries=1, **kinds[given])
    # httpcore logs an answer that isn't HTTP as it came, what it repeats included.
    logged = "".join(attempts(log)) if script == "not-http" else log.text
    everything = told(caught.value) + carried(caught.value) + logged + "".join(log_of_objects)
    for secret in SECRETS.values():
        assert secret not in everything
    assert {each.headers["api-key"] for each in play.seen} == {SECRETS["api_key"]}


def test_a_repeated_credential_is_masked_and_the_rest_told(play: Play) -> None:
    error = play.failure(AuthenticationError, "401:repeat")
    assert re.search(r"\bnot \S+ and \S+", str(error))
    assert re.fullmatch(r"not \S+ and \S+", error.detail or "")


@pytest.mark.parametrize("credential", ['key"of-one', "key\\of-one", "key/of+one=="])
def test_a_credential_that_json_escapes_is_masked(play: Play, credential: str) -> None:
    everything = told(play.failure(AuthenticationError, "401:repeat", api_key=credential))
    assert credential not in everything
    assert json.dumps(credential)[1:-1] not in everything


@pytest.mark.parametrize(
    "body",
    [
        b'{"detail": "bad %s and %s"}',
        b"<p>bad %s and %s</p>",
        b'"\\ud800 %s %s"',
        b'[{"%s": ["%s"]}]',
    ],
)
def test_a_credential_that_begins_like_another_is_masked_whole(way: str, body: bytes) -> None:
    keys = {"api_key": "SECRETkey1", "caigunn_access_token": "SECRETkey1-tokenTAIL"}
    content = body.replace(b"%s", b"SECRETkey1-tokenTAIL", 1).replace(b"%s", b"SECRETkey1", 1)
    everything = told(answered(way, AuthenticationError, httpx.Response(401, content=content), **keys))
    assert "SECRETkey1" not in everything
    assert "tokenTAIL" not in everything


def numbered(text: str) -> str:
    """Return a text as HTML may have it: by the numbers of its characters."""
    return "".join(f"&#x{ord(each):X};" if ord(each) % 2 else f"&#{ord(each)};" for each in text)


SPELLINGS: list[Callable[[str], str]] = [
    *(str, html.escape, numbered, quote, quote_plus),
    lambda text: quote(text, safe="").replace("%2F", "%2f"),
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
]


@pytest.mark.parametrize("spell", SPELLINGS)
def test_a_credential_is_masked_however_it_is_spelled(way: str, spell: Callable[[str], str]) -> None:
    key = 'key"&<of one>/+=='.replace(" ", "")
    response = httpx.Response(401, headers={"content-type": "text/html"}, content=f"<p>{spell(key)}</p>".encode())
    error = answered(way, AuthenticationError, response, api_key=key)
    assert error.body == "<p>[hidden]</p>"
    assert spell(key) not in told(error)


def test_a_credential_that_only_the_raw_body_has_is_masked(way: str) -> None:
    content = b'{"detail": "%s", "detail": "no"}' % SECRETS["api_key"].encode()
    error = answered(way, AuthenticationError, httpx.Response(401, content=content))
    assert error.detail == "no"
    assert SECRETS["api_key"] not in told(error) + error.response.text


def test_a_client_that_could_not_be_made_can_be_shown(way: str) -> None:
    kind = CaiGunn if way == "sync" else AsyncCaiGunn
    with pytest.raises(ValueError, match="max_retries must be") as caught:
        kind(max_retries=-1)
    told_of_it = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert f"<{kind.__name__} that could not be made>" in "".join(told_of_it.format())


def test_a_credential_in_a_header_or_in_the_reason_is_masked(way: str, log: pytest.LogCaptureFixture) -> None:
    token = SECRETS["caigunn_access_token"]
    response = httpx.Response(
        401,
        headers=[(b"x-told", b"\xe9" + token.encode())],
        content=b"",
        extensions={"reason_phrase": f"bad {token}".encode()},
    )
    error = answered(way, AuthenticationError, response)
    everything = told(error) + repr(error.response) + repr(error.response.headers) + repr(error.response.extensions)
    assert token not in everything + log.text


def test_what_is_local_where_an_error_comes_up_is_not_told(way: str) -> None:
    with pytest.raises(MissingCredentialError) as missing:
        answered(way, AuthenticationError, httpx.Response(200), caigunn_access_token="")
    error = answered(way, AuthenticationError, httpx.Response(401, content=b"{}"))
    with pytest.raises(APIConnectionError) as refused:
        made(way, base_url="http://127.0.0.1:1", max_retries=0)
    causes = [each for each in chain(refused.value) if each is not refused.value]
    assert causes
    assert not any(each.__traceback__ for each in causes)  # whose frames have the headers
    for each in (missing.value, error, refused.value):
        locals_too = traceback.TracebackException.from_exception(each, capture_locals=True)
        ours = [frame for frame in locals_too.stack if "caigunn_client" in frame.filename]
        assert ours
        assert SECRETS["api_key"] not in "".join(str(frame.locals) for frame in ours)


def test_a_password_in_the_address_is_not_told_by_an_error_of_a_function() -> None:
    args = {"transport": httpx.MockTransport(lambda _: httpx.Response(418))}
    client = Client("http://user:s3cret@service.example", **SECRETS, httpx_args=args)
    with pytest.raises(APIError) as caught:
        list_models_function.sync(client=client)
    assert "s3cret" not in told(caught.value) + repr(caught.value.request.url) + repr(caught.value.request.headers)


def test_a_query_is_neither_logged_nor_told(play: Play, log: pytest.LogCaptureFixture) -> None:
    error = play.failure(AuthenticationError, "401", lambda caigunn: caigunn.conversation.list_uids(start_at="private"))
    (line,) = attempts(log)
    assert "/api/external/chatbot/uids" in line
    assert "private" not in line + str(error)
