"""Connections of the SDK: httpx with retries, where an attempt includes reading the response."""

import ssl
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import h11
import httpx
from httpx_retries import RetryTransport

from . import _log

# All connections are kept alive: with httpx's default, fifty threads would open a new one for every second request.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100)
# Arguments of httpx clients that have an argument of the SDK, or belong to requests, which the SDK builds itself.
UNSUPPORTED = ("base_url", "cookies", "follow_redirects", "headers", "params", "timeout", "verify")
Verify = str | bool | ssl.SSLContext


class AttemptTransport(httpx.BaseTransport):
    """One attempt: it sends a request and reads the response, so that an incomplete response is retried too."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response after reading it."""
        number = request.extensions["attempt"] = request.extensions.get("attempt", 0) + 1
        start = time.perf_counter()
        try:
            response = self._inner.handle_request(request)
            try:
                response.read()
            finally:
                response.close()
        except Exception as error:
            _log.log_attempt(request, error, number, time.perf_counter() - start)
            raise _as_httpx_error(error) from error.__cause__
        return _complete(request, response, number, time.perf_counter() - start)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class AsyncAttemptTransport(httpx.AsyncBaseTransport):
    """Asynchronous `AttemptTransport`."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response after reading it."""
        number = request.extensions["attempt"] = request.extensions.get("attempt", 0) + 1
        start = time.perf_counter()
        try:
            response = await self._inner.handle_async_request(request)
            try:
                await response.aread()
            finally:
                await response.aclose()
        except Exception as error:
            _log.log_attempt(request, error, number, time.perf_counter() - start)
            raise _as_httpx_error(error) from error.__cause__
        return _complete(request, response, number, time.perf_counter() - start)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def _complete(request: httpx.Request, response: httpx.Response, number: int, seconds: float) -> httpx.Response:
    """Set the duration, which httpx sets only when it reads a response, and remove the reason phrase from the logs."""
    response.elapsed = timedelta(seconds=seconds)
    response.extensions.pop("reason_phrase", None)
    _log.log_attempt(request, response.status_code, number, seconds)
    return response


def _as_httpx_error(error: Exception) -> Exception:
    """Return an error of h11, which is raised if a file changes its size while it is sent, as one of httpx."""
    return httpx.LocalProtocolError(str(error)) if isinstance(error, h11.LocalProtocolError) else error


def connect(verify_ssl: Verify, httpx_args: Mapping[str, Any]) -> httpx.Client:
    """Return an httpx client that retries.

    The transports are wrapped after httpx has created them: a `transport` argument would disable proxy variables and
    TLS settings.

    Raises:
        ValueError: An argument of httpx is not supported.
    """
    _check(httpx_args)
    http = httpx.Client(**{"verify": verify_ssl, "limits": LIMITS, **httpx_args})
    http._transport = RetryTransport(AttemptTransport(http._transport))
    http._mounts = {pattern: each and RetryTransport(AttemptTransport(each)) for pattern, each in http._mounts.items()}
    return http


def connect_async(verify_ssl: Verify, httpx_args: Mapping[str, Any]) -> httpx.AsyncClient:
    """Return an asynchronous httpx client that retries. See `connect`."""
    _check(httpx_args)
    http = httpx.AsyncClient(**{"verify": verify_ssl, "limits": LIMITS, **httpx_args})
    http._transport = RetryTransport(AsyncAttemptTransport(http._transport))
    http._mounts = {
        pattern: each and RetryTransport(AsyncAttemptTransport(each)) for pattern, each in http._mounts.items()
    }
    return http


def _check(httpx_args: Mapping[str, Any]) -> None:
    for name in UNSUPPORTED:
        if name in httpx_args:
            raise ValueError(f"httpx_args: {name!r} is not supported; use the arguments of the client")
