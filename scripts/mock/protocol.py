"""HTTP/1.1 as the mock speaks it: what isn't HTTP, or stops in its middle, is answered like any other refusal."""

import asyncio
import time
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from scripts.mock.bodies import SILENCE_SECONDS
from scripts.mock.gateway import log_request
from scripts.mock.refusal import error_body

_OPEN_HEAD = "the request's head is incomplete"


class Protocol(H11Protocol):
    """uvicorn's protocol with three answers of its own. uvicorn sends plain text, waits for ever, and hangs up."""

    _silence: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Take bytes of a connection, and set a term for the head of a request that they begin."""
        super().data_received(data)
        if not self._head_is_open():
            self._end_term()
        elif self._silence is None:
            self._silence = self.loop.call_later(SILENCE_SECONDS, self.send_400_response, _OPEN_HEAD)

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio's own signature has the result
        """Answer a caller that has closed its side: what it sent completely, and what it left incomplete."""
        if self.cycle is not None and not self.cycle.response_complete:
            if self.cycle.more_body:
                self.send_400_response("body: ends before it is complete")
            else:
                self.cycle.keep_alive = False
                return True
        elif self._head_is_open():
            self.send_400_response(_OPEN_HEAD)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the term with the connection."""
        self._end_term()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request with the contract's error, unless an answer has begun already."""
        self._end_term()
        if self.transport.is_closing():
            return
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            detail = "the request is not HTTP/1.1" if msg == "Invalid HTTP request received." else msg
            body = error_body(detail)
            head = [("content-type", "application/json"), ("content-length", str(len(body))), ("connection", "close")]
            for event in (h11.Response(status_code=400, headers=head, reason=b"Bad Request"), h11.Data(data=body)):
                self.transport.write(self.conn.send(event) or b"")
            running = self.cycle is not None and not self.cycle.response_complete
            scope = cast("dict[str, Any]", self.scope) if running else {"method": "-", "raw_path": b"-"}
            scope["reason"] = detail
            log_request(scope, 400, time.perf_counter())
        self.transport.close()

    def _head_is_open(self) -> bool:
        return self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])

    def _end_term(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
