"""That TLS settings and proxy variables work as with httpx, and that credentials follow no redirect."""

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme
from caigunn_client import APIConnectionError, APIStatusError, Client, InternalServerError
from caigunn_client.api.models import list_models as list_models_function

from tests.recording_server import RecordingServer, recording_server
from tests.sdk_play import SECRETS, made

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
FOUND = 200, b'{"models": []}', "application/json"
FAILED = 503, b'{"detail": "later"}', "application/json"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with no proxy, and without the waits between attempts."""
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr("caigunn_client._retries.LONGEST_BACKOFF", 0.0)


@pytest.fixture
def proxy() -> Iterator[RecordingServer]:
    """A proxy that answers for the service."""
    with recording_server() as running:
        running.answer = FOUND
        yield running


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority that no system trusts."""
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[RecordingServer]:
    """A server with a certificate of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with recording_server(context) as running:
        running.answer = FOUND
        yield running


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY", "http_proxy"])
def test_a_proxy_variable_is_heeded_and_its_connections_retry(
    way: str, proxy: RecordingServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, proxy.url)
    made(way, base_url="http://service.example")
    assert [request.headers["host"] for request in proxy.requests] == ["service.example"]
    proxy.answer = FAILED
    with pytest.raises(InternalServerError, match="later"):
        made(way, base_url="http://service.example", max_retries=1)
    assert len(proxy.requests) == 3


def test_a_proxy_for_https_is_asked_for_a_tunnel(
    way: str, proxy: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    proxy.answer = FAILED
    with pytest.raises(APIConnectionError, match="ProxyError"):
        made(way, base_url="https://service.example", verify_ssl=False)
    assert [request.method for request in proxy.requests] == ["CONNECT"] * 3
    assert not any(each.headers[name] for each in proxy.requests for name in ("api-key", "caigunn-access-token"))


def test_no_proxy_is_heeded(way: str, proxy: RecordingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with recording_server() as service:
        service.answer = FAILED
        with pytest.raises(InternalServerError):
            made(way, base_url=service.url, max_retries=1)
    assert len(service.requests) == 2
    assert proxy.requests == []


def test_a_proxy_may_be_an_argument(way: str, proxy: RecordingServer) -> None:
    made(way, base_url="http://service.example", httpx_args={"proxy": proxy.url})
    assert proxy.request.headers["host"] == "service.example"


def test_a_certificate_that_nobody_vouches_for_is_refused(way: str, secure: RecordingServer) -> None:
    with pytest.raises(APIConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
        made(way, base_url=secure.url, max_retries=0)
    assert secure.requests == []


def test_an_authority_of_ones_own_is_trusted(
    way: str, secure: RecordingServer, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    made(way, base_url=secure.url, verify_ssl=context)
    made(way, base_url=secure.url, verify_ssl=False)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    made(way, base_url=secure.url)
    assert len(secure.requests) == 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_error_and_takes_nothing_along(way: str, status: int) -> None:
    seen: list[httpx.Request] = []

    def service(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, headers={"location": "https://elsewhere.example/"})

    with pytest.raises(APIStatusError, match=rf"status {status} \(redirects aren't followed\)"):
        made(way, httpx_args={"transport": httpx.MockTransport(service)})
    assert len(seen) == 1


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_client_underneath_follows_a_redirect_without_credentials(asynchronous: bool) -> None:
    seen: list[httpx.Request] = []

    def service(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path == "/api/external/chatbot/models":
            return httpx.Response(302, headers={"location": "/here"})
        if request.url.path == "/here":
            return httpx.Response(307, headers={"location": "https://elsewhere.example/there"})
        return httpx.Response(200, json={"models": []})

    args = {"transport": httpx.MockTransport(service)}
    client = Client(**SECRETS, follow_redirects=True, httpx_args=args)
    if asynchronous:
        asyncio.run(list_models_function.asyncio(client=client))
    else:
        list_models_function.sync(client=client)
    sent = [(request.url.host, request.headers.get("api-key")) for request in seen]
    home = "caigunn-api.ap-mic.com"
    assert sent == [(home, SECRETS["api_key"]), (home, SECRETS["api_key"]), ("elsewhere.example", None)]
    assert "caigunn-access-token" not in seen[-1].headers
