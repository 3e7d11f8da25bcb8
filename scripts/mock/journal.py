"""The last requests that the mock answered, kept as they came, for the page at /__mock/ to show."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

KEPT_EXCHANGES = 300
# Of a body, the request's and the answer's. The rest is only counted.
KEPT_BYTES = 16 * 1024
# Of all together: a request may have thousands, each of which takes more memory than its text.
KEPT_HEADERS = 20_000

Headers = Sequence[tuple[bytes, bytes]]


class Asked(NamedTuple):
    """The head of a request: the method (`-` if it was no HTTP), path and query as they were sent, and the headers."""

    method: str
    target: bytes
    headers: Headers


class Told(NamedTuple):
    """An answer.

    Attributes:
        status: Its status, 0 if there was none.
        headers: Its headers, without those that the server adds.
        body: The first `KEPT_BYTES` of its body.
        reason: Why the request was refused, or the answer broke off; None: the request fitted the contract.
    """

    status: int
    headers: Headers
    body: bytes
    reason: str | None


class Exchange(NamedTuple):
    """A request and its answer. It has credentials in it: whoever shows one masks them.

    Attributes:
        id: Counts the exchanges from 1.
        at: When it ended, in seconds since the epoch.
        milliseconds: How long it took.
        asked: The head of the request.
        body: The first `KEPT_BYTES` of its body.
        size: How long that body is, as far as it was read.
        told: The answer.
    """

    id: int
    at: float
    milliseconds: float
    asked: Asked
    body: bytes
    size: int
    told: Told


class Journal:
    """Keeps the last `KEPT_EXCHANGES`, and wakes whoever waits for more; `closing` is set when none is to come."""

    def __init__(self) -> None:
        self._exchanges: deque[Exchange] = deque()
        self._count = 0
        self._headers = 0
        self._news: asyncio.Event | None = None
        self.closing = asyncio.Event()

    def record(self, asked: Asked, body: bytes, size: int, told: Told, milliseconds: float) -> None:
        """Keep an exchange; see `Exchange` for what its parts are."""
        self._count += 1
        self._exchanges.append(Exchange(self._count, time.time(), milliseconds, asked, body, size, told))
        self._headers += len(asked.headers)
        while len(self._exchanges) > KEPT_EXCHANGES or self._headers > KEPT_HEADERS:
            self._headers -= len(self._exchanges.popleft().asked.headers)
        if self._news is not None:
            self._tell()

    def close(self) -> None:
        """Let nobody wait any more, as the mock stops."""
        self.closing.set()
        self._tell()

    def after(self, last: int) -> list[Exchange]:
        """Return the exchanges after the one with an id, the oldest first; those that are kept, that is."""
        return [exchange for exchange in self._exchanges if exchange.id > last]

    async def wait(self, last: int) -> None:
        """Return when there is an exchange after the one with an id, or none is to come."""
        if self._count <= last and not self.closing.is_set():
            if self._news is None:
                self._news = asyncio.Event()
            await self._news.wait()

    def _tell(self) -> None:
        if self._news is not None:
            self._news.set()
            self._news = None
