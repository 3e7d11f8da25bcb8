"""What surrounds the application: logs each request, keeps it in the journal, and answers what nobody foresaw."""

import asyncio
import logging
import time
import traceback
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scripts.mock.control import PREFIX
from scripts.mock.journal import KEPT_BYTES, Asked, Headers, Journal, Told
from scripts.mock.logs import log_request
from scripts.mock.memory import EXCHANGE, LESSON, Memory
from scripts.mock.refusal import Refusal

log = logging.getLogger("mock")

# The member of a request's scope that has its answer if the connection gave it, and not the application.
TOLD = "mock.told"


async def refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with a refusal, whose reason goes to the log."""
    scope["reason"] = refusal.detail
    await refusal.response()(scope, receive, send)


class Access:
    """Logs one line a request, keeps it in the journal, and answers with 500 what nobody foresaw."""

    def __init__(self, app: ASGIApp, journal: Journal, memory: Memory | None) -> None:
        """Take what answers, what keeps the requests, and what remembers answers, if anything does."""
        self._app = app
        self.journal = journal
        self.memory = memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        started = time.perf_counter()
        seen = _Seen()

        async def hear() -> Message:
            message = await receive()
            seen.hear(message)
            return message

        async def watch(message: Message) -> None:
            # Logged before it is sent: whoever has the answer finds its line.
            if message["type"] == "http.response.start":
                log_request(scope, message["status"], started)
            seen.tell(message)
            await send(message)

        try:
            await self._app(scope, hear, watch)
        except asyncio.CancelledError:
            # The mock stops, and the request has used up its time to end.
            scope.pop(LESSON, None)
            if not scope.get("logged"):
                await refuse(Refusal(503, "the mock stops"), scope, receive, watch)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets an answer and the log one line
            scope.pop(LESSON, None)
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error("a fault of the mock: %s at %s:%s", type(error).__name__, place.filename, place.lineno)  # noqa: TRY400
            if not scope.get("logged"):
                await refuse(Refusal(500, "the mock has a fault, see its log"), scope, receive, watch)
        finally:
            log_request(scope, 0, started)
            if not f"{scope['path']}/".startswith(f"{PREFIX}/"):
                asked = Asked(scope["method"], target(scope), scope["headers"])
                told = scope.get(TOLD) or Told(seen.status, seen.headers, bytes(seen.answer), scope.get("reason"))
                taken = (time.perf_counter() - started) * 1000
                self.journal.record(asked, bytes(seen.body), seen.size, told, taken)
                scope[EXCHANGE] = asked, told


@dataclass
class _Seen:
    """What passed by of a request and its answer."""

    body: bytearray = field(default_factory=bytearray)
    size: int = 0
    status: int = 0
    headers: Headers = ()
    answer: bytearray = field(default_factory=bytearray)

    def hear(self, message: Message) -> None:
        chunk = message.get("body", b"")
        self.body += chunk[: max(0, KEPT_BYTES - self.size)]
        self.size += len(chunk)

    def tell(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message.get("headers", ())
        self.answer += message.get("body", b"")[: max(0, KEPT_BYTES - len(self.answer))]


def target(scope: Scope) -> bytes:
    """Return path and query of a request as they came."""
    path: bytes = scope["raw_path"]
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path
