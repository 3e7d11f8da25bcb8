"""The application of the proxy: a request goes on as it comes, and so does its answer; both are judged beside that."""

from collections.abc import AsyncIterator, Sequence

import httpx
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from scripts.mock.access import refuse
from scripts.mock.engine import MOST_BYTES
from scripts.mock.logs import printable
from scripts.mock.proxy.answers import Answers
from scripts.mock.proxy.hearing import Hearing
from scripts.mock.proxy.tally import Exchange, Tally
from scripts.mock.proxy.upstream import Upstream, end_to_end, explain
from scripts.mock.refusal import Refusal, TooMuch, Unavailable
from scripts.openapi import Document, Operation


class Relay:
    """Passes on what it is asked."""

    def __init__(self, contract: Document, routes: Sequence[Route], upstream: Upstream, tally: Tally) -> None:
        """Take the contract, the routes to its resources, where requests go, and what counts departures."""
        self._contract = contract
        self._routes = routes
        self._upstream = upstream
        self._tally = tally
        self._answers: dict[str, Answers] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if not scope["raw_path"].startswith(b"/") or scope["method"] == "CONNECT":
            await refuse(Refusal(400, "the request is for another server: the proxy has but one"), scope, receive, send)
            return
        hearing = Hearing(self._routes, scope)
        try:
            if passing := await self._pass(hearing, scope, receive, send):
                await self._judge(hearing, passing, scope)
        except ClientDisconnect:
            scope["reason"] = "the caller went away"
        finally:
            await hearing.close()

    async def _pass(self, hearing: Hearing, scope: Scope, receive: Receive, send: Send) -> "_Passing | None":
        """Pass a request on; return its answer, which has passed, or None if there was none."""
        try:
            answer = await self._upstream.send(scope, hearing.listen(Request(scope, receive)))
        except httpx.TransportError as error:
            self._tally.unanswered += 1
            status = 504 if isinstance(error, httpx.TimeoutException) else 502
            await refuse(Refusal(status, explain(error)), scope, receive, send)
            return None
        passing = _Passing(answer)
        try:
            await passing(scope, receive, send)
        except httpx.TransportError as error:
            # Whoever calls this ends the connection: that is how the answer ends for the caller, too.
            scope["reason"] = explain(error)
        finally:
            await answer.aclose()
        self._tally.passed += 1
        return passing

    async def _judge(self, hearing: Hearing, passing: "_Passing", scope: Scope) -> None:
        method, path = scope["method"], printable(scope["raw_path"])
        operation = hearing.endpoint.operation if hearing.endpoint else None
        name = f"{operation.method} {operation.path}" if operation else f"{method} {path}"
        exchange = Exchange(method, path, name, passing.status_code)
        try:
            await hearing.judge()
        except (TooMuch, Unavailable) as error:
            self._tally.leave(exchange, "request", str(error))
        except Refusal as refusal:
            self._tally.depart(exchange, "request", refusal.detail)
        if operation:
            self._judge_answer(operation, passing, exchange)

    def _judge_answer(self, operation: Operation, passing: "_Passing", exchange: Exchange) -> None:
        if operation.id not in self._answers:
            self._answers[operation.id] = Answers(self._contract, operation)
        has_body = exchange.method != "HEAD" and exchange.status not in {204, 304}
        body = bytes(passing.seen) if has_body else None
        headers = Headers(raw=[(name.lower(), value) for name, value in passing.raw_headers])
        try:
            for what in self._answers[operation.id].departures(
                exchange.status, headers, body, cut=not passing.is_whole
            ):
                self._tally.depart(exchange, "answer", what)
        except TooMuch as error:
            self._tally.leave(exchange, "answer", error.detail)


class _Passing(StreamingResponse):
    """An answer of the upstream on its way.

    Attributes:
        seen: Its body, up to somewhat more than is judged.
        is_whole: Whether it has passed to its end.
    """

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(self._chunks(answer), answer.status_code)
        self.raw_headers = end_to_end(answer.headers.raw)
        self.seen = bytearray()
        self.is_whole = False

    async def _chunks(self, answer: httpx.Response) -> AsyncIterator[bytes]:
        async for chunk in answer.aiter_raw():
            if len(self.seen) <= MOST_BYTES:
                self.seen += chunk
            yield chunk
        self.is_whole = True
