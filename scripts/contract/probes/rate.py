"""Limit of the requests in a period."""

import threading
import time


class Rate:
    """Spaces requests evenly."""

    def __init__(self, per_second: float | None) -> None:
        """Create a limit.

        Args:
            per_second: The number of requests, or None for no limit.
        """
        self._interval = 1 / per_second if per_second else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait until the next request may be sent."""
        if not self._interval:
            return
        with self._lock:
            now = time.monotonic()
            due = max(self._next, now)
            self._next = due + self._interval
        time.sleep(due - now)
