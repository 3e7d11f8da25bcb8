"""The proxy's traffic: it passes as it is, and the proxy lives and ends in order, whatever the upstream does."""

import gzip
import hashlib
import signal
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
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
from tests.hostile import BOUNDARY, MULTIPART, closing, part, request
from tests.proxy_runs import Proxy, running_proxy
from tests.recording_server import recording_server

BASE = "/api/external/chatbot"
BOTH = {"api-key": "s3cret-key", "caigunn-access-token": "s3cret-token"}
MODELS = b'{"models": []}'


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Callable[..., Proxy]]:
    """What starts a proxy in front of an upstream."""
    with ExitStack() as stack:

        def start(upstream: str, *options: str) -> Proxy:
            return stack.enter_context(running_proxy(tmp_path / "proxy.log", upstream, *options))

        yield start


def test_a_request_arrives_as_it_was_sent(proxy: Callable[..., Proxy]) -> None:
    body = part(b'name="files"; filename="a\xff.txt"', bytes(range(256)), b"X-Odd: y\r\n") + closing()
    with recording_server() as upstream:
        running = proxy(f"{upstream.url}/base/")
        headers = [("Content-Type", MULTIPART), ("X-Twice", "1"), ("X-Twice", "2, 3"), ("Accept-Encoding", "br")]
        hops = [("Connection", "keep-alive, X-Hop"), ("X-Hop", "1"), ("TE", "trailers"), ("Proxy-Authorization", "x")]
        target = f"{BASE}/training_data/%7Ea//b;c=d?type=file&x=%E4%BD%A0&x=a+b&empty="
        with socket.create_connection(("127.0.0.1", urlsplit(running.url).port or 0), timeout=10) as connection:
            connection.sendall(request("PUT", target, body, [*headers, *hops]))
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        arrived = upstream.request
        assert (arrived.method, arrived.path, arrived.body) == ("PUT", f"/base{target.partition('?')[0]}", body)
        assert arrived.query == {"type": ["file"], "x": ["你", "a b"], "empty": [""]}
        sent = [("Host", urlsplit(upstream.url).netloc), ("api-key", "k"), ("caigunn-access-token", "t"), *headers]
        expected = [(name.lower(), value) for name, value in [*sent, ("Content-Length", str(len(body)))]]
        assert [(name.lower(), value) for name, value in arrived.headers.items()] == expected


