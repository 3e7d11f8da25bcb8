"""The SDK's log: one line an attempt, without headers, bodies or queries."""

import logging
import os

import httpx

from .errors import path_of

VARIABLE = "CAIGUNN_LOG"
LEVELS = ("debug", "info", "warning", "error")

logger = logging.getLogger("caigunn_client")


def set_up() -> None:
    """Do what the environment asks for: set the logger's level, and show its lines if nobody else does.

    Raises:
        ValueError: The variable has a value that is no level.
    """
    level = os.environ.get(VARIABLE, "").strip().lower()
    if not level:
        return
    if level not in LEVELS:
        raise ValueError(f"{VARIABLE} must be one of {', '.join(LEVELS)}")
    logger.setLevel(level.upper())
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        logger.addHandler(handler)


def attempt(request: httpx.Request, outcome: object, number: int, seconds: float) -> None:
    """Log an attempt.

    Args:
        request: What was sent.
        outcome: The status of the answer, or the error there was instead.
        number: Which attempt of the call it was, from 1 on.
        seconds: How long it took until the answer was read.
    """
    ended = type(outcome).__name__ if isinstance(outcome, BaseException) else outcome
    logger.debug("%s %s %s attempt %d %.0f ms", request.method, path_of(request), ended, number, seconds * 1000)
