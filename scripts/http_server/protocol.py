"""One HTTP/1.1 connection: llhttp parses, an application handles each request."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol, cast

import httptools

from scripts.validation.messages import RequestHead

MAX_HEAD_BYTES = 64 * 1024
# A request that stops arriving is rejected, by default after one second, and a connection without requests is closed.
SILENCE_SECONDS = 1.0
KEEP_ALIVE_SECONDS = 5.0

_NOT_HTTP = "the request is not HTTP/1.1"
_IS_TLS = "this port is HTTP, and the client began with TLS; use http://, or start the mock with --tls"
# The type of a handshake record, and the major version (RFC 8446, 5.1).
_TLS_HANDSHAKE = b"\x16\x03"
_NO_HOST = "header.Host: must be there once"
_HEAD_TOO_LARGE = "the request's head is larger than 64 KiB"
_HEAD_INCOMPLETE = "the request's head is incomplete"
_BODY_INCOMPLETE = "body: ends before it is complete"
_STOPPING = "the server is stopping"
_NO_PROXY = "method CONNECT: the server is not a proxy"
_UPGRADE = {b"connection", b"upgrade"}
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Exchange(Protocol):
    """Handles one request: sends one response, or none if the client disconnects before.

    Attributes:
        survives_eof: Whether a client that has closed its side still gets the response. A stream without end would
            otherwise not notice that its client has disconnected.
    """

    survives_eof: bool

    def feed(self, chunk: bytes) -> None:
        """Take a piece of the body."""

    def finish(self) -> None:
        """Take the end of the body."""

    def abort(self, status: int, detail: str) -> None:
        """Send an error: the request will never be complete, or the server is stopping."""

    def disconnect(self) -> None:
        """End, as the client has disconnected."""


class Application(Protocol):
    """Handler of the requests of a server."""

    def open(self, head: RequestHead, connection: "Connection") -> Exchange:
        """Begin to handle a request, whose body follows by `Exchange.feed`."""

    def reject_input(self, detail: str, connection: "Connection") -> None:
        """Send a 400 for input that cannot be parsed as a request."""


class Connection(asyncio.Protocol):
    """One connection. Requests are handled one after another; those that arrive early wait.

    Attributes:
        transport: The socket.
        will_close: Whether the connection is closed after the current response, which has to say so.
        closed: Is done when the connection is closed.
    """

    transport: asyncio.Transport

    def __init__(
        self, app: Application, connections: "set[Connection]", silence_seconds: float = SILENCE_SECONDS
    ) -> None:
        """Prepare for a client.

        Args:
            app: Handles the requests.
            connections: The open connections, which this one joins.
            silence_seconds: How long a request may stop arriving before it is rejected.
        """
        self.will_close = False
        self._app = app
        self._connections = connections
        self._silence_seconds = silence_seconds
        self._loop = asyncio.get_running_loop()
        self.closed = self._loop.create_future()
        self._parser = httptools.HttpRequestParser(self)
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        # Parser state: inside a head, or inside a body.
        self._in_head = self._in_body = False
        self._head_size = 0
        # The current request; its body may still be arriving when the response is sent.
        self._exchange: Exchange | None = None
        self._is_body_complete = self._is_response_sent = False
        # True once the last response has been sent: further input is dropped.
        self._is_draining = False
        # Parser callbacks of later requests, which run after the current one.
        self._waiting: deque[Callable[[], None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = 0.0
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the open connections."""
        self.transport = cast("asyncio.Transport", transport)
        self._connections.add(self)
        self._deadline = self._loop.time() + KEEP_ALIVE_SECONDS
        self._timer = self._loop.call_later(KEEP_ALIVE_SECONDS, self._check_deadline)

    def connection_lost(self, exc: Exception | None) -> None:
        """End what is running for the client."""
        del exc
        self._connections.discard(self)
        self.closed.set_result(None)
        self._writable.set()
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
        exchange, self._exchange = self._exchange, None
        if exchange is not None and not self._is_response_sent:
            exchange.disconnect()

    def data_received(self, data: bytes) -> None:
        """Parse what has arrived."""
        if self._is_draining:
            return
        if not self._in_head:
            self._head_size = 0
        self._head_size += len(data)
        try:
            self._parse(data)
        except httptools.HttpParserError:
            self._reject_input(_IS_TLS if data[:2] == _TLS_HANDSHAKE else _NOT_HTTP)
            return
        if self._in_head:
            if self._head_size > MAX_HEAD_BYTES:
                self._reject_input(_HEAD_TOO_LARGE)
            elif self._head_size == len(data):
                self._set_deadline(self._silence_seconds)
        elif self._in_body:
            self._set_deadline(self._silence_seconds)

    def eof_received(self) -> bool:
        """Respond to a client that has closed its side: to what it sent as a whole, and to what is incomplete."""
        if self._is_draining:
            return False
        self.will_close = True
        if self._in_head:
            self._reject_input(_HEAD_INCOMPLETE)
        elif self._in_body:
            self._end_incomplete(_BODY_INCOMPLETE)
        return self._exchange is not None and self._exchange.survives_eof

    def pause_writing(self) -> None:
        """Stop reading from a client that does not read the responses."""
        self._writable.clear()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Read on."""
        self._writable.set()
        if not self._waiting:
            self.transport.resume_reading()

    def on_message_begin(self) -> None:
        """Begin a request (llhttp)."""
        self._url = b""
        self._headers = []
        self._in_head = True

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target (llhttp)."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header (llhttp); trailers, which follow a chunked body, are dropped (RFC 9110, 6.5.1)."""
        if self._in_head:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Open an exchange, or let the request wait for its turn (llhttp)."""
        self._in_head, self._in_body = False, True
        parser = self._parser
        if parser.should_upgrade():
            return
        path, _, query = self._url.partition(b"?")
        version = parser.get_http_version()
        head = RequestHead(parser.get_method().decode("ascii"), path, query, self._headers, version)
        is_last = not parser.should_keep_alive()
        if self._exchange is None and not self._waiting:
            self._open(head, is_last)
        else:
            self.transport.pause_reading()
            self._waiting.append(lambda: self._open(head, is_last))

    def on_body(self, chunk: bytes) -> None:
        """Pass a piece of the body on (llhttp)."""
        if self._waiting:
            self._waiting.append(lambda: self._feed(chunk))
        else:
            self._feed(chunk)

    def on_message_complete(self) -> None:
        """Pass the end of the body on (llhttp)."""
        if self._parser.should_upgrade():
            return
        self._in_body = False
        if self._waiting:
            self._waiting.append(self._finish)
        else:
            self._finish()

    def write(self, data: bytes) -> None:
        """Send bytes of the current response; they are dropped if it has been replaced by an error."""
        if not self._is_draining:
            self.transport.write(data)

    async def drain(self) -> None:
        """Wait until the client has read most of what was sent."""
        await self._writable.wait()

    def end_response(self, *, keep_alive: bool = True) -> None:
        """Note that the current response has been sent as a whole; call it once for each exchange.

        Args:
            keep_alive: False closes the connection.
        """
        self._is_response_sent = True
        self.will_close |= not keep_alive
        if self._is_body_complete:
            self._end_exchange()

    def stop(self) -> None:
        """Close the connection, but send the response to a request that has arrived as a whole before."""
        self.will_close = True
        self._waiting.clear()
        if self._exchange is None:
            self.transport.close()
        elif not self._is_body_complete:
            self._end_incomplete(_STOPPING, 503)
            self.transport.close()

    def cancel(self) -> None:
        """Send an error instead of the current response, and close the connection."""
        if self._exchange is not None:
            self._end_incomplete(_STOPPING, 503)
        self.transport.close()

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            method = self._parser.get_method()
            self._parser = httptools.HttpRequestParser(self)
            if method == b"CONNECT":
                self._reject_input(_NO_PROXY)
                return
            # An offer of another protocol is ignored (RFC 9110, 7.8). llhttp stops at the end of the head, body or not.
            lines = [b"%b: %b\r\n" % header for header in self._headers if header[0] not in _UPGRADE]
            head = b"%b %b HTTP/1.1\r\n%b\r\n" % (method, self._url, b"".join(lines))
            self._parse(head + data[upgrade.args[0] :])

    def _open(self, head: RequestHead, is_last: bool) -> None:
        if self._is_draining:
            return
        self.will_close |= is_last
        self._is_body_complete = self._is_response_sent = False
        if self._head_size > MAX_HEAD_BYTES and _size(head) > MAX_HEAD_BYTES:
            self._reject_input(_HEAD_TOO_LARGE)
        elif head.http_version == "1.1" and not _has_one_host(head):
            self._reject_input(_NO_HOST)
        else:
            self._exchange = self._app.open(head, self)
            if b"expect" in head.by_name and not self._is_response_sent:
                self.transport.write(_CONTINUE)

    def _feed(self, chunk: bytes) -> None:
        if self._exchange is not None and not self._is_response_sent:
            self._exchange.feed(chunk)

    def _finish(self) -> None:
        exchange = self._exchange
        if exchange is None:
            return
        self._is_body_complete = True
        if self._is_response_sent:
            self._end_exchange()
        else:
            exchange.finish()

    def _end_exchange(self) -> None:
        self._exchange = None
        if self.will_close:
            if self._in_head or self._in_body:
                self._drain()
            else:
                self.transport.close()
            return
        self._deadline = self._loop.time() + KEEP_ALIVE_SECONDS
        if self._waiting:
            # Later, so that a long row of requests does not nest.
            self._loop.call_soon(self._run_waiting)

    def _run_waiting(self) -> None:
        """Pass on what the parser has found, up to the next request that needs to wait."""
        while self._waiting and not self.transport.is_closing():
            if self._exchange is not None and self._is_body_complete:
                return
            self._waiting.popleft()()
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def _reject_input(self, detail: str) -> None:
        """Send a 400 for input that is not a request, unless a response is due first, and close the connection."""
        self.will_close = True
        self._waiting.clear()
        if self._exchange is None:
            if not (self._is_draining or self.transport.is_closing()):
                self._app.reject_input(detail, self)
            self._drain()
        elif not self._is_body_complete:
            self._end_incomplete(detail)

    def _end_incomplete(self, detail: str, status: int = 400) -> None:
        """Send an error instead of the current response, unless it has been sent, and close the connection."""
        self.will_close = True
        exchange = self._exchange
        if exchange is not None and not self._is_response_sent:
            self._is_body_complete = True
            exchange.abort(status, detail)
        self._drain()

    def _drain(self) -> None:
        """Close the writing side, and read on until the client has closed its own.

        Closing both sides at once resets the connection if input is unread, and the client may lose the response
        (RFC 9112, 9.6).
        """
        if self._is_draining or self.transport.is_closing():
            return
        if not self.transport.can_write_eof():
            self.transport.close()
            return
        self._is_draining = True
        self.transport.write_eof()
        self.transport.resume_reading()
        self._set_deadline(self._silence_seconds)

    def _set_deadline(self, seconds: float) -> None:
        self._deadline = self._loop.time() + seconds
        if self._timer is None or self._timer.when() > self._deadline:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(self._deadline, self._check_deadline)

    def _check_deadline(self) -> None:
        """Close a connection that has been silent, within a request or between two."""
        self._timer = None
        # A client whose body is not read because it arrives too fast is not silent.
        is_waiting_for_client = (
            self._is_draining or self._exchange is None or (not self._is_body_complete and self.transport.is_reading())
        )
        now = self._loop.time()
        if not is_waiting_for_client or now < self._deadline:
            self._timer = self._loop.call_at(max(self._deadline, now + SILENCE_SECONDS), self._check_deadline)
        elif self._is_draining:
            self.transport.close()
        elif self._in_head:
            self._reject_input(_HEAD_INCOMPLETE)
        elif self._in_body:
            self._end_incomplete(_BODY_INCOMPLETE)
        else:
            self.transport.close()


def _size(head: RequestHead) -> int:
    return len(head.target) + sum(len(name) + len(value) + 4 for name, value in head.headers)


def _has_one_host(head: RequestHead) -> bool:
    """Return True if a request names one host (RFC 9112, 3.2)."""
    if b"host" not in head.by_name:
        return False
    return len(head.by_name) == len(head.headers) or len(head.all(b"host")) == 1
