"""Recorder of the last requests and responses, which the inspector shows."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from scripts.validation.messages import Headers, RequestHead

KEPT_REQUESTS = 300
# Bytes kept of each body.
KEPT_BYTES = 16 * 1024
# Headers kept of all requests together. One head may have thousands, and each takes more memory than its text.
KEPT_HEADERS = 20_000


class RecordedResponse(NamedTuple):
    """A response.

    Attributes:
        status: The status code; 0 if no response was sent.
        headers: The headers.
        body: The first `KEPT_BYTES` of the body.
        size: The length of the whole body.
    """

    status: int
    headers: Headers
    body: bytes
    size: int


class RecordedRequest(NamedTuple):
    """A request and its response, credentials included: redact them before they are shown.

    Attributes:
        id: The number of the request, counted from 1.
        at: When it ended, in seconds since the epoch.
        milliseconds: How long it took.
        head: Its head; the method is `-` if the input was not HTTP.
        body: The first `KEPT_BYTES` of its body.
        size: The length of the body as far as it was read.
        reason: Why it was rejected, or why the response is incomplete; None for a valid request.
        response: The response.
    """

    id: int
    at: float
    milliseconds: float
    head: RequestHead
    body: bytes
    size: int
    reason: str | None
    response: RecordedResponse


# The fields of a `RecordedRequest` and its response. Readers build the objects: the server records every request.
_Entry = tuple[int, float, float, RequestHead, bytes, int, str | None, int, Headers, bytes, int]


class Recorder:
    """Keeps the last `KEPT_REQUESTS` requests and wakes the readers that wait for more.

    Attributes:
        closing: Set when the mock stops and records nothing more.
    """

    def __init__(self) -> None:
        self._entries: deque[_Entry] = deque()
        self._count = 0
        self._headers = 0
        self._recorded: asyncio.Event | None = None
        self.closing = asyncio.Event()

    def record(  # noqa: PLR0913, PLR0917 - an object that holds them would cost as much as recording
        self,
        head: RequestHead,
        body: bytes,
        size: int,
        status: int,
        headers: Sequence[tuple[bytes, bytes]],
        response_body: bytes,
        reason: str | None,
        milliseconds: float,
    ) -> None:
        """Record a request that has ended. See `RecordedRequest` and `RecordedResponse` for the arguments."""
        self._count += 1
        at = time.time()
        body = body[:KEPT_BYTES]
        kept = response_body[:KEPT_BYTES]
        whole = len(response_body)
        entries = self._entries
        entries.append((self._count, at, milliseconds, head, body, size, reason, status, headers, kept, whole))
        self._headers += len(head.headers)
        while len(entries) > KEPT_REQUESTS or self._headers > KEPT_HEADERS:
            self._headers -= len(entries.popleft()[3].headers)
        if self._recorded is not None:
            self.wake()

    def close(self) -> None:
        """Wake all readers for the last time."""
        self.closing.set()
        self.wake()

    def after(self, last: int) -> list[RecordedRequest]:
        """Return the recorded requests whose id is greater than `last`, the oldest first."""
        return [RecordedRequest(*entry[:7], RecordedResponse(*entry[7:])) for entry in self._entries if entry[0] > last]

    async def wait(self, last: int) -> None:
        """Wait until a request with an id greater than `last` is recorded, or the mock stops."""
        if self._count <= last and not self.closing.is_set():
            if self._recorded is None:
                self._recorded = asyncio.Event()
            await self._recorded.wait()

    def wake(self) -> None:
        """Wake all readers that wait."""
        if self._recorded is not None:
            self._recorded.set()
            self._recorded = None
