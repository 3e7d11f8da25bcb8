"""Traffic through the proxy."""

import gzip
import hashlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import anyio
import httpx
import psutil
import pytest
import trustme
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from scripts.loopback import serving
from tests.proxy.conftest import StartProxy
from tests.support.hostile_requests import BOUNDARY, MULTIPART, closing, part, request
from tests.support.proxy import Proxy, running_proxy
from tests.support.recording_server import RecordingServer, recording_server

BASE = "/api/external/chatbot"
BOTH = {"api-key": "s3cret-key", "caigunn-access-token": "s3cret-token"}
MODELS = b'{"models": []}'
NO_VIOLATIONS = (0, ["proxy: stopped, 1 requests passed, 0 violations"])


def connect(url: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=10)


def receive(connection: socket.socket, end: bytes) -> bytes:
    received = b""
    while not received.endswith(end):
        received += connection.recv(65536)
    return received


def memory(proxy: Proxy) -> int:
    return psutil.Process(proxy.process.pid).memory_info().rss


def test_request_arrives_unchanged(start_proxy: StartProxy) -> None:
    body = part(b'name="files"; filename="a\xff.txt"', bytes(range(256)), b"X-Odd: y\r\n") + closing()
    with recording_server() as upstream:
        proxy = start_proxy(f"{upstream.url}/base/")
        headers = [("Content-Type", MULTIPART), ("X-Twice", "1"), ("X-Twice", "2, 3"), ("Accept-Encoding", "br")]
        hops = [("Connection", "keep-alive, X-Hop"), ("X-Hop", "1"), ("TE", "trailers"), ("Proxy-Authorization", "x")]
        target = f"{BASE}/training_data/%7Ea//b;c=d?type=file&x=%E4%BD%A0&x=a+b&empty="
        with connect(proxy.url) as connection:
            connection.sendall(request("PUT", target, body, [*headers, *hops]))
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        arrived = upstream.request
        assert (arrived.method, arrived.path, arrived.body) == ("PUT", f"/base{target.partition('?')[0]}", body)
        assert arrived.query == {"type": ["file"], "x": ["你", "a b"], "empty": [""]}
        sent = [("Host", urlsplit(upstream.url).netloc), ("api-key", "k"), ("caigunn-access-token", "t"), *headers]
        expected = [(name.lower(), value) for name, value in [*sent, ("Content-Length", str(len(body)))]]
        assert [(name.lower(), value) for name, value in arrived.headers.items()] == expected


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RecordingServer, Proxy]]:
    """A server and a proxy in front of it, which no test stops."""
    with (
        recording_server() as upstream,
        running_proxy(tmp_path_factory.mktemp("proxy") / "proxy.log", upstream.url) as proxy,
    ):
        yield upstream, proxy


@pytest.fixture
def upstream(shared: tuple[RecordingServer, Proxy]) -> RecordingServer:
    """The server behind the shared proxy, without recorded requests."""
    shared[0].requests.clear()
    return shared[0]


@pytest.fixture
def proxy(shared: tuple[RecordingServer, Proxy]) -> Proxy:
    """The shared proxy."""
    return shared[1]


def test_header_bytes_beyond_ascii_arrive_unchanged(upstream: RecordingServer, proxy: Proxy) -> None:
    with connect(proxy.url) as connection:
        connection.sendall(request("GET", f"{BASE}/models", b"", [("uid", b"\xe4\xff"), ("X-Name", "\u4f60".encode())]))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    headers = upstream.request.headers
    assert [headers["uid"].encode("latin-1"), headers["x-name"].encode("latin-1")] == [b"\xe4\xff", "你".encode()]


