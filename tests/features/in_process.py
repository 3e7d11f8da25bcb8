"""A mock within the process of the tests, which share one Prism, and an in-memory connection to it."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvloop

from scripts.http_server.protocol import Application, Connection
from scripts.mock.app import MockApp
from scripts.mock.callbacks import CallbackSender
from scripts.mock.faults.custom import CustomResponder
from scripts.mock.faults.inject import FaultInjector
from scripts.mock.faults.scenario import FaultRule, Scenario
from scripts.mock.recorder import Recorder
from scripts.mock.respond import Responder
from scripts.openapi import Document, operations
from scripts.prism.cache import ResponseCache
from scripts.prism.responses import DocumentedResponses
from scripts.prism.supervisor import PrismSupervisor
from scripts.validation.messages import ValidatedRequest
from scripts.validation.operation import compile_operations

_SECONDS = 10


@dataclass(frozen=True)
class Response:
    """A response as it arrived.

    Attributes:
        status: The status code.
        headers: The headers, by lower-case name.
        body: The body.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def encode(method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bytes:
    """Return a request as it is sent; it closes the connection."""
    lines = [(name, value) for name, value in headers if name.lower() != b"connection"]
    head = b"".join(b"%b: %b\r\n" % line for line in [*lines, (b"Connection", b"close")])
    return b"%b %b HTTP/1.1\r\n%b\r\n%b" % (method.encode(), target, head, body)


async def exchange(app: Application, request: bytes) -> bytes:
    """Send a request, which closes the connection, to a server, and return what it sends."""
    connection = Connection(app, set())
    transport = _Transport(connection)
    connection.connection_made(transport)
    connection.data_received(request)
    async with asyncio.timeout(_SECONDS):
        await connection.closed
    return bytes(transport.written)


class InProcessMocks:
    """The event loop and the Prism of all mocks."""

    def __init__(self, runner: asyncio.Runner, supervisor: PrismSupervisor) -> None:
        """Take a Prism that is ready."""
        self.runner = runner
        self._supervisor = supervisor

    def mock(self, document: Document, credentials: Mapping[str, str] | None = None) -> "InProcessMock":
        """Return a mock of a contract."""
        responses = {each.id: DocumentedResponses(document, each) for each in operations(document)}
        media_types = {name: each.default_media_types for name, each in responses.items()}
        cache = ResponseCache(self._supervisor)
        app = _RecordingApp(
            router=compile_operations(document, credentials or {}, media_types),
            responder=Responder(document, responses, cache, CustomResponder(document, responses, {}), None),
            callbacks=CallbackSender(document, cache, ()),
            faults=FaultInjector(Scenario(FaultRule(), {}), responses),
            recorder=Recorder(),
            admin=_no_admin,
        )
        return InProcessMock(self.runner, app)


@dataclass(frozen=True)
class InProcessMock:
    """A mock.

    Attributes:
        runner: Its event loop.
        app: The mock.
    """

    runner: asyncio.Runner
    app: "_RecordingApp"

    def values(self, request: bytes) -> Mapping[str, Any]:
        """Return what a valid request means: its parameters and its body, deserialized."""
        self.app.received.clear()
        response = self.send(request)
        found = next(iter(self.app.received), None)
        assert found is not None, response.body
        return {
            "operation": found.operation.id,
            "path": found.path,
            "query": found.query,
            "headers": found.headers,
            "cookies": found.cookies,
            "body": found.body,
            "files": len(found.files),
        }

    def send(self, request: bytes) -> Response:
        """Send a request, which closes the connection, and return the response."""
        received = self.runner.run(exchange(self.app, request))
        head, _, body = received.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return Response(int(status.split()[1]), headers, body)


class _RecordingApp(MockApp):
    """A mock that keeps valid requests."""

    def __post_init__(self) -> None:
        """Begin without requests."""
        super().__post_init__()
        self.received: list[ValidatedRequest] = []

    def respond(self, request: ValidatedRequest) -> Any:
        """Keep the request, and return the response."""
        self.received.append(request)
        return super().respond(request)


class _Transport(asyncio.Transport):
    """The client's side of a connection, in memory."""

    def __init__(self, connection: Connection) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.written = bytearray()
        self._connection = connection
        self._is_closing = False

    def write(self, data: Any) -> None:
        self.written += data

    def close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._connection.connection_lost(None)

    def is_closing(self) -> bool:
        return self._is_closing

    def is_reading(self) -> bool:
        return not self._is_closing

    def pause_reading(self) -> None:
        """Do nothing: each connection has one request."""

    def resume_reading(self) -> None:
        """Do nothing, as above."""


@contextmanager
def in_process_mocks() -> Iterator[InProcessMocks]:
    """Run a Prism while the context lasts."""

    async def start() -> PrismSupervisor:
        supervisor = PrismSupervisor()
        await supervisor.start()
        return supervisor

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        supervisor = runner.run(start())
        yield InProcessMocks(runner, supervisor)
        runner.run(supervisor.stop())


async def _no_admin(*_: object) -> None:
    raise AssertionError("a feature calls no admin endpoint")
