"""A request that is read while it passes, by the rules of the mock's gateway, and judged when it has passed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from starlette.requests import Request
from starlette.routing import Match, Route
from starlette.types import Message, Scope

from scripts.mock.bodies import SILENCE
from scripts.mock.endpoint import Endpoint
from scripts.mock.gateway import Resource
from scripts.mock.logs import printable
from scripts.mock.reading import Read, read
from scripts.mock.refusal import Refusal, TooMuch


class Hearing:
    """Reads one request.

    Attributes:
        endpoint: The operation that it calls, None if the contract has none such.
    """

    def __init__(self, routes: Sequence[Route], scope: Scope) -> None:
        """Begin to read a request, whose body `listen` lets by."""
        # Neither a slow caller nor a slow upstream departs from the contract.
        copy: dict[str, Any] = {**scope, SILENCE: None}
        self._resource = _resource(routes, copy)
        self._pieces: asyncio.Queue[Message] = asyncio.Queue()
        self._request = Request(copy, self._pieces.get)
        self._is_whole = False
        self.endpoint: Endpoint | None = None
        if self._resource is not None:
            with contextlib.suppress(Refusal):
                self.endpoint = self._resource.endpoint(self._request.method)
        self._reading = asyncio.create_task(self._read())

    async def listen(self, request: Request) -> AsyncIterator[bytes]:
        """Yield the body of the request as it arrives, and let it be read on the way."""
        async for chunk in request.stream():
            self._hear(chunk, more=True)
            if chunk:
                yield chunk
        self._hear(b"", more=False)
        self._is_whole = True

    async def judge(self) -> None:
        """Judge the request.

        Raises:
            Refusal: It departs from the contract.
            TooMuch: It can't be judged.
            Unavailable: Prism, which judges it, can't be had.
        """
        if self._request.method == "OPTIONS" and "access-control-request-method" in self._request.headers:
            return  # a browser asks the server, not the API
        if not self._is_whole and not self._reading.done():
            raise TooMuch(400, "body: was answered before it had passed as a whole")
        resource, endpoint, asked = await self._reading
        signature = endpoint.judge(asked.media_type, asked.query, asked.headers, asked.encoded)
        await resource.ask(endpoint.operation.method, self._request, asked, signature)

    async def close(self) -> None:
        """Stop reading."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    def _hear(self, chunk: bytes, *, more: bool) -> None:
        # What reads does nothing else, so that nothing heaps up: it is done, or waits here.
        if not self._reading.done():
            self._pieces.put_nowait({"type": "http.request", "body": chunk, "more_body": more})

    async def _read(self) -> tuple[Resource, Endpoint, Read]:
        if self._resource is None:
            raise Refusal(404, f"path {printable(self._request.scope['raw_path'])}: is not in the contract")
        endpoint = self._resource.endpoint(self._request.method)
        endpoint.check_credentials(self._request.headers)
        endpoint.check_accept(self._request.headers)
        return self._resource, endpoint, await read(endpoint, self._request, {})


def _resource(routes: Sequence[Route], scope: dict[str, Any]) -> Resource | None:
    """Return what stands at the path of a request, and put the path's parameters into its scope."""
    for route in routes:
        match, found = route.matches(scope)
        if match is Match.FULL:
            scope |= found
            resource: Resource = found["endpoint"]
            return resource
    return None
