"""Retry policy: the failures that are retried, and the delay before each retry."""

import copy
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import httpx
from httpx_retries import Retry

# Raised before anything of the request was sent.
NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
# Seconds. A response with a longer Retry-After is not retried.
MAX_RETRY_AFTER = 60.0
MAX_BACKOFF = 8.0


class _RetryableResponse(Exception):
    """A response whose request will be retried."""


class RetryPolicy(Retry):
    """The retry policy of a call.

    Connection errors, timeouts, 408, 409, 429 and 5xx are retried. An unsafe request is retried only if the service
    cannot have processed it: without a connection, after 429, and after 503 with Retry-After.

    Args:
        total: The maximum number of retries.
        unsafe: The request must not be processed twice.
        replayable: The body can be sent again.
    """

    def __init__(self, total: int, *, unsafe: bool, replayable: bool) -> None:
        super().__init__(
            total,
            allowed_methods=["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"],
            backoff_factor=0.25,
            backoff_jitter=0.5,
            max_backoff_wait=MAX_RETRY_AFTER,
            validate_response=self._validate,
        )
        self._unsafe = unsafe
        self.replayable = replayable

    def is_retryable_status_code(self, status_code: int) -> bool:
        """Return False: `_validate` decides, with the headers of the response."""
        return False

    def is_retryable_exception(self, exception: Exception) -> bool:
        """Return True if the request is retried after an exception."""
        if isinstance(exception, (_RetryableResponse, *NOTHING_SENT)):
            return True
        retryable = isinstance(exception, (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError))
        return retryable and self.replayable and not self._unsafe

    def _validate(self, response: httpx.Response) -> None:
        status = response.status_code
        if not self.replayable or (status < 500 and status not in {408, 409, 429}):
            return
        delay = retry_after_seconds(response.headers.get("retry-after", ""))
        if self._unsafe and status != 429 and not (status == 503 and delay is not None):
            return
        if delay is None or delay <= MAX_RETRY_AFTER:
            raise _RetryableResponse

    def parse_retry_after(self, retry_after: str) -> float:
        """Return the seconds of a Retry-After header, 0 if it is invalid."""
        return retry_after_seconds(retry_after) or 0.0

    def backoff_strategy(self) -> float:
        """Return the seconds before a retry without Retry-After."""
        return min(super().backoff_strategy(), MAX_BACKOFF)

    def increment(self) -> "RetryPolicy":
        """Return the policy after one more attempt."""
        following = copy.copy(self)
        following.attempts_made += 1
        return following


def retry_after_seconds(retry_after: str) -> float | None:
    """Return the seconds of a Retry-After header, None if it is neither a number nor a date (RFC 9110, 10.2.3).

    httpx-retries would log the text of an invalid header as a warning.
    """
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        date = parsedate_to_datetime(retry_after)
        # An asctime date has no time zone, and is in GMT like the others.
        moment = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (OverflowError, TypeError, ValueError):
        return None


@lru_cache(maxsize=128)
def retry_policy(total: int, *, unsafe: bool, replayable: bool) -> RetryPolicy:
    """Return the policy of a call. Policies are immutable and shared."""
    return RetryPolicy(total, unsafe=unsafe, replayable=replayable)
