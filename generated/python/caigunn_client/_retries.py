"""Sending of requests: attempts, the failures that are retried, and the delay before each retry."""

from __future__ import annotations

import random
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ssl import SSLEOFError, SSLError
from typing import NamedTuple

import httpx

from . import _log

# Raised before anything of the request was sent.
NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
NO_RESPONSE = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
# Seconds. A response with a longer Retry-After is not retried.
MAX_RETRY_AFTER = 60.0
MIN_BACKOFF = 0.5
MAX_BACKOFF = 8.0


class Retries(NamedTuple):
    """How often, and after which failures a request is retried.

    Attributes:
        limit: The maximum number of retries.
        unsafe: The request must not be processed twice.
        replayable: The body can be sent again.
    """

    limit: int
    unsafe: bool
    replayable: bool


class Attempts:
    """The attempts to send a request, and their log.

    The number of attempts is in the extension `attempts` of the request.
    """

    def __init__(self, request: httpx.Request, retries: Retries) -> None:
        self._request, self._retries = request, retries
        self._number = 0
        self._start = 0.0

    def begin(self) -> None:
        """Begin an attempt."""
        self._number += 1
        self._request.extensions["attempts"] = self._number
        self._start = time.perf_counter()

    def delay_after_error(self, error: Exception) -> float | None:
        """Return the seconds before the next attempt, None if the error is final."""
        _log.log_attempt(self._request, error, self._number, time.perf_counter() - self._start)
        if self._number > self._retries.limit or not self._is_retryable(error):
            return None
        return backoff(self._number)

    def delay_after_response(self, response: httpx.Response) -> float | None:
        """Return the seconds before the next attempt, None if the response is final."""
        status, seconds = response.status_code, time.perf_counter() - self._start
        response.elapsed = timedelta(seconds=seconds)  # httpx sets it only when it reads the response
        _log.log_attempt(self._request, status, self._number, seconds)
        if status < 500 and status not in {408, 409, 429}:
            return None
        if self._number > self._retries.limit or not self._retries.replayable:
            return None
        delay = retry_after(response.headers)
        if self._retries.unsafe and status != 429 and not (status == 503 and delay is not None):
            return None
        if delay is None:
            return backoff(self._number)
        return delay if delay <= MAX_RETRY_AFTER else None

    def _is_retryable(self, error: Exception) -> bool:
        if isinstance(error, NOTHING_SENT):
            return not _is_tls_failure(error)
        return isinstance(error, NO_RESPONSE) and self._retries.replayable and not self._retries.unsafe


def send(http: httpx.Client, request: httpx.Request, retries: Retries, *, stream: bool) -> httpx.Response:
    """Send a request until a response or error is final.

    Args:
        http: The connections.
        request: The request.
        retries: Which failures are retried.
        stream: Do not read the body of a successful response.

    Raises:
        httpx.RequestError: No complete response arrived.
    """
    attempts = Attempts(request, retries)
    auth = request.extensions.get("auth", httpx.USE_CLIENT_DEFAULT)
    while True:
        attempts.begin()
        try:
            response = http.send(request, auth=auth, stream=stream, follow_redirects=False)
            if stream and not response.is_success:
                try:
                    response.read()
                finally:
                    response.close()
        except Exception as error:
            delay = attempts.delay_after_error(error)
            if delay is None:
                raise
        else:
            delay = attempts.delay_after_response(response)
            if delay is None:
                return response
        time.sleep(delay)


async def send_async(
    http: httpx.AsyncClient, request: httpx.Request, retries: Retries, *, stream: bool
) -> httpx.Response:
    """Send a request until a response or error is final. See `send`."""
    attempts = Attempts(request, retries)
    auth = request.extensions.get("auth", httpx.USE_CLIENT_DEFAULT)
    while True:
        attempts.begin()
        try:
            response = await http.send(request, auth=auth, stream=stream, follow_redirects=False)
            if stream and not response.is_success:
                try:
                    await response.aread()
                finally:
                    await response.aclose()
        except Exception as error:
            delay = attempts.delay_after_error(error)
            if delay is None:
                raise
        else:
            delay = attempts.delay_after_response(response)
            if delay is None:
                return response
        import anyio  # noqa: PLC0415 - httpx imports it for the first asynchronous request

        await anyio.sleep(delay)  # asyncio or trio


def retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds of Retry-After-Ms, else of Retry-After; None if they are missing or invalid."""
    milliseconds, seconds = (_number(headers.get(name, "")) for name in ("retry-after-ms", "retry-after"))
    if milliseconds is not None:
        return milliseconds / 1000
    if seconds is not None:
        return seconds
    try:
        date = parsedate_to_datetime(headers.get("retry-after", ""))
        # An asctime date has no time zone, and is in GMT like the others (RFC 9110, 5.6.7).
        moment = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (OverflowError, TypeError, ValueError):
        return None


def backoff(number: int) -> float:
    """Return the random seconds after an attempt: about half a second after the first one, then twice as long each time."""
    longest = min(MAX_BACKOFF, MIN_BACKOFF * 2.0 ** min(number - 1, 10))
    return random.uniform(longest / 2, longest)  # noqa: S311 - not for cryptography


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else None


def _is_tls_failure(error: BaseException | None) -> bool:
    """Return True if TLS was refused, for example because of a certificate: it would be again."""
    while error and not isinstance(error, SSLError):
        error = error.__cause__ or error.__context__
    return error is not None and not isinstance(error, SSLEOFError)
