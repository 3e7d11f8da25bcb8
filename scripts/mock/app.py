"""The mock's request pipeline: route, validate, respond, inject faults, write, record."""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace

from scripts.http_server.asgi import AsgiApplication, AsgiExchange
from scripts.http_server.protocol import Connection, Exchange
from scripts.http_server.response import Response, error_response, rejection
from scripts.mock import cors
from scripts.mock.callbacks import CallbackSender
from scripts.mock.faults.inject import FaultInjector, reset
from scripts.mock.faults.options import HALF, RESET
from scripts.mock.hints import EditionHints
from scripts.mock.mismatch import ContractMismatch
from scripts.mock.recorder import KEPT_BYTES, KEPT_FILES, KEPT_NAME, RecordedFile, Recorder
from scripts.mock.respond import Responder
from scripts.project import Unavailable
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead, ValidatedRequest
from scripts.validation.operation import OperationValidator, PendingRequest
from scripts.validation.routing import Router, printable

ADMIN = b"/__mock"

log = logging.getLogger("mock")
access_log = logging.getLogger("mock.access")

# Placeholder for input that could not be parsed as a request.
_NO_REQUEST = RequestHead("-", b"-", b"", ())
_CLOSE = b"connection: close\r\n"
_TO_INSPECTOR = Response(302, ((b"location", ADMIN + b"/"),), b"")


@dataclass
class MockApp:
    """What the mock serves.

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
        exchange = _ApiExchange(self, head, connection)
        exchange.open()
        return exchange

    def reject_input(self, detail: str, connection: Connection) -> None:
        """Send a 400 for input that cannot be parsed as a request."""
        response = error_response(400, detail)
        connection.write(response.encode(_CLOSE))
        self.record(_NO_REQUEST, b"", 0, response, response.reason, time.perf_counter(), is_valid=False)

    def respond(self, request: ValidatedRequest) -> Response | Awaitable[tuple[Response, str | None]]:
        """Return the response to a valid request; with faults, or if it is not at hand, an awaitable.

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
            # What fails changes nothing.
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


