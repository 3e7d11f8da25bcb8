"""Slow responses. One may be due to a busy machine, so that an operation is reported from the second one on."""

import threading
import time
from typing import NamedTuple

from scripts.contract.probes.transport import Request, Response
from scripts.openapi import Operation


class SlowRequest(NamedTuple):
    """A request whose response was slow.

    Attributes:
        operation: Its operation.
        request: The request.
        what: The request in words.
        seconds: How long the response took.
        ended: When it arrived, by the monotonic clock.
    """

    operation: Operation
    request: Request
    what: str
    seconds: float
    ended: float


class SlowResponses:
    """The first slow request of each operation, and the operations with more than one."""

    def __init__(self) -> None:
        self._first: dict[str, SlowRequest] = {}
        self._reported: set[str] = set()
        self._lock = threading.Lock()

    def add(self, operation: Operation, request: Request, what: str, response: Response) -> bool:
        """Add a request; return True if another one of its operation was slow, and not at the same time."""
        now = time.monotonic()
        with self._lock:
            first = self._first.setdefault(
                operation.id, SlowRequest(operation, request, what, response.seconds, ended=now)
            )
            is_another = now - response.seconds > first.ended
            if is_another:
                self._reported.add(operation.id)
        return is_another

    def single(self) -> list[SlowRequest]:
        """Return the requests that are the only slow ones of their operations."""
        with self._lock:
            return [each for name, each in self._first.items() if name not in self._reported]
