"""Calls of operations: sending a request, and the result or error of its response."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast

import httpx

from ._parsing import Problems
from ._responses import checked
from ._settings import Settings
from .errors import APIConnectionError, APITimeoutError, status_error

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
P = ParamSpec("P")


class Operation(Protocol[T_co]):
    """A module in `api`."""

    _SECURITY: tuple[tuple[str, ...], ...]

    def _parse_success(self, response: httpx.Response, problems: Problems) -> T_co: ...


class RawResponse(Generic[T]):
    """An unparsed response.

    Attributes:
        status_code: The status code.
        headers: The headers.
        content: The body.
    """

    __slots__ = ("_operation", "_response", "_settings", "_strict", "content", "headers", "status_code")

    def __init__(
        self, operation: Operation[T], response: httpx.Response, settings: Settings, *, strict: bool | None
    ) -> None:
        self._operation, self._response, self._settings, self._strict = operation, response, settings, strict
        self.status_code: int = response.status_code
        self.headers: httpx.Headers = response.headers
        self.content: bytes = response.content

    def parse(self) -> T:
        """Return the result of the method.

        Raises:
            APIResponseValidationError: The body is not JSON, or the client is strict and it does not match the contract.
        """
        return _parse(self._operation, self._response, self._settings, self._strict)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code}>"

    def __reduce__(self) -> Any:
        raise TypeError(f"{type(self).__name__} cannot be pickled: it refers to the request and its credentials")


class Caller:
    """Sends requests with the settings and connections of a client."""

    def __init__(self, settings: Settings, http: httpx.Client, *, raw: bool = False) -> None:
        self.settings, self.http, self._raw = settings, http, raw
        self._defaults = default_headers(http.headers)

    def raw(self) -> "Caller":
        """Return a caller whose results are `RawResponse`."""
        return Caller(self.settings, self.http, raw=True)

    def call(
        self,
        operation: Operation[T],
        kwargs: dict[str, Any],
        *,
        timeout: float | httpx.Timeout | None,
        extra_headers: Mapping[str, str] | None,
        max_retries: int | None,
        strict_response_validation: bool | None = None,
    ) -> T:
        """Send a request and return the result.

        Args:
            operation: The operation.
            kwargs: The arguments of the request, from the function `_get_kwargs` of the operation.
            timeout: Overrides the setting of the client.
            extra_headers: Additional headers, which override others of the same name.
            max_retries: Overrides the setting of the client.
            strict_response_validation: Overrides the setting of the client.

        Raises:
            APIError: The request failed, the response is not JSON, or the client is strict and the response does not
                match the contract.
            MissingCredentialError: The client lacks a credential that the operation requires.
        """
        request = self.settings.request(
            *(kwargs, operation._SECURITY, self._defaults),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
        )
        try:
            response = self.http.send(request, follow_redirects=False)
        except httpx.RequestError as error:
            failure = _connection_error(request, error)
        else:
            return _result(operation, response, self.settings, strict_response_validation, raw=self._raw)
        raise failure


class AsyncCaller:
    """Asynchronous `Caller`."""

    def __init__(self, settings: Settings, http: httpx.AsyncClient, *, raw: bool = False) -> None:
        self.settings, self.http, self._raw = settings, http, raw
        self._defaults = default_headers(http.headers)

    def raw(self) -> "AsyncCaller":
        """Return a caller whose results are `RawResponse`."""
        return AsyncCaller(self.settings, self.http, raw=True)

    async def call(
        self,
        operation: Operation[T],
        kwargs: dict[str, Any],
        *,
        timeout: float | httpx.Timeout | None,
        extra_headers: Mapping[str, str] | None,
        max_retries: int | None,
        strict_response_validation: bool | None = None,
    ) -> T:
        """Send a request and return the result. See `Caller.call`."""
        request = self.settings.request(
            *(kwargs, operation._SECURITY, self._defaults),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
        )
        try:
            response = await self.http.send(request, follow_redirects=False)
        except httpx.RequestError as error:
            failure = _connection_error(request, error)
        else:
            return _result(operation, response, self.settings, strict_response_validation, raw=self._raw)
        raise failure


def default_headers(headers: httpx.Headers) -> dict[str, str]:
    """Return the headers of every request: those of the connections, and the User-Agent of this package."""
    user_agent = {"user-agent": "caigunn-client/2024.5.9"}
    is_default = headers["user-agent"].startswith("python-httpx/")
    return {**headers, **(user_agent if is_default else {})}


def returns_raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """Change the type of a method whose caller is raw."""
    return cast(Callable[P, RawResponse[T]], method)


def returns_raw_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[RawResponse[T]]]:
    """Change the type of a method whose caller is raw."""
    return cast(Callable[P, Awaitable[RawResponse[T]]], method)


def _connection_error(request: httpx.Request, error: httpx.RequestError) -> APIConnectionError:
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException) else APIConnectionError
    return kind(request, error, replayable=request.extensions["retry"].replayable)


def _result(
    operation: Operation[T], response: httpx.Response, settings: Settings, strict: bool | None, *, raw: bool
) -> T:
    if not 200 <= response.status_code < 300:
        raise status_error(response, replayable=response.request.extensions["retry"].replayable)
    if raw:
        return cast(T, RawResponse(operation, response, settings, strict=strict))
    return _parse(operation, response, settings, strict)


def _parse(operation: Operation[T], response: httpx.Response, settings: Settings, strict: bool | None) -> T:
    is_strict = settings.strict_response_validation if strict is None else strict
    return checked(operation._parse_success, response, strict=is_strict, logged=settings.logged)
