"""Responses: parsing, and access to status code, headers and content."""

from __future__ import annotations

import functools
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from typing import Any, Generic, NamedTuple, ParamSpec, Protocol, TypeVar, cast

import httpx

from ._parsing import Problems
from ._responses import checked
from .errors import attempts_of, connection_error, request_id_of

P = ParamSpec("P")
C = TypeVar("C", bytes, str)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Operation(Protocol[T_co]):
    """A module in `api`."""

    _SECURITY: tuple[tuple[str, ...], ...]

    def _parse_success(self, response: httpx.Response, problems: Problems) -> T_co: ...


class Validation(NamedTuple):
    """What happens if a response does not match the contract.

    Attributes:
        strict: It is an error.
        logged: The warnings of the client until now, which are not repeated.
    """

    strict: bool
    logged: set[str]

    def parse(self, operation: Operation[T], response: httpx.Response) -> T:
        """Return the result of an operation.

        Raises:
            APIResponseValidationError: The body is not JSON, or it does not match the contract and that is an error.
        """
        return checked(operation._parse_success, response, strict=self.strict, logged=self.logged)


class _UnparsedResponse(Generic[T]):
    """A response.

    Attributes:
        status_code: The status code.
        headers: The headers.
        request_id: The header `X-Request-Id`, or None.
        attempts: The number of attempts, 1 without retries.
    """

    def __init__(self, operation: Operation[T], response: httpx.Response, validation: Validation) -> None:
        self._operation, self._response, self._validation = operation, response, validation
        self.status_code: int = response.status_code
        self.headers: httpx.Headers = response.headers
        self.request_id: str | None = request_id_of(response)
        self.attempts: int = attempts_of(response.request)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code}>"

    def __reduce__(self) -> Any:
        raise TypeError(f"{type(self).__name__} cannot be pickled: it refers to the request and its credentials")


class RawResponse(_UnparsedResponse[T]):
    """A response that was read.

    Attributes:
        status_code: The status code.
        headers: The headers.
        content: The body.
        request_id: The header `X-Request-Id`, or None.
        attempts: The number of attempts, 1 without retries.
    """

    def __init__(self, operation: Operation[T], response: httpx.Response, validation: Validation) -> None:
        super().__init__(operation, response, validation)
        self.content: bytes = response.content

    def parse(self) -> T:
        """Return the result of the method.

        Raises:
            APIResponseValidationError: The body is not JSON, or the client is strict and it does not match the contract.
        """
        return self._validation.parse(self._operation, self._response)


class StreamedResponse(_UnparsedResponse[T]):
    """A response whose body was not read yet. An error while it is read is an `APIConnectionError`, without retries."""

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the body in chunks, of a size or as they arrive."""
        return self._reading(self._response.iter_bytes(chunk_size))

    def iter_lines(self) -> Iterator[str]:
        """Yield the lines of the body, without line breaks."""
        return self._reading(self._response.iter_lines())

    def stream_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file in chunks."""
        with open(path, "wb") as file:
            for chunk in self.iter_bytes():
                file.write(chunk)

    def read(self) -> bytes:
        """Read the whole body."""
        try:
            return self._response.read()
        except httpx.RequestError as error:
            failure = connection_error(self._response.request, error)
        raise failure

    def parse(self) -> T:
        """Read the body and return the result of the method.

        Raises:
            APIResponseValidationError: The body is not JSON, or the client is strict and it does not match the contract.
        """
        self.read()
        return self._validation.parse(self._operation, self._response)

    def close(self) -> None:
        """Close the response. Its connection is used again if the body was read."""
        self._response.close()

    def _reading(self, chunks: Iterator[C]) -> Iterator[C]:
        try:
            yield from chunks
            return
        except httpx.RequestError as error:
            failure = connection_error(self._response.request, error)
        raise failure


class AsyncStreamedResponse(_UnparsedResponse[T]):
    """Asynchronous `StreamedResponse`."""

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Yield the body in chunks, of a size or as they arrive."""
        return self._reading(self._response.aiter_bytes(chunk_size))

    def iter_lines(self) -> AsyncIterator[str]:
        """Yield the lines of the body, without line breaks."""
        return self._reading(self._response.aiter_lines())

    async def stream_to_file(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a file in chunks."""
        import anyio  # noqa: PLC0415 - httpx imports it for the first asynchronous request

        async with await anyio.open_file(path, "wb") as file:  # in threads, because files block the event loop
            async for chunk in self.iter_bytes():
                await file.write(chunk)

    async def read(self) -> bytes:
        """Read the whole body."""
        try:
            return await self._response.aread()
        except httpx.RequestError as error:
            failure = connection_error(self._response.request, error)
        raise failure

    async def parse(self) -> T:
        """Read the body and return the result of the method.

        Raises:
            APIResponseValidationError: The body is not JSON, or the client is strict and it does not match the contract.
        """
        await self.read()
        return self._validation.parse(self._operation, self._response)

    async def close(self) -> None:
        """Close the response. Its connection is used again if the body was read."""
        await self._response.aclose()

    async def _reading(self, chunks: AsyncIterator[C]) -> AsyncIterator[C]:
        try:
            async for chunk in chunks:
                yield chunk
            return
        except httpx.RequestError as error:
            failure = connection_error(self._response.request, error)
        raise failure


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """Change the type of a method whose caller returns raw responses."""
    return cast(Callable[P, RawResponse[T]], method)


def raw_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[RawResponse[T]]]:
    """Change the type of a method whose caller returns raw responses."""
    return cast(Callable[P, Awaitable[RawResponse[T]]], method)


def streamed(method: Callable[P, T]) -> Callable[P, AbstractContextManager[StreamedResponse[T]]]:
    """Make a context manager of a method whose caller returns streamed responses."""

    @contextmanager
    @functools.wraps(method)
    def opened(*args: P.args, **kwargs: P.kwargs) -> Iterator[StreamedResponse[T]]:
        response = cast(StreamedResponse[T], method(*args, **kwargs))
        try:
            yield response
        finally:
            response.close()

    return opened


def streamed_async(
    method: Callable[P, Awaitable[T]],
) -> Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[T]]]:
    """Make a context manager of a method whose caller returns streamed responses."""

    @asynccontextmanager
    @functools.wraps(method)
    async def opened(*args: P.args, **kwargs: P.kwargs) -> AsyncIterator[AsyncStreamedResponse[T]]:
        response = cast(AsyncStreamedResponse[T], await method(*args, **kwargs))
        try:
            yield response
        finally:
            await response.close()

    return opened