@pytest.mark.parametrize("status", [200, 201, 204, 302, 304, 404, 418, 503, 599])
def test_an_answer_comes_as_it_was_given(proxy: Callable[..., Proxy], status: int) -> None:
    body = b"" if status in {204, 304} else gzip.compress(b"no JSON at all", mtime=0)

    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        response = Response(body, status)
        odd = [(b"content-encoding", b"gzip"), (b"content-type", b"application/json; charset=x"), (b"x-odd", b"\xe4")]
        cookies = [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"), (b"location", b"http://elsewhere.example/")]
        response.raw_headers += [*odd, *cookies]
        await response(scope, receive, send)

    def asked(url: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        with httpx.stream("GET", f"{url}{BASE}/models", headers=BOTH) as response:
            told = [each for each in response.headers.raw if each[0] != b"date"]
            assert sum(name == b"date" for name, _ in response.headers.raw) == 1
            return response.status_code, sorted(told), b"".join(response.iter_raw())

    with serving(upstream) as url:
        assert asked(proxy(url).url) == asked(url)


def test_head_has_no_body_and_its_headers_all_the_same(proxy: Callable[..., Proxy]) -> None:
    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(MODELS, media_type="application/json")(scope, receive, send)

    with serving(upstream) as url:
        running = proxy(url, "--fail")
        answer = httpx.head(f"{running.url}{BASE}/models", headers=BOTH)
        assert (answer.status_code, answer.headers["content-length"]) == (200, str(len(MODELS)))
        assert running.ended()[:2] == (0, ["proxy: stopped, 1 requests passed, 0 departures"])


def test_an_upload_of_50_mib_streams_and_leaves_the_memory_as_it_was(proxy: Callable[..., Proxy]) -> None:
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

    def memory(running: Proxy) -> int:
        return psutil.Process(running.process.pid).memory_info().rss

    with serving(upstream) as url:
        running = proxy(url, "--fail")
        target = f"{running.url}{BASE}/training_data?type=file"
        before = memory(running)
        answer = httpx.post(target, content=body(), headers={**BOTH, "Content-Type": MULTIPART}, timeout=60)
        after = memory(running)
        assert answer.status_code == 200
        assert arrived == [hashlib.sha256(b"".join(body())).hexdigest()]
        print(f"\nmemory of the proxy: {before / 2**20:.0f} MiB before the upload of 50 MiB, {after / 2**20:.0f} after")
        assert after - before < 15 * 2**20
        assert running.ended()[:2] == (0, ["proxy: stopped, 1 requests passed, 0 departures"])


def test_a_caller_that_is_slow_departs_from_nothing(proxy: Callable[..., Proxy]) -> None:
    """The mock refuses a body that falls silent for a second."""
    whole = request("POST", f"{BASE}/talk", b'{"text": "Hello"}', [("Content-Type", "application/json"), ("uid", "u")])
    with recording_server() as upstream:
        upstream.answer = (200, b'{"text": "Hello"}', "application/json")
        running = proxy(upstream.url, "--fail")
        with socket.create_connection(("127.0.0.1", urlsplit(running.url).port or 0), timeout=1.3) as connection:
            connection.sendall(whole[:-3])
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.sendall(whole[-3:])
            connection.settimeout(10)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert running.ended()[:2] == (0, ["proxy: stopped, 1 requests passed, 0 departures"])


def test_an_answer_streams_and_ends_upstream_when_the_caller_goes_away(proxy: Callable[..., Proxy]) -> None:
    ended = threading.Event()

    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        async def endless() -> AsyncIterator[bytes]:
            while True:
                yield b"event"
                await anyio.sleep(0.01)

        await StreamingResponse(endless(), media_type="text/event-stream")(scope, receive, send)
        ended.set()

    with serving(upstream) as url:
        running = proxy(url)
        with httpx.stream("GET", f"{running.url}{BASE}/models", headers=BOTH) as response:
            assert next(response.iter_raw()) == b"event"
        assert ended.wait(10)


@pytest.mark.parametrize("target", ["http://127.0.0.1:9/api", "127.0.0.1:9", "*"])
def test_it_has_but_one_upstream(proxy: Callable[..., Proxy], target: str) -> None:
    with recording_server() as upstream:
        running = proxy(upstream.url)
        method = {"*": "OPTIONS", "127.0.0.1:9": "CONNECT"}.get(target, "GET")
        with socket.create_connection(("127.0.0.1", urlsplit(running.url).port or 0), timeout=10) as connection:
            connection.sendall(request(method, target, b"", []))
            assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")
        assert upstream.requests == []


def test_a_redirect_is_passed_on_and_variables_lead_nowhere_else(
    proxy: Callable[..., Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def redirect(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(None, 307, {"Location": elsewhere.url})(scope, receive, send)

    with recording_server() as elsewhere, serving(redirect) as url:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, elsewhere.url)
        answer = httpx.get(f"{proxy(url).url}{BASE}/models", headers=BOTH, trust_env=False)
        assert (answer.status_code, answer.headers["location"]) == (307, elsewhere.url)
        assert elsewhere.requests == []


def test_no_upstream_is_502_and_one_line(proxy: Callable[..., Proxy], refused: str) -> None:
    running = proxy(refused, "--fail")
    answer = httpx.get(f"{running.url}{BASE}/models", headers=BOTH)
    detail = "the upstream can't be reached: All connection attempts failed"
    assert (answer.status_code, answer.json()) == (502, {"detail": detail})
    code, summary, [line] = running.ended()
    assert line.startswith(f"GET {BASE}/models 502 ")
    assert line.endswith(detail)
    assert (code, summary) == (0, ["proxy: stopped, 0 requests passed, 1 not answered, 0 departures"])


def test_a_silent_upstream_is_504(proxy: Callable[..., Proxy]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        running = proxy(f"http://127.0.0.1:{silent.getsockname()[1]}", "--timeout", "200ms")
        answer = httpx.get(f"{running.url}{BASE}/models", headers=BOTH)
    assert (answer.status_code, answer.json()) == (504, {"detail": "the upstream is silent"})


@pytest.mark.parametrize("sent", [b"", b"HTTP/9 what\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"])
def test_an_upstream_that_breaks_off_breaks_off(proxy: Callable[..., Proxy], sent: bytes) -> None:
    def answer() -> None:
        connection = listener.accept()[0]
        with connection:
            connection.recv(65536)
            connection.sendall(sent)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        running = proxy(f"http://127.0.0.1:{listener.getsockname()[1]}", "--fail")
        if b"half" in sent:
            with pytest.raises(httpx.RemoteProtocolError):
                httpx.get(f"{running.url}{BASE}/models", headers=BOTH)
        else:
            assert httpx.get(f"{running.url}{BASE}/models", headers=BOTH).status_code == 502
        thread.join()
    code, summary, log = running.ended()
    assert code == (1 if b"half" in sent else 0), (summary, log)
    assert "Traceback" not in "".join(log)


@pytest.mark.parametrize("trusted", [False, True])
def test_an_upstream_with_tls_has_to_show_who_it_is(
    proxy: Callable[..., Proxy], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    if trusted:
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with recording_server(context) as upstream:
        upstream.answer = (200, MODELS, "application/json")
        answer = httpx.get(f"{proxy(upstream.url).url}{BASE}/models", headers=BOTH, verify=False)  # noqa: S501 - plain
        assert answer.status_code == (200 if trusted else 502), answer.text
        assert trusted or "certificate verify failed" in answer.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_and_prism(proxy: Callable[..., Proxy], number: signal.Signals, refused: str) -> None:
    running = proxy(refused)
    [child] = psutil.Process(running.process.pid).children()
    running.process.send_signal(number)
    assert running.process.wait(10) == 0
    child.wait(5)
