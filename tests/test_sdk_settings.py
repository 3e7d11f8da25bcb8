"""What the SDK is set to: arguments, environment, copies; and that a wrong setting is one line, without its value."""

import asyncio
import copy
import logging
import pickle
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn, Client, MissingCredentialError

from tests.recording_server import Recorded, RecordingServer, recording_server
from tests.sdk_methods import DOCUMENT
from tests.sdk_play import SECRETS

VARIABLES = ("CAIGUNN_API_KEY", "CAIGUNN_ACCESS_TOKEN", "CAIGUNN_BASE_URL", "CAIGUNN_LOG")

both_ways = pytest.mark.parametrize("kind", [CaiGunn, AsyncCaiGunn])
Kind = type[CaiGunn] | type[AsyncCaiGunn]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with nothing set."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[RecordingServer]:
    with recording_server() as running:
        running.answer = 200, b'{"models": []}', "application/json"
        yield running


def list_models(caigunn: CaiGunn | AsyncCaiGunn, **options: Any) -> None:
    """Make a call and close the client."""
    if isinstance(caigunn, CaiGunn):
        with caigunn:
            caigunn.models.list(**options)
        return
    asynchronous = caigunn

    async def await_it() -> None:
        async with asynchronous:
            await asynchronous.models.list(**options)

    asyncio.run(await_it())


def sent(server: RecordingServer, kind: Kind, **settings: Any) -> Recorded:
    """Make a call by a new client and return what arrived."""
    server.requests.clear()
    list_models(kind(**settings))
    return server.request


def keys(request: Recorded) -> tuple[str | None, str | None]:
    """Return the credentials in a request."""
    return request.headers["api-key"], request.headers["caigunn-access-token"]


@both_ways
def test_an_argument_goes_before_the_environment(
    server: RecordingServer, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAIGUNN_API_KEY", "from-environment")
    monkeypatch.setenv("CAIGUNN_ACCESS_TOKEN", "token-from-environment")
    monkeypatch.setenv("CAIGUNN_BASE_URL", f"{server.url}/prefix/")
    first = sent(server, kind)
    assert keys(first) == ("from-environment", "token-from-environment")
    assert first.path == "/prefix/api/external/chatbot/models"
    second = sent(server, kind, api_key="given", base_url=server.url)
    assert keys(second) == ("given", "token-from-environment")
    assert second.path == "/api/external/chatbot/models"


@both_ways
def test_the_environment_is_read_when_the_client_is_made(
    server: RecordingServer, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    caigunn = kind(base_url=server.url, **SECRETS)
    monkeypatch.setenv("CAIGUNN_API_KEY", "too-late")
    list_models(caigunn)
    assert server.request.headers["api-key"] == SECRETS["api_key"]


@both_ways
def test_by_default_it_is_the_service(kind: Kind) -> None:
    assert repr(kind()) == f"{kind.__name__}(base_url=URL('{DOCUMENT['servers'][0]['url']}'), max_retries=2)"


@both_ways
@pytest.mark.parametrize("empty", [None, ""])
def test_a_missing_credential_is_told_with_its_variable_before_anything_is_sent(
    server: RecordingServer, kind: Kind, monkeypatch: pytest.MonkeyPatch, empty: str | None
) -> None:
    if empty is not None:
        monkeypatch.setenv("CAIGUNN_ACCESS_TOKEN", empty)
    with pytest.raises(MissingCredentialError) as caught:
        list_models(kind(base_url=server.url, api_key="a-key", caigunn_access_token=empty))
    assert str(caught.value) == (
        "the operation needs caigunn_access_token: give it to CaiGunn, or set CAIGUNN_ACCESS_TOKEN"
    )
    with pytest.raises(MissingCredentialError, match=r"or set CAIGUNN_API_KEY and CAIGUNN_ACCESS_TOKEN$"):
        list_models(kind(base_url=server.url))
    assert not server.requests


@both_ways
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"base_url": "service.example"}, "base_url must be an address such as https://service.example"),
        ({"base_url": "ftp://service.example"}, "base_url must be an address"),
        ({"base_url": "https://"}, "base_url must be an address"),
        ({"base_url": ""}, "base_url must be an address"),
        ({"base_url": "https://service.example?key=secret-key"}, "base_url must be an address"),
        ({"base_url": "https://ser\0vice/secret-key"}, "base_url must be an address"),
        ({"base_url": "https://someone:secret-key@service.example"}, "base_url must not have a user and a password"),
        ({"api_key": "secret-key\n"}, "api_key must be printable ASCII without spaces around it"),
        ({"api_key": "secret-keyü"}, "api_key must be printable ASCII"),
        ({"timeout": 0}, "timeout must be a number of seconds above 0"),
        ({"timeout": -1.5}, "timeout must be a number"),
        ({"timeout": float("nan")}, "timeout must be a number"),
        ({"timeout": float("inf")}, "timeout must be a number"),
        ({"timeout": True}, "timeout must be a number"),
        ({"timeout": "60"}, "timeout must be a number"),
        ({"max_retries": -1}, "max_retries must be a whole number from 0 on"),
        ({"max_retries": 1.5}, "max_retries must be a whole number"),
        ({"max_retries": True}, "max_retries must be a whole number"),
    ],
)
def test_a_wrong_setting_is_one_line_without_its_value(kind: Kind, settings: dict[str, Any], told: str) -> None:
    for make in (kind, kind().with_options):
        with pytest.raises(ValueError, match=told) as caught:
            make(**settings)
        assert "\n" not in str(caught.value)
        assert "secret-key" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CAIGUNN_BASE_URL", "nowhere", "CAIGUNN_BASE_URL must be an address such as https://service.example"),
        ("CAIGUNN_API_KEY", " secret-key ", "CAIGUNN_API_KEY must be printable ASCII without spaces around it"),
        ("CAIGUNN_LOG", "loud", "CAIGUNN_LOG must be one of debug, info, warning, error"),
    ],
)
def test_a_wrong_variable_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=told) as caught:
        CaiGunn()
    assert value not in str(caught.value)


