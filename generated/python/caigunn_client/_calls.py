"""How a call is made, and what becomes of its answer: a value, or an error."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast

import httpx

from ._settings import Settings
from .errors import APIConnectionError, APIResponseValidationError, APITimeoutError, status_error

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
P = ParamSpec("P")


class Operation(Protocol[T_co]):
    """What a module below `api` offers beside its functions."""

    _SECURITY: tuple[tuple[str, ...], ...]

    def _parse_success(self, response: httpx.Response) -> T_co: ...


class RawResponse(Generic[T]):
    """An answer as it came.

    Attributes:
        status_code: Its status.
        headers: Its headers.
        content: Its body.
    """

    __slots__ = ("_operation", "_response", "content", "headers", "status_code")

    def __init__(self, operation: Operation[T], response: httpx.Response) -> None:
        self._operation, self._response = operation, response
        self.status_code: int = response.status_code
        self.headers: httpx.Headers = response.headers
        self.content: bytes = response.content

    def parse(self) -> T:
        """Return what the method itself would have returned.

        Raises:
            APIResponseValidationError: The body isn't the documented one.
        """
        return _parsed(self._operation, self._response)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code}>"

    def __reduce__(self) -> Any:
        raise TypeError(f"{type(self).__name__} can't be pickled: it leads to the request and its credentials")


class Caller:
    """Makes calls over connections with the settings of a client."""

    def __init__(self, settings: Settings, http: httpx.Client, *, raw: bool = False) -> None:
        self.settings, self.http, self._raw = settings, http, raw
        self._defaults = default_headers(http.headers)

    def raw(self) -> "Caller":
        """Return one that returns a `RawResponse`."""
        return Caller(self.settings, self.http, raw=True)

    def call(
        self,
        operation: Operation[T],
        described: dict[str, Any],
        *,
        timeout: float | httpx.Timeout | None,
        extra_headers: Mapping[str, str] | None,
        max_retries: int | None,
    ) -> T:
        """Make a call and return what was answered.

        Args:
            operation: The operation.
            described: Its request, as the operation's own function describes it.
            timeout: Overrides the setting for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the setting for this call.

        Raises:
            APIError: There is no answer, or it tells of an error, or isn't the documented one.
            MissingCredentialError: The client lacks a credential that the operation needs.
        """
        request = self.settings.request(
            *(described, operation._SECURITY, self._defaults),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
        )
        try:
            response = self.http.send(request, follow_redirects=False)
        except httpx.RequestError as error:
            failure = _unanswered(request, error)
        else:
            return _answered(operation, response, self._raw)
        raise failure


class AsyncCaller:
    """`Caller` for asynchronous code."""

    def __init__(self, settings: Settings, http: httpx.AsyncClient, *, raw: bool = False) -> None:
        self.settings, self.http, self._raw = settings, http, raw
        self._defaults = default_headers(http.headers)

    def raw(self) -> "AsyncCaller":
        """Return one that returns a `RawResponse`."""
        return AsyncCaller(self.settings, self.http, raw=True)

    async def call(
        self,
        operation: Operation[T],
        described: dict[str, Any],
        *,
        timeout: float | httpx.Timeout | None,
        extra_headers: Mapping[str, str] | None,
        max_retries: int | None,
    ) -> T:
        """Make a call and return what was answered. See `Caller.call`."""
        request = self.settings.request(
            *(described, operation._SECURITY, self._defaults),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
        )
        try:
            response = await self.http.send(request, follow_redirects=False)
        except httpx.RequestError as error:
            failure = _unanswered(request, error)
        else:
            return _answered(operation, response, self._raw)
        raise failure


def default_headers(headers: httpx.Headers) -> dict[str, str]:
    """Return what is sent with every request: what the connections were set to, and the name of this client."""
    named = {"user-agent": "caigunn-client/2024.5.9"}
    own = headers["user-agent"].startswith("python-httpx/")
    return {**headers, **(named if own else {})}


def returns_raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """Return a method of a group whose caller is `raw`, with the type that it has there."""
    return cast(Callable[P, RawResponse[T]], method)


def returns_raw_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[RawResponse[T]]]:
    """Return a method of a group whose caller is `raw`, with the type that it has there."""
    return cast(Callable[P, Awaitable[RawResponse[T]]], method)


def _unanswered(request: httpx.Request, error: httpx.RequestError) -> APIConnectionError:
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException) else APIConnectionError
    return kind(request, error, replayable=request.extensions["retry"].replayable)


def _answered(operation: Operation[T], response: httpx.Response, raw: bool) -> T:
    if not 200 <= response.status_code < 300:
        raise status_error(response, replayable=response.request.extensions["retry"].replayable)
    if raw:
        return cast(T, RawResponse(operation, response))
    return _parsed(operation, response)


def _parsed(operation: Operation[T], response: httpx.Response) -> T:
    try:
        return operation._parse_success(response)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        failure = APIResponseValidationError(response, error)
    raise failure  # outside, so that what it was made of, and may tell of a credential, doesn't hang on it
