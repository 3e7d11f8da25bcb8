"""Connections of the client: httpx clients, one for each process."""

import os
import socket
import ssl
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, cast

import h11
import httpx

# All connections are kept alive: with httpx's default, fifty threads would open a new one for every second request.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100)
# TCP probes idle connections: some networks drop them silently while a slow response is awaited.
TCP_KEEP_ALIVE = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)] + [
    (socket.IPPROTO_TCP, getattr(socket, name), value)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 60), ("TCP_KEEPCNT", 5))
    if hasattr(socket, name)
]
# Arguments of httpx clients that have an argument of the client, or belong to requests, which the client builds itself.
UNSUPPORTED = ("base_url", "cookies", "follow_redirects", "headers", "params", "timeout", "verify")
PROXY = "proxy of httpx_args, HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or NO_PROXY"
Verify = str | bool | ssl.SSLContext

H = TypeVar("H", bound=httpx.Client | httpx.AsyncClient)


class Connections(Generic[H]):
    """The httpx client of a client and its copies.

    A child process gets its own after os.fork: two processes that share a connection would swap responses.

    Args:
        create: Creates the httpx client.
        is_own: The client closes the httpx client.

    Attributes:
        headers: The headers of the httpx client.
    """

    def __init__(self, create: Callable[[], H], *, is_own: bool) -> None:
        self._create, self._is_own = create, is_own
        self._is_closed = False
        http = create()
        self.headers: httpx.Headers = http.headers
        # Never cleared: a child process must not close the connections of its parent.
        self._by_process: dict[int, H] = {os.getpid(): http}

    @property
    def http(self) -> H:
        """The httpx client of this process.

        Raises:
            RuntimeError: The connections are closed.
        """
        if self._is_closed:
            raise RuntimeError("the client is closed; create a new one")
        process = os.getpid()
        # setdefault is atomic, so that threads use the same httpx client.
        return self._by_process.get(process) or self._by_process.setdefault(process, self._create())

    @property
    def is_closed(self) -> bool:
        """True if the connections are closed."""
        return self._is_closed or self.http.is_closed

    def close(self) -> H | None:
        """Mark the connections as closed, and return the httpx client to close; None if another owner closes it."""
        self._is_closed = True
        return self._by_process.get(os.getpid()) if self._is_own else None


class Transport(httpx.BaseTransport):
    """A transport of httpx whose errors and responses are safe to log."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        try:
            return _without_reason(self._inner.handle_request(request))
        except h11.LocalProtocolError as error:
            raise _as_httpx_error(error) from error.__cause__

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


class AsyncTransport(httpx.AsyncBaseTransport):
    """Asynchronous `Transport`."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        try:
            return _without_reason(await self._inner.handle_async_request(request))
        except h11.LocalProtocolError as error:
            raise _as_httpx_error(error) from error.__cause__

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def _without_reason(response: httpx.Response) -> httpx.Response:
    """Remove the reason phrase, which httpx logs and which may contain a credential."""
    response.extensions.pop("reason_phrase", None)
    return response


def _as_httpx_error(error: h11.LocalProtocolError) -> httpx.LocalProtocolError:
    """Return an error of h11, which is raised if a file changes its size while it is sent, as one of httpx."""
    return httpx.LocalProtocolError(str(error))


def connect(
    verify_ssl: Verify, httpx_args: Mapping[str, Any] | None, http_client: httpx.Client | None
) -> Connections[httpx.Client]:
    """Return the connections of a new client.

    Raises:
        TypeError: `http_client` is not an httpx.Client.
        ValueError: An argument of httpx is not supported or invalid.
    """
    return _connections(httpx.Client, Transport, verify_ssl, httpx_args, http_client)


def connect_async(
    verify_ssl: Verify, httpx_args: Mapping[str, Any] | None, http_client: httpx.AsyncClient | None
) -> Connections[httpx.AsyncClient]:
    """Return the connections of a new asynchronous client. See `connect`."""
    return _connections(httpx.AsyncClient, AsyncTransport, verify_ssl, httpx_args, http_client)


def _connections(
    kind: type[H], transport: Any, verify_ssl: Verify, httpx_args: Mapping[str, Any] | None, http_client: H | None
) -> Connections[H]:
    if http_client is None:
        given = httpx_args or {}
        for name in UNSUPPORTED:
            if name in given:
                raise ValueError(f"httpx_args: {name!r} is not supported; use the arguments of the client")
        return Connections(
            lambda: _create(kind, transport, {"verify": verify_ssl, "limits": LIMITS, **given}), is_own=True
        )
    if httpx_args is not None or verify_ssl is not True:
        raise ValueError("http_client: cannot be combined with httpx_args or verify_ssl; pass them to httpx")
    if not isinstance(http_client, kind):
        raise TypeError(f"http_client: must be an httpx.{kind.__name__}, not {type(http_client).__name__}")
    return Connections(lambda: http_client, is_own=False)


def _create(kind: type[H], transport: Any, arguments: Mapping[str, Any]) -> H:
    """Return an httpx client.

    Its transports are changed after httpx has created them: a `transport` argument would disable proxy variables.

    Raises:
        ValueError: A proxy is invalid or not supported.
    """
    try:
        http: Any = kind(**arguments)
    except ImportError as error:
        if "socksio" not in str(error):
            raise
        raise ValueError(f'{PROXY}: SOCKS requires another package; pip install "caigunn-client[socks]"') from None
    except (ValueError, httpx.InvalidURL) as error:
        raise ValueError(f"{PROXY}: {error}") from None
    if not {"transport", "mounts"} & arguments.keys():
        for each in (http._transport, *http._mounts.values()):
            if each:
                each._pool._socket_options = TCP_KEEP_ALIVE
    http._transport = transport(http._transport)
    http._mounts = {pattern: each and transport(each) for pattern, each in http._mounts.items()}
    return cast(H, http)
