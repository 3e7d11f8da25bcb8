"""Application of the mock: the API, the admin pages, and a record of each request."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace

from scripts.http_server.asgi import AsgiApplication, AsgiExchange
from scripts.http_server.protocol import Connection, Exchange
from scripts.http_server.response import Response, error_response
from scripts.mock.callbacks import CallbackSender
from scripts.mock.exchange import ADMIN, CLOSE, ApiExchange
from scripts.mock.faults.inject import FaultInjector
from scripts.mock.faults.options import HALF, RESET
from scripts.mock.hints import EditionHints
from scripts.mock.recorder import RecordedFile, Recorder
from scripts.mock.respond import Responder
from scripts.validation.messages import RequestHead, ValidatedRequest
from scripts.validation.operation import OperationValidator
from scripts.validation.routing import Router, printable

access_log = logging.getLogger("mock.access")

# Placeholder for input that could not be parsed as a request.
_NO_REQUEST = RequestHead("-", b"-", b"", ())


@dataclass
class MockApp:
    """Application of the mock server.

    Attributes:
        router: The operations of the contract.
        responder: Selects responses.
        callbacks: Sends callbacks.
        faults: Injects faults.
        recorder: Keeps the last requests.
        admin: Serves what is below `/__mock`.
        hints: Finds rejected requests in other editions; None if the contract is not that of an edition.
        count: The number of requests so far.
    """

    router: Router[OperationValidator]
    responder: Responder
    callbacks: CallbackSender
    faults: FaultInjector
    recorder: Recorder
    admin: AsgiApplication
    hints: EditionHints | None = None
    count: int = 0

    def __post_init__(self) -> None:
        """Note whether requests are logged."""
        self._is_logging = access_log.isEnabledFor(logging.INFO)

    def open(self, head: RequestHead, connection: Connection) -> Exchange:
        """Begin to handle a request."""
        if head.path.startswith(ADMIN) and head.path[len(ADMIN) :][:1] in {b"", b"/"}:
            return self._open_admin(head, connection)
        exchange = ApiExchange(self, head, connection)
        exchange.open()
        return exchange

    def reject_input(self, detail: str, connection: Connection) -> None:
        """Send a 400 for input that cannot be parsed as a request."""
        response = error_response(400, detail)
        connection.write(response.encode(CLOSE))
        self.record(_NO_REQUEST, b"", 0, response, response.reason, time.perf_counter(), is_valid=False)

    def respond(self, request: ValidatedRequest) -> Response | Awaitable[tuple[Response, str | None]]:
        """Return the response to a valid request; an awaitable if it has faults or is not cached.

        Returns:
            The response; or an awaitable of the response and the fault that breaks its connection, if any.
        """
        plan = self.faults.plan(request)
        if plan is None:
            response = self.responder.respond(request)
            if isinstance(response, Response):
                self.callbacks.start(request, response)
                return response
            return self._respond_later(request, response)
        return self._respond_with_fault(request, plan.seconds, plan.kind)

    def record(  # noqa: PLR0913, PLR0917 - the parts of one record
        self,
        head: RequestHead,
        body: bytes,
        size: int,
        response: Response,
        reason: str | None,
        started: float,
        *,
        is_valid: bool = True,
        files: Sequence[RecordedFile] = (),
    ) -> None:
        """Log and record a request that has ended."""
        milliseconds = (time.perf_counter() - started) * 1000
        self.count += 1
        if self._is_logging:
            log_request(head, response.status, milliseconds, reason)
        self.recorder.record(
            *(head, body, size, response.status, response.headers, response.body, reason, milliseconds),
            is_valid=is_valid,
            files=files,
        )

    async def _respond_with_fault(
        self, request: ValidatedRequest, seconds: float, kind: str | None
    ) -> tuple[Response, str | None]:
        # First, so that the state changes when the client sees it change.
        await asyncio.sleep(seconds)
        if kind is None:
            made = self.responder.respond(request)
        else:
            # A request with an injected failure does not change the state.
            code = {"code": kind} if kind.isdecimal() else {}
            made = self.responder.get(self.responder.select(request, code))
        response = made if isinstance(made, Response) else await made
        if kind is None:
            self.callbacks.start(request, response)
        elif kind not in {RESET, HALF}:
            response = replace(response, reason=None, note=f"status {kind} (injected fault)")
        return response, kind if kind in {RESET, HALF} else None

    async def _respond_later(
        self, request: ValidatedRequest, awaited: Awaitable[Response]
    ) -> tuple[Response, str | None]:
        response = await awaited
        self.callbacks.start(request, response)
        return response, None

    def _open_admin(self, head: RequestHead, connection: Connection) -> Exchange:
        started = time.perf_counter()

        def done(status: int) -> None:
            self.count += 1
            if self._is_logging:
                log_request(head, status, (time.perf_counter() - started) * 1000, None)

        return AsgiExchange(self.admin, head, connection, done)


def log_request(head: RequestHead, status: int, milliseconds: float, reason: str | None) -> None:
    """Log one line: method, path without query, status code, milliseconds, and why the request was rejected."""
    path = printable(head.path)
    access_log.info(
        "%s %s %s %.1f ms%s", head.method, path, status or "-", milliseconds, f" {reason}" if reason else ""
    )
