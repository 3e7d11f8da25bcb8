"""Order of probes, which is the same in each run, whichever thread is first."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

Position = tuple[int, ...]


class Order(threading.local):
    """The position of what a thread does, among everything that a run does."""

    def __init__(self) -> None:
        self._position: Position = ()
        self._count = 0

    def next(self) -> Position:
        """Return the position of what the thread does next."""
        self._count += 1
        return (*self._position, self._count)

    @contextmanager
    def within(self, position: Position) -> Iterator[None]:
        """Let what the thread does in the context follow a position."""
        before = self._position, self._count
        self._position, self._count = position, 0
        try:
            yield
        finally:
            self._position, self._count = before
