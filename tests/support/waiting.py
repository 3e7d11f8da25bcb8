"""Waiting for a condition."""

import threading
import time
from collections.abc import Callable


def until(done: Callable[[], object], seconds: float = 30) -> None:
    """Wait until a condition holds.

    Args:
        done: Returns a true value when it holds.
        seconds: The time limit.

    Raises:
        AssertionError: It took too long.
    """
    pause, end = threading.Event(), time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"waited {seconds} s"
        pause.wait(0.01)
