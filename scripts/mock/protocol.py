"""HTTP/1.1 as the mock speaks it: what isn't HTTP, or stops in its middle, is answered like any other refusal."""

import asyncio
import logging
import time
from http import HTTPStatus
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from scripts.mock.access import TOLD
from scripts.mock.bodies import SILENCE_SECONDS
from scripts.mock.broken import TRANSPORT
from scripts.mock.journal import KEPT_BYTES, Asked, Told
from scripts.mock.logs import access_log, log_line, log_request
from scripts.mock.memory import EXCHANGE, LESSON, Known
from scripts.mock.refusal import error_body

MOST_HEAD_BYTES = 64 * 1024
_END_OF_HEAD = b"\r\n\r\n"
_IDLE = {h11.CLIENT: h11.IDLE, h11.SERVER: h11.IDLE}
# h11 copies what it is given, and copies of more than 128 KiB take ten times as long a byte: each is memory of its own.
_PIECE_BYTES = 64 * 1024
_CLOSE = (b"connection", b"close")
# What was no request.
_NONE = Asked("-", b"-", ())
_OPEN_HEAD = "the request's head is incomplete"


class Protocol(H11Protocol):
    """uvicorn's protocol with answers of its own where uvicorn sends plain text, waits for ever, or hangs up."""

    _silence: asyncio.TimerHandle | None = None
    _began: float = 0
    # Whether the next bytes begin a request, and the head and the length of the body of one that came as a whole.
    _is_idle: bool = True
    _whole: tuple[bytes, int] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Let the application know the connection, which an answer that breaks off ends."""
        super().connection_made(transport)
        app = self.app
        self._journal, self._memory = app.journal, app.memory

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            whole, self._whole = self._whole, None
            scope[TRANSPORT] = transport
            await app(scope, receive, send)
            if whole and {LESSON, EXCHANGE} <= scope.keys() and self.cycle.response_complete and self.cycle.keep_alive:
                self._memory.learn(*whole, scope[LESSON], *scope[EXCHANGE])

        self.app = with_transport

    def data_received(self, data: bytes) -> None:
        """Take bytes of a connection: answer a request that is known, else let it be read."""
        if self._is_idle and self._memory is not None:
            head, end, body = data.partition(_END_OF_HEAD)
            known = self._memory.find(head)
            if known and known.length == len(body) and not self.flow.write_paused and self._recite(known, body):
                return
            self._whole = (head, len(body)) if end else None
        self._is_idle = False
        self._read(data)

    def on_response_complete(self) -> None:
        """Note that the next bytes begin a request."""
        super().on_response_complete()
        self._is_idle = self.conn.states == _IDLE and not self.conn.trailing_data[0]

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection on which there was no request for a while."""
        left = self._began + self.timeout_keep_alive - time.perf_counter()
        if left > 0:
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()

    def _recite(self, known: Known, body: bytes) -> bool:
        """Answer a request from memory; tell whether it could be."""
        self._began = time.perf_counter()
        reply = known.reply(body)
        if reply is None:
            return False
        taken = (time.perf_counter() - self._began) * 1000
        if access_log.isEnabledFor(logging.INFO):
            log_line(known.asked.method, known.path, reply.told.status, taken, reply.told.reason)
        self.transport.write(reply.before + self.server_state.default_headers[0][1] + reply.after)
        self._journal.record(known.asked, body[:KEPT_BYTES], len(body), reply.told, taken)
        self._memory.count += 1
        self.server_state.total_requests += 1
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        return True

    def _read(self, data: bytes) -> None:
        """Read bytes of a request, and set a term for a head that they begin."""
        if self._silence is None and (self.cycle is None or self.cycle.response_complete):
            self._began = time.perf_counter()
        for start in range(0, len(data), _PIECE_BYTES):
            if not self.transport.is_closing():
                super().data_received(data[start : start + _PIECE_BYTES])
        if not self._head_is_open():
            self._end_term()
        elif self._silence is None:
            self._silence = self.loop.call_later(SILENCE_SECONDS, self._refuse, 400, _OPEN_HEAD)

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio's own signature has the result
        """Answer a caller that has closed its side: what it sent completely, and what it left incomplete."""
        if self.cycle is not None and not self.cycle.response_complete:
            if self.cycle.more_body:
                self._refuse(400, "body: ends before it is complete")
            else:
                self.cycle.keep_alive = False
                return True
        elif self._head_is_open():
            self._refuse(400, _OPEN_HEAD)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the term with the connection."""
        self._end_term()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Refuse a request whose body is still arriving when the mock stops."""
        if self.cycle is not None and not self.cycle.response_complete and self.cycle.more_body:
            self._refuse(503, "the mock stops")
        super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request."""
        del msg  # it is always the same
        too_long = len(self.conn.trailing_data[0]) >= MOST_HEAD_BYTES
        self._refuse(400, "the request's head is larger than 64 KiB" if too_long else "the request is not HTTP/1.1")

    def _refuse(self, status: int, detail: str) -> None:
        """Answer with the contract's error and close, unless an answer has begun already."""
        self._end_term()
        if self.transport.is_closing():
            return
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            body = error_body(detail)
            head = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), _CLOSE]
            reason = HTTPStatus(status).phrase.encode()
            events = (h11.Response(status_code=status, headers=head, reason=reason), h11.Data(data=body))
            self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
            told = Told(status, head, body, detail)
            if self.cycle is not None and not self.cycle.response_complete:
                scope = cast("dict[str, Any]", self.scope)
                scope |= {"reason": detail, TOLD: told}
            else:
                scope = {"method": _NONE.method, "raw_path": _NONE.target, "reason": detail}
                self._journal.record(_NONE, b"", 0, told, (time.perf_counter() - self._began) * 1000)
            log_request(scope, status, self._began)
        self.transport.close()

    def _head_is_open(self) -> bool:
        return self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])

    def _end_term(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
