"""Which calls are tried again, and after how long."""

import copy
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import httpx
from httpx_retries import Retry

# Nothing was sent yet when these are raised.
NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
# The longest wait in seconds: a server that asks for more is not asked again.
LONGEST_RETRY_AFTER = 60.0
LONGEST_BACKOFF = 8.0


class _Again(Exception):
    """An answer whose call is to be tried again."""


class Retries(Retry):
    """The rules for one call.

    Connection errors, timeouts, 408, 409, 429 and 5xx are tried again. A call that isn't safe to repeat is where nothing
    can have been done: without a connection, after 429, and after 503 with Retry-After.

    Args:
        total: How often it is tried again at most.
        careful: The call isn't safe to repeat.
        replayable: Its body can be sent a second time.
    """

    def __init__(self, total: int, *, careful: bool, replayable: bool) -> None:
        super().__init__(
            total,
            allowed_methods=["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"],
            backoff_factor=0.25,
            backoff_jitter=0.5,
            max_backoff_wait=LONGEST_RETRY_AFTER,
            validate_response=self._judge,
        )
        self._careful = careful
        self.replayable = replayable

    def is_retryable_status_code(self, status_code: int) -> bool:
        """Leave it to `_judge`, which sees the headers too."""
        return False

    def is_retryable_exception(self, exception: Exception) -> bool:
        """Tell whether to try again after an exception."""
        if isinstance(exception, (_Again, *NOTHING_SENT)):
            return True
        retryable = isinstance(exception, (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError))
        return retryable and self.replayable and not self._careful

    def _judge(self, response: httpx.Response) -> None:
        status = response.status_code
        if not self.replayable or (status < 500 and status not in {408, 409, 429}):
            return
        asked = seconds(response.headers.get("retry-after", ""))
        if self._careful and status != 429 and not (status == 503 and asked is not None):
            return
        if asked is None or asked <= LONGEST_RETRY_AFTER:
            raise _Again

    def parse_retry_after(self, retry_after: str) -> float:
        """Return how many seconds to wait by the header, 0 if it says nothing."""
        return seconds(retry_after) or 0.0

    def backoff_strategy(self) -> float:
        """Return the seconds to wait where the server doesn't say."""
        return min(super().backoff_strategy(), LONGEST_BACKOFF)

    def increment(self) -> "Retries":
        """Return the rules after one more attempt."""
        following = copy.copy(self)
        following.attempts_made += 1
        return following


def seconds(retry_after: str) -> float | None:
    """Return how many seconds Retry-After asks for, None if it is neither a number nor a date (RFC 9110, 10.2.3).

    httpx-retries warns of what it doesn't understand, with the text of the server, on standard error.
    """
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        date = parsedate_to_datetime(retry_after)
        # A date without a zone is one of C's asctime, and means GMT like the others.
        moment = date if date.tzinfo else date.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (OverflowError, TypeError, ValueError):
        return None


@lru_cache(maxsize=128)
def retries(total: int, *, careful: bool, replayable: bool) -> Retries:
    """Return the rules for a call. They are never changed, so that calls share them."""
    return Retries(total, careful=careful, replayable=replayable)