class _ApiExchange:
    """One request to an operation of the contract."""

    survives_eof = True
    __slots__ = ("_app", "_body", "_connection", "_head", "_is_ended", "_pending", "_size", "_started", "_task")

    def __init__(self, app: MockApp, head: RequestHead, connection: Connection) -> None:
        self._started = time.perf_counter()
        self._app = app
        self._head = head
        self._connection = connection
        self._body = b""
        self._size = 0
        self._pending: PendingRequest | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_ended = False

    def open(self) -> None:
        """Route the request, and validate its head."""
        head = self._head
        try:
            if cors.is_preflight(head):
                self._send(cors.preflight_response(head))
                return
            operation, path = self._app.router.route(head.method, head.path)
            self._pending = operation.open(head, path)
        except RequestError as error:
            if _is_browser_at_root(head):
                self._send(_TO_INSPECTOR)
            else:
                self._reject(error)
        except Exception as error:  # noqa: BLE001 - the client gets a response, and the log one line
            self._send(internal_error(error))

    def feed(self, chunk: bytes) -> None:
        """Validate a piece of the body."""
        if self._size < KEPT_BYTES:
            self._body = self._body + chunk[: KEPT_BYTES - self._size] if self._body else chunk[:KEPT_BYTES]
        self._size += len(chunk)
        try:
            if self._pending is not None:
                self._pending.feed(chunk)
        except RequestError as error:
            self._send(rejection(error))

    def finish(self) -> None:
        """Validate the whole request, and respond."""
        if self._pending is None:
            return
        try:
            request = self._pending.finish()
        except RequestError as error:
            self._reject(error)
            return
        except Exception as error:  # noqa: BLE001 - see above
            self._send(internal_error(error))
            return
        try:
            response = self._app.respond(request)
        except RequestError as error:
            self._send(rejection(error))
        except Unavailable as error:
            self._send(error_response(503, str(error)))
        except Exception as error:  # noqa: BLE001 - see above
            self._send(internal_error(error))
        else:
            if isinstance(response, Response):
                self._send(response)
            else:
                self._task = asyncio.get_running_loop().create_task(self._wait(response))

    def abort(self, status: int, detail: str) -> None:
        """Send an error in place of the response."""
        if self._task is not None:
            self._task.cancel()
        self._send(error_response(status, detail))

    def disconnect(self) -> None:
        """Record that the client has disconnected."""
        if self._task is not None:
            self._task.cancel()
        self._end(Response(0, (), b"", note="the client disconnected"))

    async def _wait(self, awaited: Awaitable[tuple[Response, str | None]]) -> None:
        try:
            response, fault = await awaited
        except RequestError as error:
            response, fault = rejection(error), None
        except Unavailable as error:
            response, fault = error_response(503, str(error)), None
        except Exception as error:  # noqa: BLE001 - see above
            response, fault = internal_error(error), None
        self._send(response, fault)

    def _reject(self, error: RequestError) -> None:
        """Reject the request, with a hint if another edition documents it."""
        hints = self._app.hints
        response = rejection(error) if hints is None else hints.respond(error, self._head, self._whole_body())
        if response is not None:
            self._send(response)
        elif hints is not None:
            self._task = asyncio.get_running_loop().create_task(self._reject_later(error, hints))

    async def _reject_later(self, error: RequestError, hints: EditionHints) -> None:
        await hints.read()
        self._send(hints.respond(error, self._head, self._whole_body()) or rejection(error))

    def _whole_body(self) -> bytes | None:
        """Return the body; None if it has not arrived, or is too large to be kept."""
        length = self._head.by_name.get(b"content-length", b"0")
        is_announced = bool(length.strip(b"0 \t")) or b"transfer-encoding" in self._head.by_name
        if len(self._body) != self._size or (is_announced and not self._body):
            return None
        return self._body

    def _send(self, response: Response, fault: str | None = None) -> None:
        if self._is_ended:
            return
        connection = self._connection
        head = self._head
        extra = cors.headers(head, response) if b"origin" in head.by_name else b""
        if fault is not None:
            self._break(response, fault, extra)
            return
        if connection.will_close:
            extra += _CLOSE
        # Recorded before it is sent: a client that has the response finds its record.
        self._end(response)
        connection.write(response.encode(extra, with_body=head.method != "HEAD"))
        connection.end_response()

    def _break(self, response: Response, fault: str, extra: bytes) -> None:
        """Reset the connection, or close it after half of the body."""
        connection = self._connection
        if fault == RESET:
            self._end(Response(0, (), b"", note="connection reset (injected fault)"))
            reset(connection.transport)
            return
        whole = response.encode(extra)
        self._end(replace(response, note="half of the response sent (injected fault)"))
        connection.write(whole[: len(whole) - (len(response.body) + 1) // 2])
        connection.end_response(keep_alive=False)

    def _end(self, response: Response) -> None:
        if self._is_ended:
            return
        self._is_ended = True
        parts = () if self._pending is None else self._pending.parts
        self._app.record(
            *(self._head, self._body, self._size, response, response.reason or response.note, self._started),
            is_valid=response.reason is None,
            files=[
                RecordedFile(part.name[:KEPT_NAME], part.filename[:KEPT_NAME], part.media_type[:KEPT_NAME], part.size)
                for part in parts[:KEPT_FILES]
                if part.filename is not None
            ],
        )


def _is_browser_at_root(head: RequestHead) -> bool:
    return head.method == "GET" and head.path == b"/" and b"text/html" in head.by_name.get(b"accept", b"")


def internal_error(error: Exception) -> Response:
    """Return the response to a request that the mock fails on, and log where it does."""
    if isinstance(error, ContractMismatch):
        return error_response(500, str(error))
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error("internal error: %s at %s:%s", type(error).__name__, place.filename, place.lineno)
    return error_response(500, "internal error of the mock, see its log")


def log_request(head: RequestHead, status: int, milliseconds: float, reason: str | None) -> None:
    """Log one line: method, path without query, status code, milliseconds, and why the request was rejected."""
    path = printable(head.path)
    access_log.info(
        "%s %s %s %.1f ms%s", head.method, path, status or "-", milliseconds, f" {reason}" if reason else ""
    )
