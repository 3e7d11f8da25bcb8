"""HTTP/1.1 client of the proxy: sends messages on as they are, over connections that are kept alive.

It uses llhttp because httpx is slower than Prism's own proxy, and aiohttp drops header bytes that are not UTF-8.
"""

import asyncio
import contextlib
import re
import ssl
from collections import deque
from collections.abc import AsyncIterator, Iterable
from urllib.parse import urlsplit

import httptools

from scripts.addresses import host_of
from scripts.project import UserError
from scripts.proxy.connection import UpstreamConnection, UpstreamError
from scripts.validation.messages import Headers, RequestHead

# Servers close a connection that was idle for five seconds or more; after two one is not used again.
_IDLE_SECONDS = 2.0
_MAX_HEAD_BYTES = 256 * 1024
_PRINTABLE = re.compile("[!-~]+")
# RFC 9110, 7.6.1. The server side of the proxy handles `Expect`, and `Proxy-…` headers are for the proxy alone.
_HOP_BY_HOP = {
    *(b"connection", b"expect", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection"),
    *(b"te", b"trailer", b"transfer-encoding", b"upgrade"),
}
_WITHOUT_BODY = {204, 304}


class Upstream:
    """The server behind the proxy."""

    def __init__(self, url: str, silence_seconds: float) -> None:
        """Prepare to send requests to a server.

        Args:
            url: Its URL. A path in it precedes those of the requests.
            silence_seconds: How long it may neither read nor send when its turn has come.

        Raises:
            UserError: The URL is not one of a server, or has more in it than a host, a port and a path.
        """
        if "@" in url or "?" in url or "#" in url:  # not repeated, as it may contain a password
            raise UserError("the upstream's URL must have a host, a port and a path, and nothing else")
        self._host = host_of(url)
        if not _PRINTABLE.fullmatch(url):
            raise UserError(f"{url!r} is not the URL of a server: write its host and path in ASCII (xn--…, %20)")
        parts = urlsplit(url)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._port = parts.port or (443 if self._tls else 80)
        self._netloc, self._base = parts.netloc.encode(), parts.path.rstrip("/").encode()
        self._silence_seconds = silence_seconds
        self._idle: deque[tuple[UpstreamConnection, float]] = deque()

    async def send(self, head: RequestHead, body: AsyncIterator[bytes]) -> "UpstreamResponse":
        """Send a request, and return the response as soon as its head has arrived; close it in the end.

        Args:
            head: The head of the request.
            body: The body, which is read as fast as the upstream reads, if need be beyond the end of this call.

        Raises:
            UpstreamError: The upstream sent no response.
        """
        connection = await self._connection()
        response = UpstreamResponse(self, connection, is_head=head.method == "HEAD")
        try:
            connection.begin(self._encode(head), body, is_chunked=b"transfer-encoding" in head.by_name)
            await response.read_head()
        except BaseException:
            connection.close()
            raise
        return response

    def release(self, connection: UpstreamConnection) -> None:
        """Keep a connection for the next request."""
        self._idle.append((connection, asyncio.get_running_loop().time()))

    def close(self) -> None:
        """Close the idle connections."""
        for connection, _ in self._idle:
            connection.close()

    async def _connection(self) -> UpstreamConnection:
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection, since = self._idle.popleft()
            if now - since < _IDLE_SECONDS and connection.is_usable():
                return connection
            connection.close()
        return await UpstreamConnection.connect(self._host, self._port, self._tls, self._silence_seconds)

    def _encode(self, head: RequestHead) -> bytes:
        headers = [(b"host", self._netloc), *(each for each in end_to_end(head.headers) if each[0] != b"host")]
        headers += [(b"transfer-encoding", value) for value in head.all(b"transfer-encoding")]
        lines = [b"%b %b%b HTTP/1.1" % (head.method.encode(), self._base, head.target)]
        return b"\r\n".join([*lines, *(b"%b: %b" % header for header in headers), b"", b""])


class UpstreamResponse:
    """A response whose body is arriving. llhttp parses it, and calls the methods `on_…`.

    Attributes:
        status: The status code; 0 before the head has arrived.
        headers: The headers as they were sent, without those of the connection and without trailers.
        is_complete: Whether the response has arrived as a whole.
    """

    def __init__(self, upstream: Upstream, connection: UpstreamConnection, *, is_head: bool) -> None:
        self.status = 0
        self.headers: Headers = ()
        self.is_complete = False
        self._upstream = upstream
        self._connection: UpstreamConnection | None = connection
        self._is_head = is_head
        self._parser = httptools.HttpResponseParser(self)
        self._fields: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] = []
        self._size = 0
        self._ends_with_connection = self._keep_alive = False

    async def read_head(self) -> None:
        """Read until the head is complete.

        Raises:
            UpstreamError: The head is missing, or cannot be passed on.
        """
        while not self.status:
            if self._size > _MAX_HEAD_BYTES:
                raise UpstreamError(502, f"the upstream sent a head larger than {_MAX_HEAD_BYTES // 1024} KiB")
            await self._read()
        if not 200 <= self.status < 600:
            raise UpstreamError(502, f"the upstream sent the status code {self.status}")

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives.

        Raises:
            UpstreamError: It is incomplete.
        """
        while True:
            arrived, self._chunks = self._chunks, []
            for chunk in arrived:
                yield chunk
            if self.is_complete:
                return
            await self._read()

    def close(self) -> None:
        """Release the connection, or close it if the request or the response is incomplete."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self.is_complete and self._keep_alive and not connection.is_sending:
            self._upstream.release(connection)
        else:
            connection.close()

    def on_message_begin(self) -> None:
        """Begin a response; interim ones precede the last, and none follows it."""
        self._keep_alive = False
        if not self.status:
            self._fields = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        if not self.status:
            self._fields.append((name, value))

    def on_headers_complete(self) -> None:
        """End the head."""
        status = self._parser.get_status_code()
        if self.status or (status < 200 and status != 101):
            return
        self.status = status
        self.headers = end_to_end(self._fields)
        fields = {name.lower(): value.lower() for name, value in self._fields}
        is_chunked = fields.get(b"transfer-encoding", b"").endswith(b"chunked")
        self._ends_with_connection = not is_chunked and b"content-length" not in fields
        if self._is_head or status in _WITHOUT_BODY:
            self.on_message_complete()

    def on_body(self, chunk: bytes) -> None:
        """Take a piece of the body; after a body that must not be there, the next response has no known start."""
        if self.is_complete:
            self._keep_alive = False
        else:
            self._chunks.append(chunk)

    def on_message_complete(self) -> None:
        """End the response."""
        if self.status and not self.is_complete:
            self.is_complete, self._keep_alive = True, self._parser.should_keep_alive()

    async def _read(self) -> None:
        assert self._connection is not None  # noqa: S101 - a closed response is not read
        data = await self._connection.read()
        self._size += len(data)
        if data:
            try:
                with contextlib.suppress(httptools.HttpParserUpgrade):
                    self._parser.feed_data(data)
            except httptools.HttpParserError:
                raise UpstreamError(502, "the upstream sent a response that is not HTTP/1.1") from None
        elif self._ends_with_connection:
            self.is_complete = True
        else:
            raise UpstreamError(502, "the upstream closed the connection before the response was complete")


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return the headers of a message without those of its connection."""
    named = [(name.lower(), name, value) for name, value in headers]
    dropped = set(_HOP_BY_HOP)
    for lower, _, value in named:
        if lower == b"connection":
            dropped |= {option.strip().lower() for option in value.split(b",")}
        elif lower == b"transfer-encoding":  # which decides how long the body is, whatever Content-Length says
            dropped.add(b"content-length")
    return [(name, value) for lower, name, value in named if lower not in dropped]
