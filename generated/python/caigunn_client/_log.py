"""Log of the client: one line per attempt, without headers, bodies and queries."""

import logging
import os

import httpx

from .errors import path_of

VARIABLE = "CAIGUNN_LOG"
LEVELS = ("debug", "info", "warning", "error")
# Of one client, so that they neither fill the log nor the memory.
MAX_WARNINGS = 1000

logger = logging.getLogger("caigunn_client")


def configure() -> None:
    """Set the level of the environment variable, and log to standard error if there is no handler.

    Raises:
        ValueError: The value of the variable is not a level.
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


def log_problem(request: httpx.Request, problem: object, logged: set[str]) -> None:
    """Warn of a value that does not match the contract: once per operation and location.

    Args:
        request: The request of the response with the value.
        problem: The location, and what the contract requires.
        logged: The warnings until now.
    """
    line = f"{request.method} {path_of(request)}: {problem}"
    if line not in logged and len(logged) < MAX_WARNINGS:
        logged.add(line)
        logger.warning("%s", line)


def log_attempt(request: httpx.Request, outcome: object, number: int, seconds: float) -> None:
    """Log an attempt to send a request.

    Args:
        request: The request.
        outcome: The status code of the response, or the exception.
        number: The number of the attempt, from 1.
        seconds: The duration until the response was read.
    """
    result = type(outcome).__name__ if isinstance(outcome, BaseException) else outcome
    logger.debug("%s %s %s attempt %d %.0f ms", request.method, path_of(request), result, number, seconds * 1000)
