"""Settings of the client: arguments, environment variables, copies, and errors for invalid values."""

import asyncio
import copy
import logging
import pickle
from typing import Any

import httpx
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn, Client, MissingCredentialError

from scripts.generate.settings import edition_version
from tests.support.project_contract import CREDENTIALS, DOCUMENT, SCHEMES
from tests.support.recording_server import RecordedRequest, RecordingServer

Kind = type[CaiGunn] | type[AsyncCaiGunn]

sync_and_async = pytest.mark.parametrize("kind", [CaiGunn, AsyncCaiGunn])


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without settings."""
    for name in [*(each.variable for each in SCHEMES.values()), "CAIGUNN_BASE_URL", "CAIGUNN_LOG"]:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server(server: RecordingServer) -> RecordingServer:
    """A server that returns an empty list of models."""
    server.response = 200, b'{"models": []}', "application/json"
    return server


def list_models(client: CaiGunn | AsyncCaiGunn, **options: Any) -> None:
    """Call a method and close the client."""
    if isinstance(client, CaiGunn):
        with client:
            client.models.list(**options)
        return
    async_client = client

    async def list_async() -> None:
        async with async_client:
            await async_client.models.list(**options)

    asyncio.run(list_async())


def send(server: RecordingServer, kind: Kind, **settings: Any) -> RecordedRequest:
    """Call a method of a new client, and return the received request."""
    server.requests.clear()
    list_models(kind(**settings))
    return server.request


def credentials_of(request: RecordedRequest) -> tuple[str | None, str | None]:
    return request.headers["api-key"], request.headers["caigunn-access-token"]


@sync_and_async
def test_argument_overrides_environment(server: RecordingServer, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIGUNN_API_KEY", "key-of-environment")
    monkeypatch.setenv("CAIGUNN_ACCESS_TOKEN", "token-of-environment")
    monkeypatch.setenv("CAIGUNN_BASE_URL", f"{server.url}/prefix/")
    first = send(server, kind)
    assert credentials_of(first) == ("key-of-environment", "token-of-environment")
    assert first.path == "/prefix/api/external/chatbot/models"
    second = send(server, kind, api_key="key-of-argument", base_url=server.url)
    assert credentials_of(second) == ("key-of-argument", "token-of-environment")
    assert second.path == "/api/external/chatbot/models"


@sync_and_async
def test_environment_is_read_when_the_client_is_created(
    server: RecordingServer, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = kind(base_url=server.url, **CREDENTIALS)
    monkeypatch.setenv("CAIGUNN_API_KEY", "too-late")
    list_models(client)
    assert server.request.headers["api-key"] == CREDENTIALS["api_key"]


@sync_and_async
def test_default_base_url_is_the_service(kind: Kind) -> None:
    assert repr(kind()) == f"{kind.__name__}(base_url=URL('{DOCUMENT['servers'][0]['url']}'), max_retries=2)"


@sync_and_async
@pytest.mark.parametrize("empty", [None, ""])
def test_missing_credential_raises_before_sending(
    server: RecordingServer, kind: Kind, monkeypatch: pytest.MonkeyPatch, empty: str | None
) -> None:
    if empty is not None:
        monkeypatch.setenv("CAIGUNN_ACCESS_TOKEN", empty)
    with pytest.raises(MissingCredentialError) as caught:
        list_models(kind(base_url=server.url, api_key="a-key", caigunn_access_token=empty))
    assert str(caught.value) == (
        "credential missing: caigunn_access_token; pass it to CaiGunn, or set CAIGUNN_ACCESS_TOKEN"
    )
    with pytest.raises(MissingCredentialError, match=r"or set CAIGUNN_API_KEY and CAIGUNN_ACCESS_TOKEN$"):
        list_models(kind(base_url=server.url))
    assert not server.requests


@sync_and_async
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"base_url": "service.example"}, "base_url must be a URL such as https://service.example"),
        ({"base_url": "ftp://service.example"}, "base_url must be a URL"),
        ({"base_url": "https://"}, "base_url must be a URL"),
        ({"base_url": ""}, "base_url must be a URL"),
        ({"base_url": "https://service.example?key=secret-key"}, "base_url must be a URL"),
        ({"base_url": "https://ser\0vice/secret-key"}, "base_url must be a URL"),
        ({"base_url": "https://someone:secret-key@service.example"}, "base_url must not contain a password"),
        ({"api_key": "secret-key\n"}, "api_key must be printable ASCII without surrounding spaces"),
        ({"api_key": "secret-keyü"}, "api_key must be printable ASCII"),
        ({"timeout": 0}, "timeout must be a positive number of seconds"),
        ({"timeout": -1.5}, "timeout must be a positive number"),
        ({"timeout": float("nan")}, "timeout must be a positive number"),
        ({"timeout": float("inf")}, "timeout must be a positive number"),
        ({"timeout": True}, "timeout must be a positive number"),
        ({"timeout": "60"}, "timeout must be a positive number"),
        ({"max_retries": -1}, "max_retries must be an integer of at least 0"),
        ({"max_retries": 1.5}, "max_retries must be an integer"),
        ({"max_retries": True}, "max_retries must be an integer"),
    ],
)
def test_invalid_argument_raises_without_its_value(kind: Kind, settings: dict[str, Any], message: str) -> None:
    for create in (kind, kind().with_options):
        with pytest.raises(ValueError, match=message) as caught:
            create(**settings)
        assert "\n" not in str(caught.value)
        assert "secret-key" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CAIGUNN_BASE_URL", "nowhere", "CAIGUNN_BASE_URL must be a URL such as https://service.example"),
        ("CAIGUNN_API_KEY", " secret-key ", "CAIGUNN_API_KEY must be printable ASCII without surrounding spaces"),
        ("CAIGUNN_LOG", "loud", "CAIGUNN_LOG must be one of debug, info, warning, error"),
    ],
)
def test_invalid_variable_raises_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=message) as caught:
        CaiGunn()
    assert value not in str(caught.value)


@sync_and_async
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"timeout": 0}, "timeout must be"),
        ({"max_retries": -1}, "max_retries must be"),
        ({"extra_headers": {"x-a": "b\r\nx-c: d"}}, "header x-a: value must be printable ASCII"),
        ({"extra_headers": {"x-a": "ü"}}, "header x-a: value must be printable ASCII"),
        ({"extra_headers": {"x-a": " b"}}, "header x-a: value must be printable ASCII without surrounding spaces"),
        ({"extra_headers": {"x a": "b"}}, "header 'x a': not a valid header name"),
        ({"extra_headers": {"ü": "b"}}, "header 'ü': not a valid header name"),
    ],
)
def test_invalid_option_of_a_call_raises_before_sending(
    server: RecordingServer, kind: Kind, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        list_models(kind(base_url=server.url, **CREDENTIALS), **options)
    assert not server.requests


@sync_and_async
def test_value_that_is_not_a_string_raises(server: RecordingServer, kind: Kind) -> None:
    with pytest.raises(TypeError, match="api_key must be a string"):
        kind(api_key=7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="header x-a: value must be a string, not int"):
        list_models(kind(base_url=server.url, **CREDENTIALS), extra_headers={"x-a": 7})
    assert not server.requests


@sync_and_async
def test_headers_of_client_copy_and_call_are_merged(server: RecordingServer, kind: Kind) -> None:
    client = kind(base_url=server.url, headers={"x-a": "client", "x-b": "client"}, **CREDENTIALS)
    list_models(client.with_options(headers={"x-b": "copy", "x-c": "copy"}), extra_headers={"x-c": "call"})
    assert [server.request.headers[name] for name in ("x-a", "x-b", "x-c")] == ["client", "copy", "call"]
    version = edition_version(DOCUMENT["info"]["version"])
    assert server.request.headers["user-agent"].startswith(f"caigunn-client/{version}")


@sync_and_async
def test_header_overrides_another_in_any_case(server: RecordingServer, kind: Kind) -> None:
    list_models(
        kind(base_url=server.url, headers={"X-A": "client", "USER-AGENT": "custom"}, **CREDENTIALS),
        extra_headers={"x-a": "call", "Accept": "text/x", "API-KEY": "other"},
    )
    sent = [server.request.headers.get_all(name) for name in ("x-a", "user-agent", "accept", "api-key")]
    assert sent == [["call"], ["custom"], ["text/x"], ["other"]]


@sync_and_async
@pytest.mark.parametrize("name", ["base_url", "cookies", "follow_redirects", "headers", "params", "timeout", "verify"])
def test_unsupported_argument_of_httpx_is_rejected(kind: Kind, name: str) -> None:
    with pytest.raises(ValueError, match=f"httpx_args: '{name}' is not supported"):
        kind(httpx_args={name: None})


@sync_and_async
def test_copy_does_not_change_the_original(server: RecordingServer, kind: Kind) -> None:
    original = kind(base_url=server.url, **CREDENTIALS)
    before = repr(original)
    changed = original.with_options(api_key="other-key", base_url=f"{server.url}/other", max_retries=7)
    changed_again = changed.with_options(caigunn_access_token="other-token")  # noqa: S106 - not a secret
    for client in (changed_again, changed, original):
        list_models(client)
    sent = [(each.path.split("/")[1], *credentials_of(each)) for each in server.requests]
    assert sent == [
        ("other", "other-key", "other-token"),
        ("other", "other-key", CREDENTIALS["caigunn_access_token"]),
        ("api", CREDENTIALS["api_key"], CREDENTIALS["caigunn_access_token"]),
    ]
    assert repr(original) == before
    assert repr(changed) == f"{kind.__name__}(base_url=URL('{server.url}/other'), max_retries=7)"


def test_close_of_a_copy_does_not_close_the_original(server: RecordingServer) -> None:
    original = CaiGunn(base_url=server.url, **CREDENTIALS)
    changed = original.with_options(max_retries=0)
    changed.close()
    original.models.list()
    changed.models.list()
    original.close()
    for client in (original, changed):
        with pytest.raises(RuntimeError, match="closed"):
            client.models.list()


@sync_and_async
def test_timeout_of_client_and_call(kind: Kind) -> None:
    def timeout(settings: dict[str, Any], **options: Any) -> httpx.Timeout:
        sent: list[dict[str, float]] = []

        def service(request: httpx.Request) -> httpx.Response:
            sent.append(request.extensions["timeout"])
            return httpx.Response(200, json={"models": []})

        args = {"transport": httpx.MockTransport(service)}
        list_models(kind(httpx_args=args, **CREDENTIALS, **settings), **options)
        return httpx.Timeout(**sent[0])

    custom = httpx.Timeout(None, read=3)
    assert timeout({}) == httpx.Timeout(60, connect=5)
    assert timeout({"timeout": 30}) == httpx.Timeout(30, connect=5)
    assert timeout({"timeout": 2}) == httpx.Timeout(2)
    assert timeout({"timeout": custom}) == custom
    assert timeout({"timeout": 30}, timeout=1) == httpx.Timeout(1)
    assert timeout({}, timeout=custom) == custom
    assert timeout({"timeout": None}) == timeout({}, timeout=None) == httpx.Timeout(None)


@sync_and_async
def test_settings_are_readable(kind: Kind) -> None:
    client = kind(
        base_url="https://service.example/",
        headers={"X-A": "b"},
        default_query={"c": 1},
        timeout=7,
        max_retries=3,
        retry_unsafe=True,
        **CREDENTIALS,
    )
    names = ("base_url", "headers", "default_query", "timeout", "max_retries", "retry_unsafe")
    expected = "https://service.example", {"x-a": "b"}, {"c": 1}, httpx.Timeout(7, connect=5), 3, True
    assert tuple(getattr(client, name) for name in names) == expected
    assert {name: getattr(client, name) for name in CREDENTIALS} == CREDENTIALS
    assert client.with_options(max_retries=0).max_retries == 0


@sync_and_async
def test_is_closed_after_close(kind: Kind) -> None:
    client: Any = kind(**CREDENTIALS)
    copy = client.with_options(max_retries=0)
    assert not client.is_closed
    result = client.close()
    if kind is AsyncCaiGunn:
        asyncio.run(result)
    assert client.is_closed
    assert copy.is_closed


@sync_and_async
def test_copy_of_a_subclass_keeps_its_attributes(server: RecordingServer, kind: Kind) -> None:
    class Traced(kind):  # type: ignore[misc, valid-type]
        def __init__(self, trace: str, **settings: Any) -> None:
            super().__init__(**settings)
            self.trace = trace

    client = Traced("id-1", base_url=server.url, **CREDENTIALS)
    list_models(client)
    copy = client.with_options(api_key="other-key")
    assert (type(copy), copy.trace) == (Traced, "id-1")
    assert copy.models is not client.models
    assert copy.api_key == "other-key"


@sync_and_async
def test_http_client_sends_the_requests(server: RecordingServer, kind: Kind) -> None:
    hooks: list[str] = []

    def hook(request: httpx.Request) -> None:
        hooks.append(request.method)

    async def hook_async(request: httpx.Request) -> None:
        hooks.append(request.method)

    given: dict[str, Any] = {"headers": {"x-a": "b"}, "params": {"ignored": "1"}}
    if kind is CaiGunn:
        http: Any = httpx.Client(event_hooks={"request": [hook]}, **given)
    else:
        http = httpx.AsyncClient(event_hooks={"request": [hook_async]}, **given)
    request = send(server, kind, base_url=server.url, http_client=http, **CREDENTIALS)
    assert (request.headers["x-a"], request.query, hooks) == ("b", {}, ["GET"])
    assert credentials_of(request) == (CREDENTIALS["api_key"], CREDENTIALS["caigunn_access_token"])
    assert not http.is_closed


@sync_and_async
def test_http_client_of_another_kind_is_rejected(kind: Kind) -> None:
    other: Any = httpx.AsyncClient() if kind is CaiGunn else httpx.Client()
    name = "Client" if kind is CaiGunn else "AsyncClient"
    with pytest.raises(TypeError, match=rf"http_client: must be an httpx.{name}, not {type(other).__name__}"):
        kind(http_client=other)
    combinations: list[dict[str, Any]] = [{"httpx_args": {}}, {"verify_ssl": False}]
    for settings in combinations:
        with pytest.raises(ValueError, match="http_client: cannot be combined with httpx_args or verify_ssl"):
            kind(http_client=other, **settings)


@pytest.mark.parametrize("kind", [CaiGunn, AsyncCaiGunn, Client])
def test_client_cannot_be_pickled_or_copied(kind: Any) -> None:
    client = kind(base_url="https://service.example", **CREDENTIALS)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be pickled or copied"):
            attempt(client)
    text = repr(client) + str(client)
    assert [value for value in CREDENTIALS.values() if value in text] == []


def test_log_variable_sets_the_level(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("caigunn_client")
    monkeypatch.setattr(logger, "handlers", [])
    monkeypatch.setattr(logger, "propagate", False)
    before = logger.level
    try:
        monkeypatch.setenv("CAIGUNN_LOG", "Debug")
        send(server, CaiGunn, base_url=server.url, **CREDENTIALS)
        send(server, CaiGunn, base_url=server.url, **CREDENTIALS)
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 2
        assert " caigunn_client DEBUG GET /api/external/chatbot/models 200 attempt 1 " in lines[0]
        assert lines[0].endswith(" ms")
        monkeypatch.setenv("CAIGUNN_LOG", "info")
        send(server, CaiGunn, base_url=server.url, **CREDENTIALS)
        assert capsys.readouterr().err == ""
    finally:
        logger.setLevel(before)
