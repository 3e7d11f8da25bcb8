"""The proxy's pipeline: pass the request on, pass the response back, validate the copies, report."""

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scripts.http_server.asgi import AsgiExchange
from scripts.http_server.protocol import Connection, Exchange
from scripts.http_server.response import error_response
from scripts.openapi import Document, Operation, operations
from scripts.prism.responses import DocumentedResponses
from scripts.proxy.connection import UpstreamError
from scripts.proxy.report import Report
from scripts.proxy.upstream import Upstream, UpstreamResponse
from scripts.schemas import Direction, SchemaCompiler
from scripts.validation.errors import LimitExceeded, RequestError
from scripts.validation.limits import MAX_BODY_BYTES
from scripts.validation.messages import RequestHead
from scripts.validation.operation import OperationValidator, PendingRequest, compile_operations
from scripts.validation.response import ResponseValidator
from scripts.validation.routing import Router, printable

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

access_log = logging.getLogger("proxy.access")

_WITHOUT_BODY = {204, 304}


class ProxyApp:
    """Application of the proxy.

    Attributes:
        router: Validates requests.
        responses: Validate responses, by operationId.
        upstream: The server that requests are passed on to.
        report: Counts requests and violations.
    """

    def __init__(self, document: Document, upstream: Upstream) -> None:
        """Compile a contract.

        Raises:
            UserError: It cannot be compiled.
        """
        compiler = SchemaCompiler(document, Direction.RESPONSE)
        found = list(operations(document))
        media_types = {each.id: DocumentedResponses(document, each).default_media_types for each in found}
        self.router = compile_operations(document, {}, media_types)
        self.responses = {each.id: ResponseValidator(document, each, compiler) for each in found}
        self.upstream = upstream
        self.report = Report()

    def open(self, head: RequestHead, connection: Connection) -> Exchange:
        """Begin to pass a request on."""
        relay = _Relay(self, head)
        return AsgiExchange(relay.run, head, connection, relay.log)

    def reject_input(self, detail: str, connection: Connection) -> None:
        """Send a 400 for input that cannot be parsed as a request."""
        connection.write(error_response(400, detail).encode(b"connection: close\r\n"))
        access_log.info("- - 400 %s", detail)


class _Relay:
    """One request on its way to the upstream, and the response on its way back."""

    def __init__(self, app: ProxyApp, head: RequestHead) -> None:
        self._started = time.perf_counter()
        self._app = app
        self._head = head
        self._request = _RequestValidation(app.router, head)
        self._reason: str | None = "the client disconnected or stopped sending"

    async def run(self, _: Any, receive: Receive, send: Send) -> None:
        """Pass the request on and the response back (ASGI)."""
        head, report = self._head, self._app.report
        if head.method == "CONNECT" or not head.path.startswith(b"/"):
            await self._send_error(send, 400, "the request is for another server than the upstream")
            return
        try:
            response = await self._app.upstream.send(head, self._body(receive))
        except UpstreamError as error:
            report.failed += 1
            await self._send_error(send, error.status, str(error))
            return
        try:
            body = await self._pass_back(response, send)
        finally:
            response.close()
        # Before the response ends, so that a client that has it finds it in the report.
        self._validate(response, body)
        report.passed += 1
        if response.is_complete:
            self._reason = None
            await send({"type": "http.response.body"})
        # An incomplete response stays incomplete: the server closes the connection.

    def log(self, status: int) -> None:
        """Log the request, which has ended: method, path without query, status code, milliseconds, and what failed."""
        milliseconds = (time.perf_counter() - self._started) * 1000
        reason = f" {self._reason}" if self._reason else ""
        access_log.info(
            "%s %s %s %.1f ms%s", self._head.method, printable(self._head.path), status or "-", milliseconds, reason
        )

    async def _body(self, receive: Receive) -> AsyncIterator[bytes]:
        """Yield the body of the request as it arrives, and validate a copy."""
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            chunk = message.get("body", b"")
            self._request.feed(chunk, is_last=not more)
            if chunk:
                yield chunk

    async def _pass_back(self, response: UpstreamResponse, send: Send) -> bytes:
        """Send the response as it arrives; return its body, cut off beyond the limit for validation."""
        body = bytearray()
        await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
        try:
            async for chunk in response.chunks():
                if len(body) <= MAX_BODY_BYTES:
                    body += chunk
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except UpstreamError as error:
            self._reason = str(error)
        return bytes(body)

    def _validate(self, response: UpstreamResponse, body: bytes) -> None:
        """Report the violations of the request and of the response."""
        head, report, operation = self._head, self._app.report, self._request.operation
        path = printable(head.path)
        call = f"{head.method} {path} {response.status}"
        name = operation.label if operation else f"{head.method} {path}"
        error = self._request.finish()
        if isinstance(error, LimitExceeded):
            report.add_not_validated(call, "request", error)
        elif error is not None:
            report.add(name, call, "request", error.violations)
        if operation is None:
            return
        if response.status == 405 and head.method != operation.method:
            return  # HEAD is matched to GET, and the contract does not promise it
        has_body = head.method != "HEAD" and response.status not in _WITHOUT_BODY
        headers = [(header.lower(), value) for header, value in response.headers]
        validator = self._app.responses[operation.id]
        try:
            for violation in validator.violations(
                response.status, headers, body if has_body else None, is_complete=response.is_complete
            ):
                report.add(name, call, "response", [violation])
        except LimitExceeded as limit:
            report.add_not_validated(call, "response", limit)

    async def _send_error(self, send: Send, status: int, detail: str) -> None:
        self._reason = detail
        response = error_response(status, detail)
        headers = [*response.headers, (b"content-length", b"%d" % len(response.body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})


class _RequestValidation:
    """Validates a copy of a request as it passes.

    Attributes:
        operation: The operation that the request calls; None if it is not in the contract.
    """

    def __init__(self, router: Router[OperationValidator], head: RequestHead) -> None:
        self.operation: Operation | None = None
        self._is_complete = False
        self._pending: PendingRequest | None = None
        self._error: RequestError | None = None
        if head.method == "OPTIONS" and b"access-control-request-method" in head.by_name:
            return  # a CORS preflight calls no operation
        try:
            validator, path = router.route(head.method, head.path)
            self.operation = validator.operation
            self._pending = validator.open(head, path)
        except RequestError as error:
            self._error = error

    def feed(self, chunk: bytes, *, is_last: bool) -> None:
        """Validate a piece of the body."""
        self._is_complete = is_last
        if self._pending is not None and self._error is None:
            try:
                self._pending.feed(chunk)
            except RequestError as error:
                self._error = error

    def finish(self) -> RequestError | None:
        """Return the error of the request, or None if it is valid."""
        if self._error is None and self._pending is not None:
            if not self._is_complete:
                return LimitExceeded.at(400, "body", "the response arrived before it was complete")
            try:
                self._pending.finish()
            except RequestError as error:
                return error
        return self._error
