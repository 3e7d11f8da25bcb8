"""Connections to the upstream."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

CONNECT_SECONDS = 10.0
_READ_BYTES = 256 * 1024


class UpstreamError(Exception):
    """No response, or an incomplete one.

    Attributes:
        status: The status code for the client: 502, or 504 if the upstream was silent.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class _Stream(asyncio.StreamReaderProtocol):
    """A stream that counts the bytes that have arrived and were not read."""

    def __init__(self) -> None:
        self.reader = asyncio.StreamReader(limit=_READ_BYTES)
        self.unread = 0
        super().__init__(self.reader)

    def data_received(self, data: bytes) -> None:
        self.unread += len(data)
        super().data_received(data)


class UpstreamConnection:
    """A connection to the upstream, for one request at a time.

    Attributes:
        is_sending: Whether a request is being sent.
    """

    def __init__(self, transport: asyncio.Transport, stream: _Stream, silence_seconds: float) -> None:
        """Use an open connection; see `connect`."""
        self.is_sending = False
        self._loop = asyncio.get_running_loop()
        self._stream = stream
        self._writer = asyncio.StreamWriter(transport, stream, stream.reader, self._loop)
        self._silence_seconds = silence_seconds
        self._sending: asyncio.Task[None] | None = None
        self._reading: asyncio.Timeout | None = None
        self._is_clients_turn = False

    @classmethod
    async def connect(
        cls, host: str, port: int, tls: ssl.SSLContext | None, silence_seconds: float
    ) -> "UpstreamConnection":
        """Open a connection.

        Args:
            host: The host.
            port: The port.
            tls: Verifies the certificate of the host; None for a connection without TLS.
            silence_seconds: How long the upstream may neither read nor send when its turn has come.

        Raises:
            UpstreamError: The upstream cannot be reached.
        """
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                opened = await asyncio.get_running_loop().create_connection(_Stream, host, port, ssl=tls)
        except TimeoutError:
            raise UpstreamError(504, f"the upstream accepted no connection within {CONNECT_SECONDS:.0f} s") from None
        except OSError as error:
            raise UpstreamError(502, f"the upstream cannot be reached: {_reason(error)}") from None
        return cls(*opened, silence_seconds)

    def is_usable(self) -> bool:
        """Return True if the connection is open, and the upstream has sent nothing that was not requested."""
        return not (self._stream.unread or self._stream.reader.at_eof() or self._writer.is_closing())

    def close(self) -> None:
        """Close the connection at once."""
        if self._sending is not None:
            self._sending.cancel()
        self._writer.transport.abort()

    def begin(self, head: bytes, body: AsyncIterator[bytes], *, is_chunked: bool) -> None:
        """Send the head of a request, and begin to send its body."""
        self._writer.write(head)
        self.is_sending = True
        self._sending = self._loop.create_task(self._send(body, is_chunked))

    async def read(self) -> bytes:
        """Return what has arrived, as soon as there is something; nothing at the end.

        Raises:
            UpstreamError: The upstream is silent, or has reset the connection.
        """
        try:
            async with asyncio.timeout(None) as self._reading:
                self._set_turn(client=self._is_clients_turn)
                data = await self._stream.reader.read(_READ_BYTES)
        except TimeoutError:
            raise UpstreamError(504, "the upstream is silent") from None
        except OSError as error:
            raise UpstreamError(502, f"the upstream broke off: {_reason(error)}") from None
        finally:
            self._reading = None
        self._stream.unread -= len(data)
        return data

    async def _send(self, body: AsyncIterator[bytes], is_chunked: bool) -> None:
        self._set_turn(client=True)
        with contextlib.suppress(OSError):  # which `read` raises, too
            async for chunk in body:
                self._set_turn(client=False)
                self._writer.writelines((b"%x\r\n" % len(chunk), chunk, b"\r\n") if is_chunked else (chunk,))
                await self._writer.drain()
                self._set_turn(client=True)
            if is_chunked:
                self._writer.write(b"0\r\n\r\n")
            self.is_sending = False
        self._set_turn(client=False)

    def _set_turn(self, *, client: bool) -> None:
        """Note whether the client or the upstream has to do something next; only the upstream's silence is limited."""
        self._is_clients_turn = client
        if self._reading is not None and not self._reading.expired():
            self._reading.reschedule(None if client else self._loop.time() + self._silence_seconds)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
