"""The mock's request pipeline: route, validate, respond, inject faults, write, record."""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING

from scripts.http_server.protocol import Connection
from scripts.http_server.response import Response, error_response, rejection
from scripts.mock import cors
from scripts.mock.faults.inject import reset
from scripts.mock.faults.options import RESET
from scripts.mock.hints import EditionHints
from scripts.mock.mismatch import ContractMismatch
from scripts.mock.recorder import KEPT_BYTES, KEPT_FILES, KEPT_NAME, RecordedFile
from scripts.project import Unavailable
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead
from scripts.validation.operation import PendingRequest

if TYPE_CHECKING:
    from scripts.mock.app import MockApp

ADMIN = b"/__mock"

log = logging.getLogger("mock")

CLOSE = b"connection: close\r\n"
_TO_INSPECTOR = Response(302, ((b"location", ADMIN + b"/"),), b"")


class ApiExchange:
    """One request to an operation of the contract."""

    survives_eof = True
    __slots__ = (
        "_app",
        "_body",
        "_connection",
        "_head",
        "_is_complete",
        "_is_ended",
        "_pending",
        "_size",
        "_started",
        "_task",
    )

    def __init__(self, app: "MockApp", head: RequestHead, connection: Connection) -> None:
        self._started = time.perf_counter()
        self._app = app
        self._head = head
        self._connection = connection
        self._body = b""
        self._size = 0
        self._is_complete = False
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
            self._send(_internal_error(error))

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
        self._is_complete = True
        if self._pending is None:
            return
        try:
            request = self._pending.finish()
        except RequestError as error:
            self._reject(error)
            return
        except Exception as error:  # noqa: BLE001 - see above
            self._send(_internal_error(error))
            return
        try:
            response = self._app.respond(request)
        except RequestError as error:
            self._send(rejection(error))
        except Unavailable as error:
            self._send(error_response(503, str(error)))
        except Exception as error:  # noqa: BLE001 - see above
            self._send(_internal_error(error))
        else:
            if isinstance(response, Response):
                self._send(response)
            else:
                self._task = asyncio.get_running_loop().create_task(self._wait(response))

    def abort(self, status: int, detail: str) -> None:
        """Send an error instead of the response."""
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
            response, fault = _internal_error(error), None
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
        if len(self._body) != self._size or (is_announced and not self._is_complete):
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
            extra += CLOSE
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


def _internal_error(error: Exception) -> Response:
    """Return the response to a request that the mock fails on, and log where it does."""
    if isinstance(error, ContractMismatch):
        return error_response(500, str(error))
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error("internal error: %s at %s:%s", type(error).__name__, place.filename, place.lineno)
    return error_response(500, "internal error of the mock, see its log")
