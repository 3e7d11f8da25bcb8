"""The HTTP client of the proxy."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from scripts.project import UserError
from scripts.proxy.connection import UpstreamError
from scripts.proxy.upstream import Upstream
from scripts.validation.messages import RequestHead
from tests.support.proxy import scripted_server

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
CHUNKED = b"transfer-encoding: chunked\r\ntrailer: t\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\nt: 1\r\n\r\n"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


async def nothing() -> AsyncIterator[bytes]:
    for chunk in list[bytes]():
        yield chunk


def fetch(url: str, *methods: str) -> list[tuple[int, list[tuple[bytes, bytes]], bytes]]:
    """Send requests one after another; return the status codes, headers and bodies of the responses."""

    async def run() -> list[tuple[int, list[tuple[bytes, bytes]], bytes]]:
        upstream = Upstream(url, 5)
        found = []
        try:
            for method in methods:
                response = await upstream.send(RequestHead(method, b"/a", b"", ()), nothing())
                try:
                    body = b"".join([chunk async for chunk in response.chunks()])
                finally:
                    response.close()
                found.append((response.status, list(response.headers), body))
        finally:
            upstream.close()
        return found

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "^'': not an HTTP URL"),
        ("ftp://x", "^'ftp://x': not an HTTP URL"),
        ("http://u:s3cret@x", "must have a host, a port and a path, and nothing else$"),
        ("http://x?a=b", "must have a host, a port and a path, and nothing else$"),
        ("http://-é-.x", "is not the URL of a server: "),
        ("http://x/a b", "is not the URL of a server: "),
    ],
)
def test_invalid_url_is_a_failure(url: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        Upstream(url, 1)


def test_connection_is_reused() -> None:
    with scripted_server([OK, NO_CONTENT, OK]) as server:
        assert [status for status, _, _ in fetch(server.url, "GET", "GET", "GET")] == [200, 204, 200]


@pytest.mark.parametrize(
    ("method", "last"),
    [
        ("GET", b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"),
        ("GET", b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok"),
        ("GET", b"HTTP/1.1 200 OK\r\n\r\nok"),
        ("GET", OK + b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n"),
        ("HEAD", OK),
    ],
)
def test_connection_is_not_reused(method: str, last: bytes) -> None:
    """If the upstream closes it, or sends more than the response."""
    with scripted_server([last], [OK]) as server:
        assert [(status, body) for status, _, body in fetch(server.url, method, "GET")] == [
            (200, b"" if method == "HEAD" else b"ok"),
            (200, b"ok"),
        ]


def test_unrequested_response_is_not_taken_for_the_next() -> None:
    async def run() -> None:
        handlers: list[asyncio.Task[None] | None] = []
        is_idle, is_sent = asyncio.Event(), asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            handlers.append(asyncio.current_task())
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)
            if len(handlers) == 1:
                await is_idle.wait()
                writer.write(b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n")
                is_sent.set()
            await reader.read()
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            upstream = Upstream(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", 5)
            for _ in range(2):
                response = await upstream.send(RequestHead("GET", b"/a", b"", ()), nothing())
                assert [chunk async for chunk in response.chunks()] == [b"ok"]
                response.close()
                is_idle.set()
                await is_sent.wait()
                for _ in range(3):  # bytes sent on loopback arrive in the next iteration
                    await asyncio.sleep(0)
            upstream.close()
            await asyncio.gather(*filter(None, handlers))
        assert len(handlers) == 2

    asyncio.run(run())


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-length: 0\r\n\r\n", b""),
        (
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200\r\nx-a: b\r\n\r\nok",
            b"ok",
        ),
        (b"HTTP/1.0 200 OK\r\nx-a: b\r\nkeep-alive: x\r\nconnection: y\r\ny: z\r\n\r\n1", b"1"),
        (b"HTTP/1.1 200 OK\r\nx-a: b\r\n" + CHUNKED, b"ok"),
    ],
)
def test_head_and_body_are_parsed(sent: bytes, body: bytes) -> None:
    with scripted_server([sent]) as server:
        [(status, headers, received)] = fetch(server.url, "GET")
    assert (status, received) == (200, body)
    assert [header for header in headers if header[0] != b"content-length"] == [(b"x-a", b"b")]


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_length_of_a_body_that_is_not_sent_is_kept(method: str) -> None:
    head = b"HTTP/1.1 %d X\r\ncontent-length: 9\r\n\r\n" % (200 if method == "HEAD" else 304)
    with scripted_server([head, head]) as server:
        for _, headers, body in fetch(server.url, method, method):
            assert (headers, body) == ([(b"content-length", b"9")], b"")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"", "closed the connection before the response was complete"),
        (b"HTTP/1.1 200 OK\r\n", "closed the connection before the response was complete"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", "closed the connection before the response was complete"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n", "before the response was complete"),
        (b"HTTP/9 s3cret\r\n\r\n", "is not HTTP/1.1"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: s3cret\r\n\r\n", "is not HTTP/1.1"),
        (b"HTTP/1.1 600 X\r\n\r\n", "sent the status code 600"),
        (b"HTTP/1.1 101 X\r\nupgrade: y\r\nconnection: upgrade\r\n\r\n", "sent the status code 101"),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000, "sent a head larger than 256 KiB"),
    ],
)
def test_response_that_cannot_be_passed_on_is_502(sent: bytes, message: str) -> None:
    with scripted_server([sent]) as server, pytest.raises(UpstreamError, match=message) as caught:
        fetch(server.url, "GET")
    assert caught.value.status == 502
    assert "s3cret" not in str(caught.value)