def test_response_arrives_unchanged(start_proxy: StartProxy) -> None:
    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        status = int(Request(scope).headers["x-status"])
        response = Response(b"" if status in {204, 304} else gzip.compress(b"not JSON at all", mtime=0), status)
        odd = [(b"content-encoding", b"gzip"), (b"content-type", b"application/json; charset=x"), (b"x-odd", b"\xe4")]
        cookies = [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"), (b"location", b"http://elsewhere.example/")]
        response.raw_headers += [*odd, *cookies]
        await response(scope, receive, send)

    def get(url: str, status: int) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        with httpx.stream("GET", f"{url}{BASE}/models", headers=BOTH | {"X-Status": str(status)}) as response:
            assert sum(name == b"date" for name, _ in response.headers.raw) == 1
            headers = sorted(each for each in response.headers.raw if each[0] != b"date")
            return response.status_code, headers, b"".join(response.iter_raw())

    with serving(upstream) as url:
        proxy = start_proxy(url)
        for status in (200, 201, 204, 302, 304, 404, 418, 503, 599):
            passed = get(proxy.url, status)
            assert passed[0] == status
            assert passed == get(url, status)


def test_head_response_has_no_body(start_proxy: StartProxy) -> None:
    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(MODELS, media_type="application/json")(scope, receive, send)

    with serving(upstream) as url:
        proxy = start_proxy(url, "--fail-on-violation")
        response = httpx.head(f"{proxy.url}{BASE}/models", headers=BOTH)
        assert (response.status_code, response.headers["content-length"]) == (200, str(len(MODELS)))
        assert proxy.stop()[:2] == NO_VIOLATIONS


def test_chunked_bodies_pass_in_both_directions(start_proxy: StartProxy) -> None:
    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        incoming = Request(scope, receive)
        assert incoming.headers["transfer-encoding"] == "chunked"
        await StreamingResponse(iter([await incoming.body()]), media_type="application/json")(scope, receive, send)

    pieces = [b'{"text": ', b'"Hello"', b"}"]
    with serving(echo) as url:
        proxy = start_proxy(url, "--fail-on-violation")
        headers = {**BOTH, "uid": "u", "Content-Type": "application/json"}
        response = httpx.post(f"{proxy.url}{BASE}/talk", content=iter(pieces), headers=headers)
        assert (response.headers["transfer-encoding"], response.content) == ("chunked", b"".join(pieces))
        assert proxy.stop()[:2] == NO_VIOLATIONS


def test_client_that_expects_100_continue_gets_it(upstream: RecordingServer, proxy: Proxy) -> None:
    body = b'{"text": "Hello"}'
    headers: list[tuple[str, str | bytes]] = [
        ("Content-Type", "application/json"),
        ("uid", "u"),
        ("Expect", "100-continue"),
    ]
    with connect(proxy.url) as connection:
        connection.sendall(request("POST", f"{BASE}/talk", body, headers)[: -len(body)])
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    assert "expect" not in upstream.request.headers
    assert upstream.request.body == body


def test_upload_streams_with_flat_memory(start_proxy: StartProxy) -> None:
    chunk = bytes(range(256)) * 4096

    def body() -> Iterator[bytes]:
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'.encode()
        for _ in range(50):
            yield chunk
        yield b"\r\n" + closing()

    arrived: list[str] = []

    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        digest = hashlib.sha256()
        async for piece in Request(scope, receive).stream():
            digest.update(piece)
        arrived.append(digest.hexdigest())
        await Response(b'{"detail": "done"}', media_type="application/json")(scope, receive, send)

    with serving(upstream) as url:
        proxy = start_proxy(url, "--fail-on-violation")
        target = f"{proxy.url}{BASE}/training_data?type=file"
        before = memory(proxy)
        response = httpx.post(target, content=body(), headers={**BOTH, "Content-Type": MULTIPART}, timeout=60)
        assert response.status_code == 200
        assert memory(proxy) - before < 15 * 2**20
        assert arrived == [hashlib.sha256(b"".join(body())).hexdigest()]
        assert proxy.stop()[:2] == NO_VIOLATIONS


def test_download_streams_at_the_speed_of_the_client(start_proxy: StartProxy) -> None:
    chunk = bytes(2**20)
    sent = 0

    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            nonlocal sent
            for _ in range(50):
                yield chunk
                sent += 1

        await StreamingResponse(chunks(), media_type="text/plain")(scope, receive, send)

    with serving(upstream) as url:
        proxy = start_proxy(url)
        before = memory(proxy)
        with httpx.stream("GET", f"{proxy.url}{BASE}/models", headers=BOTH) as response:
            pieces = response.iter_raw()
            received = len(next(pieces))
            assert sent < 50
            received += sum(map(len, pieces))
        assert received == 50 * 2**20
        assert memory(proxy) - before < 20 * 2**20


def test_slow_client_is_not_a_violation(start_proxy: StartProxy) -> None:
    """The mock rejects a body that stops arriving for a second."""
    whole = request("POST", f"{BASE}/talk", b'{"text": "Hello"}', [("Content-Type", "application/json"), ("uid", "u")])
    with recording_server() as upstream:
        upstream.response = (200, b'{"text": "Hello"}', "application/json")
        proxy = start_proxy(upstream.url, "--fail-on-violation")
        with connect(proxy.url) as connection:
            connection.sendall(whole[:-3])
            connection.settimeout(1.3)
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.sendall(whole[-3:])
            connection.settimeout(10)
            response = b""
            while not response.endswith(b'{"text": "Hello"}'):
                response += connection.recv(65536)
            assert response.startswith(b"HTTP/1.1 200 ")
        assert proxy.stop()[:2] == NO_VIOLATIONS


def test_client_that_disconnects_ends_the_request_upstream(start_proxy: StartProxy) -> None:
    ended = threading.Event()

    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        async def endless() -> AsyncIterator[bytes]:
            while True:
                yield b"event"
                await anyio.sleep(0.01)

        await StreamingResponse(endless(), media_type="text/event-stream")(scope, receive, send)
        ended.set()

    with serving(upstream) as url:
        proxy = start_proxy(url)
        with httpx.stream("GET", f"{proxy.url}{BASE}/models", headers=BOTH) as response:
            assert next(response.iter_raw()) == b"event"
        assert ended.wait(10)
        assert proxy.stop()[2][-1].endswith(" the client disconnected or stopped sending")


def test_early_response_passes_before_the_body_is_complete(start_proxy: StartProxy) -> None:
    error = b'{"detail": "too large"}'

    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(error, 413, media_type="application/json")(scope, receive, send)

    begin = part(b'name="files"; filename="a.txt"', bytes(2**20))
    rest = bytes(50 * 2**20)
    head = request("POST", f"{BASE}/training_data?type=file", b"", [("Content-Type", MULTIPART)])
    head = head.replace(b"Length: 0", b"Length: %d" % (len(begin) + len(rest)))
    with serving(upstream) as url:
        proxy = start_proxy(url, "--quiet")
        with connect(proxy.url) as connection:
            connection.sendall(head + begin)
            assert receive(connection, error).startswith(b"HTTP/1.1 413 ")
            connection.sendall(rest + request("GET", "/", b"", []))
            assert receive(connection, error).startswith(b"HTTP/1.1 413 ")
        log = proxy.stop()[2]
    assert (
        f"POST {BASE}/training_data 413 request, not validated: body: the response arrived before it was complete"
        in log
    )


@pytest.mark.parametrize("target", ["http://127.0.0.1:9/api", "127.0.0.1:9", "*"])
def test_request_for_another_server_is_rejected(upstream: RecordingServer, proxy: Proxy, target: str) -> None:
    method = {"*": "OPTIONS", "127.0.0.1:9": "CONNECT"}.get(target, "GET")
    with connect(proxy.url) as connection:
        connection.sendall(request(method, target, b"", []))
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")
    assert upstream.requests == []


def test_redirect_is_not_followed(start_proxy: StartProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither are the environment's proxy variables."""

    async def redirect(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(None, 307, {"Location": elsewhere.url})(scope, receive, send)

    with recording_server() as elsewhere, serving(redirect) as url:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, elsewhere.url)
        response = httpx.get(f"{start_proxy(url).url}{BASE}/models", headers=BOTH, trust_env=False)
        assert (response.status_code, response.headers["location"]) == (307, elsewhere.url)
        assert elsewhere.requests == []


def test_cookie_is_not_kept(start_proxy: StartProxy) -> None:
    seen: list[str | None] = []

    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(Request(scope).headers.get("cookie"))
        await Response(MODELS, headers={"Set-Cookie": "a=1"}, media_type="application/json")(scope, receive, send)

    with serving(upstream) as url:
        proxy = start_proxy(url)
        for _ in range(2):
            httpx.get(f"{proxy.url}{BASE}/models", headers=BOTH)
    assert seen == [None, None]


def test_unreachable_upstream_is_502(start_proxy: StartProxy, refusing_url: str) -> None:
    proxy = start_proxy(refusing_url, "--fail-on-violation")
    response = httpx.get(f"{proxy.url}{BASE}/models", headers=BOTH)
    detail = "the upstream cannot be reached: connection refused"
    assert (response.status_code, response.json()) == (502, {"detail": detail})
    code, summary, [line] = proxy.stop()
    assert line.startswith(f"GET {BASE}/models 502 ")
    assert line.endswith(detail)
    assert (code, summary) == (0, ["proxy: stopped, 0 requests passed, 1 without a response, 0 violations"])


@pytest.mark.parametrize("size", [0, 50 * 2**20])
def test_silent_upstream_is_504(start_proxy: StartProxy, size: int) -> None:
    """Also one that does not read."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = start_proxy(f"http://127.0.0.1:{silent.getsockname()[1]}", "--timeout", "500ms")
        response = httpx.post(f"{proxy.url}{BASE}/talk", content=bytes(size), headers=BOTH, timeout=30)
    assert (response.status_code, response.json()) == (504, {"detail": "the upstream is silent"})


@pytest.mark.parametrize("trusted", [False, True])
def test_certificate_of_the_upstream_is_verified(
    start_proxy: StartProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    if trusted:
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with recording_server(context) as upstream:
        upstream.response = (200, MODELS, "application/json")
        response = httpx.get(f"{start_proxy(upstream.url).url}{BASE}/models", headers=BOTH, trust_env=False)
        assert response.status_code == (200 if trusted else 502), response.text
        assert trusted or "certificate verify failed" in response.text
