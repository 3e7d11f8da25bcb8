"""Calls of operations: sending a request, and the result or error of its response."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypedDict, TypeVar, Unpack, cast

import httpx

from . import credentials
from ._parsing import Problems
from ._raw_responses import AsyncStreamedResponse, Operation, RawResponse, StreamedResponse, Validation
from ._retries import send, send_async
from ._settings import Settings
from .errors import connection_error, status_error

if TYPE_CHECKING:
    from ._arguments import Upload
    from ._transport import Connections
    from .types import Unset

    # Creating these classes would take a tenth of the time of the import.
    class SentOptions(TypedDict, total=False):
        """Options of the request. Each is described in `Settings.request`."""

        timeout: float | httpx.Timeout | None | Unset
        extra_headers: Mapping[str, str | None] | None
        extra_query: Mapping[str, Any] | None
        extra_body: Mapping[str, Any] | None
        max_retries: int | None

    class Options(SentOptions, total=False):
        """Options of every method: those of the request, and what happens if the response does not match the contract."""

        strict_response_validation: bool | None

    class RequestOptions(TypedDict, total=False):
        """Options of requests to paths that the contract does not document.

        Besides those of every method: `json`, a body of JSON; `data`, a form; `files`, the files of a multipart form;
        `content`, the bytes of another body.
        """

        json: Any
        data: Mapping[str, Any]
        files: Mapping[str, Upload]
        content: bytes
        timeout: float | httpx.Timeout | None | Unset
        extra_headers: Mapping[str, str | None] | None
        extra_query: Mapping[str, Any] | None
        max_retries: int | None


T = TypeVar("T")
H = TypeVar("H", bound=httpx.Client | httpx.AsyncClient)


class _Undocumented:
    """A request to a path that the contract does not document. Its result is decoded JSON, None without a body."""

    def __init__(self, settings: Settings) -> None:
        self._SECURITY: tuple[tuple[str, ...], ...] = (
            tuple(name for name, value in settings.credentials.items() if value),
        )

    def _parse_success(self, response: httpx.Response, problems: Problems) -> Any:  # noqa: ARG002
        return response.json() if response.content else None


class _Caller(Generic[H]):
    """Settings and connections of a client."""

    def __init__(self, settings: Settings, connections: Connections[H], result: type[Any] | None = None) -> None:
        self.settings, self.connections, self._result = settings, connections, result
        self._defaults = default_headers(connections.headers)

    def validation(self, strict: bool | None) -> Validation:
        """Return what happens if a response does not match the contract; the argument overrides the setting."""
        settings = self.settings
        return Validation(settings.strict_response_validation if strict is None else strict, settings.logged)


class Caller(_Caller[httpx.Client]):
    """Sends requests with the settings and connections of a client.

    Args:
        settings: The settings.
        connections: The connections.
        result: The class of the results: `RawResponse`, `StreamedResponse`, or None for parsed ones.
    """

    def returning(self, result: type[Any]) -> Caller:
        """Return a caller with another class of results."""
        return Caller(self.settings, self.connections, result)

    def call(self, operation: Operation[T], kwargs: dict[str, Any], **options: Unpack[Options]) -> T:
        """Send a request and return the result.

        Args:
            operation: The operation.
            kwargs: The arguments of the request, from the function `_get_kwargs` of the operation.
            options: See `Settings.request`.

        Raises:
            APIError: The request failed, or the response does not match the contract.
            MissingCredentialError: The client lacks a credential that the operation requires.
        """
        validation = self.validation(options.pop("strict_response_validation", None))
        request, retries, providers = self.settings.request(
            kwargs, operation._SECURITY, self._defaults, **cast("SentOptions", options)
        )
        for name, provide in providers.items():
            credentials.add_provided(request, name, provide())
        stream = self._result is StreamedResponse
        try:
            response = send(self.connections.http, request, retries, stream=stream)
        except httpx.RequestError as error:
            failure = connection_error(request, error, replayable=retries.replayable)
        else:
            if not is_success(response):
                raise status_error(response, replayable=retries.replayable)
            if self._result:
                return cast(T, self._result(operation, response, validation))
            return validation.parse(operation, response)
        raise failure

    def request(self, method: str, path: str, **options: Unpack[RequestOptions]) -> RawResponse[Any]:
        """Send a request to a path that the contract does not document, with all credentials of the client."""
        return cast(RawResponse[Any], self._request(RawResponse, method, path, **options))

    def stream(self, method: str, path: str, **options: Unpack[RequestOptions]) -> StreamedResponse[Any]:
        """Send such a request, and do not read the body of the response."""
        return cast(StreamedResponse[Any], self._request(StreamedResponse, method, path, **options))

    def _request(self, result: type[Any], method: str, path: str, **options: Unpack[RequestOptions]) -> object:
        kwargs = undocumented(method, path, options)
        return self.returning(result).call(_Undocumented(self.settings), kwargs, **options)  # type: ignore[misc]


class AsyncCaller(_Caller[httpx.AsyncClient]):
    """Asynchronous `Caller`."""

    def returning(self, result: type[Any]) -> AsyncCaller:
        """Return a caller with another class of results."""
        return AsyncCaller(self.settings, self.connections, result)

    async def call(self, operation: Operation[T], kwargs: dict[str, Any], **options: Unpack[Options]) -> T:
        """Send a request and return the result. See `Caller.call`."""
        validation = self.validation(options.pop("strict_response_validation", None))
        request, retries, providers = self.settings.request(
            kwargs, operation._SECURITY, self._defaults, **cast("SentOptions", options)
        )
        for name, provide in providers.items():
            provided = provide()
            if inspect.isawaitable(provided):
                provided = await provided
            credentials.add_provided(request, name, provided)
        stream = self._result is AsyncStreamedResponse
        try:
            response = await send_async(self.connections.http, request, retries, stream=stream)
        except httpx.RequestError as error:
            failure = connection_error(request, error, replayable=retries.replayable)
        else:
            if not is_success(response):
                raise status_error(response, replayable=retries.replayable)
            if self._result:
                return cast(T, self._result(operation, response, validation))
            return validation.parse(operation, response)
        raise failure

    async def request(self, method: str, path: str, **options: Unpack[RequestOptions]) -> RawResponse[Any]:
        """Send a request to a path that the contract does not document. See `Caller.request`."""
        return cast(RawResponse[Any], await self._request(RawResponse, method, path, **options))

    async def stream(self, method: str, path: str, **options: Unpack[RequestOptions]) -> AsyncStreamedResponse[Any]:
        """Send such a request, and do not read the body of the response."""
        return cast(AsyncStreamedResponse[Any], await self._request(AsyncStreamedResponse, method, path, **options))

    async def _request(self, result: type[Any], method: str, path: str, **options: Unpack[RequestOptions]) -> object:
        kwargs = undocumented(method, path, options)
        return await self.returning(result).call(_Undocumented(self.settings), kwargs, **options)  # type: ignore[misc]


def is_success(response: httpx.Response) -> bool:
    """Return True if a response has a result. httpx calls a status code above 599 no error."""
    return 200 <= response.status_code < 300


def default_headers(headers: httpx.Headers) -> dict[str, str]:
    """Return the headers of every request: those of the connections, and the User-Agent of this package."""
    user_agent = {"user-agent": "caigunn-client/2024.5.9.post1"}
    is_default = headers["user-agent"].startswith("python-httpx/")
    return {**headers, **(user_agent if is_default else {})}


def undocumented(method: str, path: str, options: RequestOptions) -> dict[str, Any]:
    """Return the arguments of a request to a path, and remove them from the options.

    Raises:
        ValueError: The path does not start with a slash. It must not be the URL of another host.
    """
    if not path.startswith("/"):
        raise ValueError(f"path {path!r}: must start with a slash; it is relative to base_url")
    kwargs: dict[str, Any] = {"method": method, "url": path}
    for name in ("json", "data", "content"):
        if name in options:
            kwargs[name] = options.pop(name)
    if files := options.pop("files", None):
        from ._arguments import as_file  # noqa: PLC0415 - not needed by most clients

        kwargs["files"] = [(name, as_file(upload, name).to_tuple()) for name, upload in files.items()]
    return kwargs