@both_ways
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"timeout": 0}, "timeout must be"),
        ({"max_retries": -1}, "max_retries must be"),
        ({"extra_headers": {"x-a": "b\r\nx-c: d"}}, "header x-a: a value must be printable ASCII"),
        ({"extra_headers": {"x-a": "ü"}}, "header x-a: a value must be printable ASCII"),
        ({"extra_headers": {"x-a": " b"}}, "header x-a: a value must be printable ASCII without spaces around it"),
        ({"extra_headers": {"x a": "b"}}, "header 'x a': no header is called so"),
        ({"extra_headers": {"ü": "b"}}, "header 'ü': no header is called so"),
    ],
)
def test_a_wrong_option_of_a_call_is_told_before_anything_is_sent(
    server: RecordingServer, kind: Kind, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        list_models(kind(base_url=server.url, **SECRETS), **options)
    assert not server.requests


@both_ways
def test_a_text_that_is_none_is_told(server: RecordingServer, kind: Kind) -> None:
    with pytest.raises(TypeError, match="api_key must be a string"):
        kind(api_key=7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="header x-a: a value must be a string, not int"):
        list_models(kind(base_url=server.url, **SECRETS), extra_headers={"x-a": 7})
    assert not server.requests


@both_ways
def test_headers_add_up(server: RecordingServer, kind: Kind) -> None:
    caigunn = kind(base_url=server.url, headers={"x-a": "client", "x-b": "client"}, **SECRETS)
    list_models(caigunn.with_options(headers={"x-b": "copy", "x-c": "copy"}), extra_headers={"x-c": "call"})
    assert [server.request.headers[name] for name in ("x-a", "x-b", "x-c")] == ["client", "copy", "call"]
    assert server.request.headers["user-agent"].startswith("caigunn-client/2024.5.9")


@both_ways
def test_a_header_overrides_another_whatever_its_case(server: RecordingServer, kind: Kind) -> None:
    list_models(
        kind(base_url=server.url, headers={"X-A": "client", "USER-AGENT": "mine"}, **SECRETS),
        extra_headers={"x-a": "call", "Accept": "text/x", "API-KEY": "other"},
    )
    sent = [server.request.headers.get_all(name) for name in ("x-a", "user-agent", "accept", "api-key")]
    assert sent == [["call"], ["mine"], ["text/x"], ["other"]]


@both_ways
@pytest.mark.parametrize("name", ["base_url", "cookies", "follow_redirects", "headers", "params", "timeout", "verify"])
def test_an_argument_of_httpx_without_effect_is_refused(kind: Kind, name: str) -> None:
    with pytest.raises(ValueError, match=f"httpx_args: '{name}' has no effect here"):
        kind(httpx_args={name: None})


@both_ways
def test_a_copy_differs_in_what_was_given_and_leaves_the_original_alone(server: RecordingServer, kind: Kind) -> None:
    original = kind(base_url=server.url, **SECRETS)
    before = repr(original)
    changed = original.with_options(api_key="another-key", base_url=f"{server.url}/other", max_retries=7)
    again = changed.with_options(caigunn_access_token="another-token")  # noqa: S106 - of no service
    for caigunn in (again, changed, original):
        list_models(caigunn)
    arrived = [(each.path.split("/")[1], *keys(each)) for each in server.requests]
    assert arrived == [
        ("other", "another-key", "another-token"),
        ("other", "another-key", SECRETS["caigunn_access_token"]),
        ("api", SECRETS["api_key"], SECRETS["caigunn_access_token"]),
    ]
    assert repr(original) == before
    assert repr(changed) == f"{kind.__name__}(base_url=URL('{server.url}/other'), max_retries=7)"


def test_closing_a_copy_leaves_the_original_open_and_not_the_other_way_round(server: RecordingServer) -> None:
    original = CaiGunn(base_url=server.url, **SECRETS)
    changed = original.with_options(max_retries=0)
    changed.close()
    original.models.list()
    changed.models.list()
    original.close()
    for caigunn in (original, changed):
        with pytest.raises(RuntimeError, match="closed"):
            caigunn.models.list()


@both_ways
def test_timeouts_are_those_that_were_set(kind: Kind) -> None:
    def timeout(settings: dict[str, Any], **options: Any) -> httpx.Timeout:
        seen: list[dict[str, float]] = []

        def service(request: httpx.Request) -> httpx.Response:
            seen.append(request.extensions["timeout"])
            return httpx.Response(200, json={"models": []})

        list_models(kind(httpx_args={"transport": httpx.MockTransport(service)}, **SECRETS, **settings), **options)
        return httpx.Timeout(**seen[0])

    own = httpx.Timeout(None, read=3)
    assert timeout({}) == httpx.Timeout(60, connect=5)
    assert timeout({"timeout": 30}) == httpx.Timeout(30, connect=5)
    assert timeout({"timeout": 2}) == httpx.Timeout(2)
    assert timeout({"timeout": own}) == own
    assert timeout({"timeout": 30}, timeout=1) == httpx.Timeout(1)
    assert timeout({}, timeout=own) == own


@pytest.mark.parametrize("make", [CaiGunn, AsyncCaiGunn, Client])
def test_a_client_is_neither_pickled_nor_copied_nor_shown_with_its_credentials(make: Any) -> None:
    client = make(base_url="https://service.example", **SECRETS)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="can't be pickled or copied"):
            attempt(client)
    for secret in SECRETS.values():
        assert secret not in repr(client) + str(client)


def test_the_log_is_what_the_variable_says(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("caigunn_client")
    monkeypatch.setattr(logger, "handlers", [])
    monkeypatch.setattr(logger, "propagate", False)
    before = logger.level
    try:
        monkeypatch.setenv("CAIGUNN_LOG", "Debug")
        sent(server, CaiGunn, base_url=server.url, **SECRETS)
        sent(server, CaiGunn, base_url=server.url, **SECRETS)
        told = capsys.readouterr().err.splitlines()
        assert len(told) == 2
        assert " caigunn_client DEBUG GET /api/external/chatbot/models 200 attempt 1 " in told[0]
        assert told[0].endswith(" ms")
        monkeypatch.setenv("CAIGUNN_LOG", "info")
        sent(server, CaiGunn, base_url=server.url, **SECRETS)
        assert capsys.readouterr().err == ""
    finally:
        logger.setLevel(before)
