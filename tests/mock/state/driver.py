"""Chatbots of a state without an HTTP server."""

import asyncio
import json
import re
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl

import httpx

from scripts.mock.durations import JobDurations
from scripts.mock.state import State, open_state
from scripts.mock.state.models import Delivery
from scripts.openapi import load, operations
from scripts.project import CONTRACT, Unavailable
from scripts.validation.errors import RequestError
from scripts.validation.messages import ValidatedRequest
from tests.support.chatbots import Bot

DOCUMENT = load(CONTRACT)
OPERATIONS = {(operation.method, operation.path): operation.id for operation in operations(DOCUMENT)}
REPLY = "We are open on Friday from 9 to 17."
EXAMPLES = dict.fromkeys(OPERATIONS.values(), b'{"detail":"done"}') | {"talk": json.dumps({"text": REPLY}).encode()}
T = TypeVar("T")


class StateTransport(httpx.BaseTransport):
    """Transport that calls the handlers and the admin methods of a state, without HTTP and validation."""

    def __init__(self, replica: "Replica") -> None:
        self._replica = replica

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to a request."""
        request.read()
        try:
            status, body = self._replica.run(self._respond(request))
        except RequestError as error:
            status, body = error.status, json.dumps({"detail": error.detail}).encode()
        except Unavailable as error:
            status, body = 503, json.dumps({"detail": str(error)}).encode()
        return httpx.Response(status, content=body)

    async def _respond(self, request: httpx.Request) -> tuple[int, bytes]:
        state, key = self._replica.state, request.headers.get("api-key")
        match (request.method, request.url.path):
            case "GET", "/__mock/state":
                return 200, await state.document(key)
            case "PUT", "/__mock/state":
                return 200, await state.replace(key, json.loads(request.content))
            case "POST", path if path.endswith("/retry"):
                is_pending = await state.retry(path.split("/")[-2])
                return 200 if is_pending else 409, b"{}"
            case "POST", "/__mock/reset":
                await state.reset(key)
                return 200, b"{}"
            case route:
                operation_id = OPERATIONS[route]
                response = state.handlers.respond(_validated(operation_id, request), EXAMPLES[operation_id])
                return response if isinstance(response, tuple) else await response


def _validated(operation_id: str, request: httpx.Request) -> ValidatedRequest:
    """Return a request as its validation would, without what the handlers do not read."""
    query = {name: int(value) if name in {"offset", "limit"} else value for name, value in request.url.params.items()}
    content = request.content.decode("utf-8", "replace")
    is_json = request.headers.get("content-type") == "application/json"
    parts = SimpleNamespace(
        operation=SimpleNamespace(id=operation_id),
        head=SimpleNamespace(by_name=dict(request.headers.raw)),
        query=query,
        headers=request.headers,
        body=json.loads(content) if is_json else dict(parse_qsl(content)),
        files=re.findall(r'filename="(.*?)"', content),
    )
    return cast("ValidatedRequest", parts)


class Replica:
    """A state with its worker, in an event loop in a thread."""

    def __init__(self, state: State, loop: asyncio.AbstractEventLoop) -> None:
        self.state = state
        self._loop = loop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the event loop of the state."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def bot(self, key: str | None = None) -> Bot:
        """Return a chatbot, by default one that no other test uses."""
        return Bot("http://state", key, StateTransport(self))

    def deliveries(self) -> list[Delivery]:
        """Return the deliveries of all chatbots."""

        async def collect() -> list[Delivery]:
            return [each async for each in self.state.deliveries()]

        return self.run(collect())


@contextmanager
def replica(
    redis_url: str | None = None,
    job_duration: float | JobDurations = 0.02,
    allowed: Sequence[str] = (),
    has_worker: bool = True,
) -> Iterator[Replica]:
    """Open a state while the context lasts.

    Args:
        redis_url: The URL of Redis; None for a state in memory.
        job_duration: The duration of background jobs in seconds.
        allowed: The hosts of webhooks besides this machine.
        has_worker: Whether it works on jobs and deliveries, or leaves them to other replicas.
    """
    durations = job_duration if isinstance(job_duration, JobDurations) else JobDurations(job_duration)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def opened() -> State:
        state = await open_state(DOCUMENT, job_durations=durations, allowed_hosts=allowed, redis_url=redis_url)
        if not has_worker:
            await state.worker.stop()
        return state

    try:
        state = asyncio.run_coroutine_threadsafe(opened(), loop).result(30)
        try:
            yield Replica(state, loop)
        finally:
            asyncio.run_coroutine_threadsafe(state.close(), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
