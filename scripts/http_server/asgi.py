"""Bridge to ASGI applications, which handle everything except API requests: pages, streams, the proxy."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from scripts.http_server.protocol import Connection
from scripts.http_server.response import error_response, http_date, phrase
from scripts.validation.messages import RequestHead

AsgiApplication = Callable[[dict[str, Any], Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Any]

# Unread bytes of a body at which reading from the client pauses.
_MAX_BUFFERED = 256 * 1024
_WITHOUT_BODY = {204, 304}


class AsgiExchange:
    """One request that an ASGI application handles.

    Attributes:
        status: The status code of the response; 0 before there is one.
    """

    survives_eof = False

    def __init__(
        self, app: AsgiApplication, head: RequestHead, connection: Connection, done: Callable[[int], None] | None = None
    ) -> None:
        """Begin to handle a request.

        Args:
            app: The application.
            head: The head of the request.
            connection: The connection that it arrived by.
            done: Called with the status code when the response has been sent, or 0 if there was none.
        """
        self.status = 0
        self._app = app
        self._head = head
        self._connection = connection
        self._done = done
        self._pieces: deque[bytes] = deque()
        self._buffered = 0
        self._is_complete = self._is_read = self._is_disconnected = self._is_chunked = self._is_ended = False
        self._arrived = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def feed(self, chunk: bytes) -> None:
        """Take a piece of the body; the client has to wait if many are not read."""
        self._pieces.append(chunk)
        self._buffered += len(chunk)
        if self._buffered > _MAX_BUFFERED:
            self._connection.transport.pause_reading()
        self._arrived.set()

    def finish(self) -> None:
        """Take the end of the body."""
        self._is_complete = True
        self._arrived.set()

    def abort(self, status: int, detail: str) -> None:
        """Send an error, unless a response has begun, and cancel the application."""
        self._task.cancel()
        if self.status == 0:
            self.status = status
            self._connection.write(error_response(status, detail).encode(b"connection: close\r\n"))
        self._end(keep_alive=False)

    def disconnect(self) -> None:
        """Cancel the application, because the client has disconnected."""
        self._is_disconnected = True
        self._arrived.set()
        self._task.cancel()
        self._is_ended = True
        if self._done is not None:
            self._done(self.status)

    async def _run(self) -> None:
        try:
            await self._app(self._scope(), self._receive, self._send)
        except asyncio.CancelledError:
            return
        except Exception:
            self._fail()
            raise
        if not self._is_ended:
            self._fail()

    def _fail(self) -> None:
        """Send a 500, or break off a response that has begun."""
        if self._is_ended:
            return
        if self.status == 0:
            self.status = 500
            self._connection.write(error_response(500, "internal error, see the log").encode(b"connection: close\r\n"))
        self._end(keep_alive=False)

    def _scope(self) -> dict[str, Any]:
        head, transport = self._head, self._connection.transport
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": head.http_version,
            "method": head.method,
            "scheme": "https" if transport.get_extra_info("sslcontext") else "http",
            "path": unquote(head.path.decode("ascii", "replace")),
            "raw_path": head.path,
            "query_string": head.query,
            "root_path": "",
            "headers": head.headers,
            "client": transport.get_extra_info("peername")[:2],
            "server": transport.get_extra_info("sockname")[:2],
        }

    async def _receive(self) -> dict[str, Any]:
        while not (self._pieces or self._is_disconnected or self._is_ended):
            if self._is_complete and not self._is_read:
                break
            self._arrived.clear()
            await self._arrived.wait()
        if self._is_disconnected or self._is_ended:
            return {"type": "http.disconnect"}
        chunk = self._pieces.popleft() if self._pieces else b""
        before = self._buffered
        self._buffered -= len(chunk)
        if self._buffered <= _MAX_BUFFERED < before:
            self._connection.transport.resume_reading()
        self._is_read = self._is_complete and not self._pieces
        return {"type": "http.request", "body": chunk, "more_body": not self._is_read}

    async def _send(self, message: dict[str, Any]) -> None:
        if self._is_disconnected or self._is_ended:
            return
        if message["type"] == "http.response.start":
            self._start(message["status"], message.get("headers", []))
        elif message["type"] == "http.response.body":
            self._write_body(message.get("body", b""))
            if not message.get("more_body", False):
                if self._is_chunked:
                    self._connection.write(b"0\r\n\r\n")
                self._end()
            await self._connection.drain()

    def _start(self, status: int, headers: Any) -> None:
        self.status = status
        names = {name.lower() for name, _ in headers}
        lines = [b"HTTP/1.1 %d %b" % (status, phrase(status)), *(b"%b: %b" % (name, value) for name, value in headers)]
        has_body = self._head.method != "HEAD" and status not in _WITHOUT_BODY
        if has_body and b"content-length" not in names:
            if self._head.http_version == "1.1":
                self._is_chunked = True
                lines.append(b"transfer-encoding: chunked")
            else:
                self._connection.will_close = True
        if b"date" not in names:
            lines.append(b"date: " + http_date())
        if self._connection.will_close and b"connection" not in names:
            lines.append(b"connection: close")
        self._connection.write(b"\r\n".join([*lines, b"", b""]))

    def _write_body(self, chunk: bytes) -> None:
        if chunk and self._head.method != "HEAD" and self.status not in _WITHOUT_BODY:
            self._connection.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if self._is_chunked else chunk)

    def _end(self, *, keep_alive: bool = True) -> None:
        self._is_ended = True
        self._arrived.set()
        self._pieces.clear()
        if self._buffered > _MAX_BUFFERED:
            self._connection.transport.resume_reading()
        self._buffered = 0
        if self._done is not None:
            self._done(self.status)
        self._connection.end_response(keep_alive=keep_alive)
