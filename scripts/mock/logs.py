"""The log of requests: one line each."""

import logging
import time
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote

access_log = logging.getLogger("mock.access")


def log_request(scope: MutableMapping[str, Any], status: int, started: float) -> None:
    """Log one line, once a request: method, path without query, status, milliseconds, and why a request was refused.

    Args:
        scope: The request. Its member `reason` says why it was refused.
        status: The status of the answer, or 0 if there was none.
        started: When the request began, by `time.perf_counter`.
    """
    if scope.get("logged"):
        return
    scope["logged"] = True
    taken = (time.perf_counter() - started) * 1000
    log_line(scope["method"], printable(scope["raw_path"]), status, taken, scope.get("reason"))


def log_line(method: str, path: str, status: int, milliseconds: float, reason: str | None) -> None:
    """Log a request. The path is printable, and the status 0 if there was no answer."""
    access_log.info("%s %s %s %.1f ms%s", method, path, status or "-", milliseconds, f" {reason}" if reason else "")


def printable(raw_path: bytes) -> str:
    """Return the path of a request as it was sent, which is ASCII without control characters."""
    return quote(raw_path.decode("latin-1"), safe="%/:@!$&'()*+,;=~")
