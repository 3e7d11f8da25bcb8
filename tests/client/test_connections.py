"""Connections of the client: proxies, TLS and redirects."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from caigunn_client import APIConnectionError, APIStatusError, AsyncCaiGunn, CaiGunn, Client, InternalServerError
from caigunn_client.api.models import list_models

from tests.support.client_driver import logged_attempts, run
from tests.support.project_contract import CREDENTIAL_HEADERS, CREDENTIALS
from tests.support.recording_server import RecordingServer, recording_server

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
FOUND = 200, b'{"models": []}', "application/json"
FAILED = 503, b'{"detail": "later"}', "application/json"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without proxies, and clients that retry immediately."""
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr("caigunn_client._retries.MAX_BACKOFF", 0.0)


@pytest.fixture
def proxy() -> Iterator[RecordingServer]:
    """An HTTP proxy that returns the response of the service."""
    with recording_server() as running:
        running.response = FOUND
        yield running


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A certificate authority that is not trusted."""
    return trustme.CA()


@pytest.fixture
def tls_server(authority: trustme.CA) -> Iterator[RecordingServer]:
    """A server with a certificate of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with recording_server(context) as running:
        running.response = FOUND
        yield running


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY", "http_proxy"])
def test_proxy_variable_is_used_and_requests_are_retried(
    mode: str, proxy: RecordingServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, proxy.url)
    run(mode, base_url="http://service.example")
    assert [request.headers["host"] for request in proxy.requests] == ["service.example"]
    proxy.response = FAILED
    with pytest.raises(InternalServerError, match="later"):
        run(mode, base_url="http://service.example", max_retries=1)
    assert len(proxy.requests) == 3


def test_https_proxy_gets_connect_without_credentials(
    mode: str, proxy: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    proxy.response = FAILED
    with pytest.raises(APIConnectionError, match="ProxyError"):
        run(mode, base_url="https://service.example", verify_ssl=False)
    assert [request.method for request in proxy.requests] == ["CONNECT"] * 3
    assert not any(each.headers[name] for each in proxy.requests for name in CREDENTIAL_HEADERS)


def test_no_proxy_variable_is_used(
    mode: str, proxy: RecordingServer, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server.response = FAILED
    with pytest.raises(InternalServerError):
        run(mode, base_url=server.url, max_retries=1)
    assert len(server.requests) == 2
    assert proxy.requests == []


def test_proxy_argument_is_used(mode: str, proxy: RecordingServer) -> None:
    run(mode, base_url="http://service.example", httpx_args={"proxy": proxy.url})
    assert proxy.request.headers["host"] == "service.example"


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1", r"SOCKS requires another package; pip install \"caigunn-client\[socks\]"),
        ("ALL_PROXY", "ftp://someone:password@proxy.example", r"Unknown scheme for proxy URL"),
        ("HTTP_PROXY", "http://[::1", "Invalid port"),
        ("NO_PROXY", "fe80::/10", "Invalid port"),
    ],
)
@pytest.mark.parametrize("kind", [CaiGunn, AsyncCaiGunn])
def test_unusable_proxy_variable_is_reported(
    monkeypatch: pytest.MonkeyPatch, kind: type[CaiGunn | AsyncCaiGunn], variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValueError, match=rf"HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or NO_PROXY: {message}") as caught:
        kind(**CREDENTIALS)
    assert "\n" not in str(caught.value)
    assert "password" not in str(caught.value)


def test_connections_are_probed_by_tcp(mode: str, server: RecordingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    options: list[tuple[int, ...]] = []
    set_option = socket.socket.setsockopt

    def record(self: socket.socket, *option: Any) -> None:
        options.append(option)
        set_option(self, *option)

    monkeypatch.setattr(socket.socket, "setsockopt", record)
    server.response = FOUND
    run(mode, base_url=server.url)
    assert (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1) in options
    assert (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60) in options


def test_event_hooks_see_every_attempt(mode: str, server: RecordingServer) -> None:
    server.response = FAILED
    seen: list[str] = []

    def hook(event: Any) -> None:
        seen.append(type(event).__name__)

    async def hook_async(event: Any) -> None:
        seen.append(type(event).__name__)

    each = [hook if mode == "sync" else hook_async]
    with pytest.raises(InternalServerError):
        run(mode, base_url=server.url, httpx_args={"event_hooks": {"request": each, "response": each}})
    assert seen == ["Request", "Response"] * 3


def test_untrusted_certificate_is_rejected(mode: str, tls_server: RecordingServer) -> None:
    with pytest.raises(APIConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
        run(mode, base_url=tls_server.url, max_retries=0)
    assert tls_server.requests == []


def test_untrusted_certificate_is_not_retried(
    mode: str, tls_server: RecordingServer, server: RecordingServer, log: pytest.LogCaptureFixture
) -> None:
    for url in (tls_server.url, server.url.replace("http:", "https:")):  # the second one does not speak TLS
        log.clear()
        with pytest.raises(APIConnectionError) as caught:
            run(mode, base_url=url)
        assert caught.value.attempts == len(logged_attempts(log)) == 1


def test_untrusted_certificate_is_not_retried_with_trio(tls_server: RecordingServer) -> None:
    with pytest.raises(APIConnectionError) as caught:
        run("trio", base_url=tls_server.url)
    assert caught.value.attempts == 1


def test_configured_authority_is_trusted(
    mode: str, tls_server: RecordingServer, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    run(mode, base_url=tls_server.url, verify_ssl=context)
    run(mode, base_url=tls_server.url, verify_ssl=False)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    run(mode, base_url=tls_server.url)
    assert len(tls_server.requests) == 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(mode: str, status: int) -> None:
    sent: list[httpx.Request] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status, headers={"location": "https://elsewhere.example/"})

    with pytest.raises(APIStatusError, match=rf"status {status} \(redirects are not followed\)"):
        run(mode, httpx_args={"transport": httpx.MockTransport(service)})
    assert len(sent) == 1


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_function_follows_redirect_without_credentials(mode: str) -> None:
    sent: list[httpx.Request] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        if request.url.path == "/same-host":
            return httpx.Response(307, headers={"location": "https://elsewhere.example/other-host"})
        if request.url.path == "/other-host":
            return httpx.Response(200, json={"models": []})
        return httpx.Response(302, headers={"location": "/same-host"})

    client = Client(
        "https://service.example",
        **CREDENTIALS,
        follow_redirects=True,
        httpx_args={"transport": httpx.MockTransport(service)},
    )
    if mode == "async":
        asyncio.run(list_models.asyncio(client=client))
    else:
        list_models.sync(client=client)
    received = [(request.url.host, request.headers.get("api-key")) for request in sent]
    key = CREDENTIALS["api_key"]
    assert received == [("service.example", key), ("service.example", key), ("elsewhere.example", None)]
    assert not CREDENTIAL_HEADERS.keys() & sent[-1].headers.keys()
