"""The one server behind the proxy: what it is sent and what it says are what they are, but for the connection's own."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx

from scripts.addresses import host_of
from scripts.mock.access import target
from scripts.project import Failure

Headers = list[tuple[bytes, bytes]]

CONNECT_SECONDS = 10.0
# Servers close a connection that was idle for five seconds or more; after two one is not used again.
_IDLE_SECONDS = 2.0
# RFC 9110, 7.6.1; `Expect` is answered by the proxy, and a `Proxy-…` header is for it alone.
_OF_THE_CONNECTION = {
    *(b"connection", b"expect", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection"),
    *(b"te", b"trailer", b"transfer-encoding", b"upgrade"),
}


class Upstream:
    """A server that is sent requests, each as it came. Variables of the environment send none of them elsewhere."""

    def __init__(self, url: str, seconds: float) -> None:
        """Take the server's URL, and the seconds that it may be silent for.

        Raises:
            Failure: It is no URL of a server, or has more than a host, a port and a path in it.
        """
        if "@" in url or "?" in url or "#" in url:  # not repeated, as there may be a password in it
            raise Failure("the upstream's URL has more in it than a host, a port and a path")
        host_of(url)
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise Failure(f"{url!r} is no URL of a server: {str(error).lower()}") from error
        self._base = self._url.raw_path.rstrip(b"/")
        self._timeout = {"connect": CONNECT_SECONDS, "read": seconds, "write": seconds}
        # A transport, unlike a client, keeps no cookies, follows no redirects, adds no headers and knows no proxies.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=_IDLE_SECONDS)
        self._transport = httpx.AsyncHTTPTransport(limits=limits)

    async def send(self, scope: Any, body: AsyncIterator[bytes]) -> httpx.Response:
        """Send a request, and return the answer as soon as its head is there.

        Args:
            scope: The request, as ASGI has it.
            body: Its body.

        Raises:
            httpx.TransportError: There is no answer.
        """
        headers = [each for each in end_to_end(scope["headers"]) if each[0] != b"host"]
        if any(name == b"transfer-encoding" for name, _ in scope["headers"]):
            headers.append((b"transfer-encoding", b"chunked"))
        answer = await self._transport.handle_async_request(
            httpx.Request(
                scope["method"],
                self._url,
                headers=[(b"host", self._url.netloc), *headers],
                stream=_Stream(body),
                extensions={"timeout": self._timeout, "target": self._base + target(scope)},
            )
        )
        if answer.status_code >= 600:
            await answer.aclose()
            raise httpx.RemoteProtocolError(f"status {answer.status_code}")
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


class _Stream(httpx.AsyncByteStream):
    """A body that is sent as it arrives."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._chunks


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return the headers of a message without those of the connection that it came by."""
    kept = [(name.lower(), name, value) for name, value in headers]
    dropped = set(_OF_THE_CONNECTION)
    for lower, _, value in kept:
        if lower == b"connection":
            dropped |= {option.strip().lower() for option in value.split(b",")}
        elif lower == b"transfer-encoding":  # which says how long the body is, whatever else does
            dropped.add(b"content-length")
    return [(name, value) for lower, name, value in kept if lower not in dropped]


def explain(error: httpx.TransportError) -> str:
    """Return why there is no answer. What the library says of a message may have a header's value in it."""
    if isinstance(error, httpx.ConnectTimeout):
        return f"the upstream took no connection within {CONNECT_SECONDS:.0f} s"
    if isinstance(error, httpx.TimeoutException):
        return "the upstream is silent"
    if isinstance(error, httpx.ConnectError):
        return f"the upstream can't be reached: {error}"
    return f"the upstream broke off ({type(error).__name__})"
