"""Receiver of webhooks: an HTTP server on this machine that the service under test calls."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from queue import Empty, SimpleQueue
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from scripts.contract.probes.responses import parsed_body
from scripts.loopback import serving


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that the service sent.

    Attributes:
        method: Its method.
        target: Its path and query.
        headers: Its headers, with names in lower case.
        body: Its body.
    """

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @cached_property
    def json(self) -> Any:
        """The JSON of its body, or None."""
        return parsed_body(self.body)


class WebhookReceiver:
    """Receives requests at any path, and responds to all of them with 200.

    Attributes:
        url: Its URL.
    """

    def __init__(self, url: str, received: SimpleQueue[ReceivedRequest]) -> None:
        self.url = url
        self._received = received

    def forget(self) -> None:
        """Drop the requests that have arrived."""
        with contextlib.suppress(Empty):
            while True:
                self._received.get_nowait()

    def requests(self, first: float, next_: float, total: float) -> Iterator[ReceivedRequest]:
        """Yield requests as they arrive, until none has arrived for a while.

        Args:
            first: The seconds to wait for the first one.
            next_: The seconds to wait for each further one.
            total: The seconds after which no more are yielded.
        """
        end = time.monotonic() + total
        wait = first
        while (left := end - time.monotonic()) > 0:
            try:
                yield self._received.get(timeout=min(wait, left))
            except Empty:
                return
            wait = next_


@contextlib.contextmanager
def receiving() -> Iterator[WebhookReceiver]:
    """Receive requests on a free port of loopback while the context lasts."""
    received: SimpleQueue[ReceivedRequest] = SimpleQueue()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        query = scope["query_string"].decode("latin-1")
        target = f"{scope['raw_path'].decode('latin-1')}{f'?{query}' if query else ''}"
        received.put(ReceivedRequest(request.method, target, tuple(scope["headers"]), await request.body()))
        await Response()(scope, receive, send)

    with serving(app) as url:
        yield WebhookReceiver(url, received)
