"""ASGI bridge: bodies, streams and disconnects."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from scripts.http_server.asgi import AsgiExchange
from scripts.http_server.protocol import Connection, Exchange
from scripts.http_server.response import error_response
from scripts.validation.messages import RequestHead

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class AsgiOnly:
    """An application of the server that passes every request to an ASGI application."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app
        self.statuses: list[int] = []

    def open(self, head: RequestHead, connection: Connection) -> Exchange:
        """Pass a request on."""
        return AsgiExchange(self.app, head, connection, self.statuses.append)

    def reject_input(self, detail: str, connection: Connection) -> None:
        """Send a 400."""
        connection.write(error_response(400, detail).encode())


@asynccontextmanager
async def serving(app: AsgiOnly) -> AsyncIterator[str]:
    connections: set[Connection] = set()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(app, connections), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for connection in list(connections):
            connection.transport.abort()
        await asyncio.gather(*(connection.closed for connection in connections))


async def start(send: Send, status: int = 200, *headers: tuple[bytes, bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})


def test_body_ends_once_and_receive_waits_for_the_disconnect() -> None:
    received: list[dict[str, Any]] = []
    is_waiting, is_disconnected = asyncio.Event(), asyncio.Event()

    async def app(_: object, receive: Receive, send: Send) -> None:
        while not received or received[-1]["more_body"]:
            received.append(await receive())
        await start(send)
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        waiting = asyncio.ensure_future(receive())
        done, _ = await asyncio.wait([waiting], timeout=0.1)
        assert not done
        is_waiting.set()
        try:
            await waiting
        finally:
            is_disconnected.set()

    async def call() -> None:
        async with serving(AsgiOnly(app)) as url, httpx.AsyncClient() as client:
            async with client.stream("POST", url, content=b"x" * 100_000) as response:
                pieces = response.aiter_raw()
                assert await anext(pieces) == b"first"
                await asyncio.wait_for(is_waiting.wait(), 10)
            await asyncio.wait_for(is_disconnected.wait(), 10)

    asyncio.run(call())
    assert b"".join(each["body"] for each in received) == b"x" * 100_000


def test_response_without_length_is_chunked() -> None:
    async def app(_: object, __: Receive, send: Send) -> None:
        await start(send)
        for piece in (b"a", b"", b"b"):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})

    async def call() -> httpx.Response:
        async with serving(AsgiOnly(app)) as url, httpx.AsyncClient() as client:
            return await client.get(url)

    response = asyncio.run(call())
    assert (response.content, response.headers["Transfer-Encoding"]) == (b"ab", "chunked")


def test_exception_before_the_response_is_500() -> None:
    async def app(*_: object) -> None:
        raise RuntimeError

    async def call() -> httpx.Response:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        async with serving(AsgiOnly(app)) as url, httpx.AsyncClient() as client:
            return await client.get(url)

    assert asyncio.run(call()).status_code == 500
