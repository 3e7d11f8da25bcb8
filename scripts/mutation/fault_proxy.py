"""Fault proxy: forwards requests to a server, and changes the requests or responses of one operation."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx
from starlette.types import Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]

# Headers of a connection, and headers that every server sets itself.
_NOT_FORWARDED = {b"connection", b"keep-alive", b"transfer-encoding", b"date", b"server"}
# The client computes the length of a request: a middleware may have changed the body.
_NOT_SENT = {*_NOT_FORWARDED, b"content-length"}


@dataclass(frozen=True)
class ProxiedRequest:
    """A request as it was received. Names of headers are in lower case."""

    method: str
    target: bytes
    headers: Headers
    body: bytes

    def with_header(self, name: bytes, value: bytes) -> "ProxiedRequest":
        """Return the request with another value of a header."""
        return replace(self, headers=(*(each for each in self.headers if each[0] != name), (name, value)))


@dataclass(frozen=True)
class ProxiedResponse:
    """A response. If `truncated`, the connection is closed after half of the body."""

    status: int
    headers: Headers
    body: bytes
    truncated: bool = False

    @property
    def succeeded(self) -> bool:
        """True if the status code is 2xx."""
        return 200 <= self.status < 300

    def with_header(self, name: str, value: str | None) -> "ProxiedResponse":
        """Return the response with another value of a header, or without it."""
        others = tuple(each for each in self.headers if each[0].lower() != name.encode())
        return replace(self, headers=others if value is None else (*others, (name.encode(), value.encode())))

    def with_json(self, value: Any) -> "ProxiedResponse":
        """Return the response with another body."""
        return replace(self, body=json.dumps(value).encode())


Forward = Callable[[ProxiedRequest], Awaitable[ProxiedResponse]]
Middleware = Callable[[ProxiedRequest, Forward], Awaitable[ProxiedResponse]]


class FaultProxy:
    """ASGI application that applies a middleware to the requests of one operation.

    Attributes:
        changed: The number of requests or responses that the middleware changed.
        errors: Responses of the server with 5xx, and requests that could not be forwarded. They do not come from the
            fault, so the test is invalid.
    """

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def configure(self, url: httpx.URL, path: str, other_methods: frozenset[str], middleware: Middleware) -> None:
        """Choose server, operation and middleware, and reset the counts.

        Args:
            url: The URL of the server.
            path: The path of the operation, as in the contract.
            other_methods: The methods of other operations with this path, which are forwarded unchanged.
            middleware: The change.
        """
        self._url = url
        self._path = re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^}]*\}", path))).encode())
        self._other_methods = other_methods
        self._middleware = middleware
        self.changed = 0
        self.errors: list[str] = []

    def close(self) -> None:
        """Close the connections to the server, before the event loop ends."""
        if self._client is not None and self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        query: bytes = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        request = ProxiedRequest(scope["method"], target, tuple(scope["headers"]), body)
        try:
            response = await self._respond(request)
        except Exception as error:  # noqa: BLE001 - an error of the proxy must not count as one of the server
            self.errors.append(f"{request.method} {request.target.decode('latin-1')}: {error!r}")
            response = ProxiedResponse(500, (), b"")
        headers = [each for each in response.headers if each[0] != b"content-length"]
        has_body = response.status not in {204, 304}
        length = [(b"content-length", str(len(response.body)).encode())] if has_body else []
        await send({"type": "http.response.start", "status": response.status, "headers": headers + length})
        if response.truncated and response.body:
            # uvicorn closes the connection of an incomplete response.
            half = response.body[: len(response.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        else:
            await send({"type": "http.response.body", "body": response.body if has_body else b""})

    async def _respond(self, request: ProxiedRequest) -> ProxiedResponse:
        if not self._path.fullmatch(request.target.partition(b"?")[0]) or request.method in self._other_methods:
            return await self._forward(request)
        unchanged: list[ProxiedResponse] = []

        async def forward(forwarded: ProxiedRequest) -> ProxiedResponse:
            response = await self._forward(forwarded)
            if forwarded is request:
                unchanged.append(response)
            return response

        response = await self._middleware(request, forward)
        self.changed += not any(response is each for each in unchanged)
        return response

    async def _forward(self, forwarded: ProxiedRequest) -> ProxiedResponse:
        # A client belongs to the event loop in which it is first used.
        if self._client is None:
            self._loop = asyncio.get_running_loop()
            self._client = httpx.AsyncClient(timeout=30, trust_env=False)
        url = self._url.copy_with(raw_path=forwarded.target)
        headers = [each for each in forwarded.headers if each[0] not in _NOT_SENT]
        request = self._client.build_request(forwarded.method, url, headers=headers, content=forwarded.body)
        if not any(name == b"accept" for name, _ in forwarded.headers):
            request.headers.pop("accept", None)
        response = await self._client.send(request)
        if response.is_server_error:
            target = forwarded.target.decode("latin-1")
            self.errors.append(f"{forwarded.method} {target} {response.status_code} {response.text}")
        raw = ((name.lower(), value) for name, value in response.headers.raw)
        kept = tuple((name, value) for name, value in raw if name not in _NOT_FORWARDED)
        return ProxiedResponse(response.status_code, kept, response.content)
