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
# Files listed of each request.
KEPT_FILES = 100
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


class RecordedFile(NamedTuple):
    """A file of a multipart form, without its content."""

    field: str
    name: str
    media_type: str
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
        files: The first `KEPT_FILES` of its files, with their whole size although the body may be cut.
        is_valid: False if it was rejected.
        reason: Why it was rejected, or why the response is an error or incomplete; None if nothing is wrong.
        response: The response.
    """

    id: int
    at: float
    milliseconds: float
    head: RequestHead
    body: bytes
    size: int
    files: Sequence[RecordedFile]
    is_valid: bool
    reason: str | None
    response: RecordedResponse


# The fields of a `RecordedRequest` and its response. Readers build the objects: the server records every request.
_Entry = tuple[
    *tuple[int, float, float, RequestHead, bytes, int, Sequence[RecordedFile], bool, str | None],
    *tuple[int, Headers, bytes, int],
]


class Recorder:
    """Keeps the last `KEPT_REQUESTS` requests and wakes the readers that wait for more.

    Attributes:
        closing: Set when the mock stops and records nothing more.
        cleared: How often the recorded requests were removed.
    """

    def __init__(self) -> None:
        self._entries: deque[_Entry] = deque()
        self._count = 0
        self._headers = 0
        self._recorded: asyncio.Event | None = None
        self.closing = asyncio.Event()
        self.cleared = 0

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
        *,
        is_valid: bool = True,
        files: Sequence[RecordedFile] = (),
        at: float | None = None,
    ) -> int:
        """Record a request that has ended, and return its id.

        See `RecordedRequest` and `RecordedResponse` for the arguments. Without `at`, the request has ended now.
        """
        self._count += 1
        at = time.time() if at is None else at
        body = body[:KEPT_BYTES]
        kept = response_body[:KEPT_BYTES]
        whole = len(response_body)
        entries = self._entries
        entries.append(
            (
                *(self._count, at, milliseconds, head, body, size, files, is_valid, reason),
                *(status, headers, kept, whole),
            )
        )
        self._headers += len(head.headers)
        while len(entries) > KEPT_REQUESTS or self._headers > KEPT_HEADERS:
            self._headers -= len(entries.popleft()[3].headers)
        if self._recorded is not None:
            self.wake()
        return self._count

    def clear(self) -> None:
        """Remove the recorded requests."""
        self._entries.clear()
        self._headers = 0
        self.cleared += 1
        self.wake()

    def close(self) -> None:
        """Wake all readers for the last time."""
        self.closing.set()
        self.wake()

    def after(self, last: int) -> list[RecordedRequest]:
        """Return the recorded requests whose id is greater than `last`, the oldest first."""
        return [RecordedRequest(*entry[:9], RecordedResponse(*entry[9:])) for entry in self._entries if entry[0] > last]

    @property
    def last_id(self) -> int:
        """The id of the last request; 0 before the first."""
        return self._count

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
