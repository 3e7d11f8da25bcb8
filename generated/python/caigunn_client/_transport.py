"""The connections of the SDK: httpx, with retries, where an attempt is the whole exchange."""

import ssl
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import h11
import httpx
from httpx_retries import RetryTransport

from . import _log

# Idle connections are kept up to the pool's size: fifty threads would otherwise open a new one for every second call.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100)
# Arguments of httpx that the SDK has arguments for, or that concern requests, which it makes itself.
NO_EFFECT = ("base_url", "cookies", "follow_redirects", "headers", "params", "timeout", "verify")
Verify = str | bool | ssl.SSLContext


class Attempt(httpx.BaseTransport):
    """Sends a request once and reads the whole answer, so that one that breaks off is tried again like one that never came."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, read to its end."""
        number = request.extensions["attempt"] = request.extensions.get("attempt", 0) + 1
        start = time.perf_counter()
        try:
            response = self._inner.handle_request(request)
            try:
                response.read()
            finally:
                response.close()
        except Exception as error:
            _log.attempt(request, error, number, time.perf_counter() - start)
            raise _of_httpx(error) from error.__cause__
        return _whole(request, response, number, time.perf_counter() - start)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class AsyncAttempt(httpx.AsyncBaseTransport):
    """`Attempt` for asynchronous code."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, read to its end."""
        number = request.extensions["attempt"] = request.extensions.get("attempt", 0) + 1
        start = time.perf_counter()
        try:
            response = await self._inner.handle_async_request(request)
            try:
                await response.aread()
            finally:
                await response.aclose()
        except Exception as error:
            _log.attempt(request, error, number, time.perf_counter() - start)
            raise _of_httpx(error) from error.__cause__
        return _whole(request, response, number, time.perf_counter() - start)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def _whole(request: httpx.Request, response: httpx.Response, number: int, seconds: float) -> httpx.Response:
    """Return an answer that was read, with what httpx adds when it reads one, less a phrase that only logs would show."""
    response.elapsed = timedelta(seconds=seconds)
    response.extensions.pop("reason_phrase", None)
    _log.attempt(request, response.status_code, number, seconds)
    return response


def _of_httpx(error: Exception) -> Exception:
    """Return an error as one of httpx, which lets through what h11 says of a file that has shrunk or grown meanwhile."""
    return httpx.LocalProtocolError(str(error)) if isinstance(error, h11.LocalProtocolError) else error


def connect(verify_ssl: Verify, httpx_args: Mapping[str, Any]) -> httpx.Client:
    """Return connections that retry.

    httpx is left to make its transports, which are wrapped afterwards: only so does it heed the proxy variables and
    the TLS settings.

    Raises:
        ValueError: One of httpx's arguments has no effect here.
    """
    _check(httpx_args)
    http = httpx.Client(**{"verify": verify_ssl, "limits": LIMITS, **httpx_args})
    http._transport = RetryTransport(Attempt(http._transport))
    http._mounts = {pattern: each and RetryTransport(Attempt(each)) for pattern, each in http._mounts.items()}
    return http


def connect_async(verify_ssl: Verify, httpx_args: Mapping[str, Any]) -> httpx.AsyncClient:
    """Return connections that retry, for asynchronous code. See `connect`."""
    _check(httpx_args)
    http = httpx.AsyncClient(**{"verify": verify_ssl, "limits": LIMITS, **httpx_args})
    http._transport = RetryTransport(AsyncAttempt(http._transport))
    http._mounts = {pattern: each and RetryTransport(AsyncAttempt(each)) for pattern, each in http._mounts.items()}
    return http


def _check(httpx_args: Mapping[str, Any]) -> None:
    for name in NO_EFFECT:
        if name in httpx_args:
            raise ValueError(f"httpx_args: {name!r} has no effect here: see the arguments of the client itself")
