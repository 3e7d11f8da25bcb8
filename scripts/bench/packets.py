"""HTTP load over eight connections with each body in a second packet, as many clients send it and wrk cannot."""

import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from statistics import quantiles
from urllib.parse import urlsplit

import httptools

from scripts.bench.load import CONNECTIONS, LoadResult, RequestTemplate, first_number
from scripts.project import UserError

# Longest time without a response.
TIMEOUT_SECONDS = 10.0


class _Connection:
    """A keep-alive connection with one request at a time."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._parser = httptools.HttpResponseParser(self)
        self._waiting = False
        self._sent = 0.0

    def send_head(self, head: bytes) -> None:
        self._waiting = True
        self._sent = time.perf_counter()
        self.socket.sendall(head)

    def receive(self) -> tuple[float, int] | None:
        """Return the latency and the status code of the response if it is complete."""
        data = self.socket.recv(2**16)
        if not data:
            raise ConnectionResetError("closed by the server")
        self._parser.feed_data(data)
        if self._waiting:
            return None
        return time.perf_counter() - self._sent, self._parser.get_status_code()

    def on_message_complete(self) -> None:
        self._waiting = False


def send(url: str, templates: Sequence[RequestTemplate], seconds: float) -> LoadResult:
    """Send requests for a while, each connection as soon as it has its last response.

    Args:
        url: The server's address.
        templates: The requests, sent in turn.
        seconds: The duration.

    Raises:
        UserError: Requests were lost.
    """
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        try:
            connections = []
            for _ in range(CONNECTIONS):
                connections.append(connection := _Connection(url))
                stack.enter_context(connection.socket)
                selector.register(connection.socket, selectors.EVENT_READ, connection)
            return _exchange(selector, connections, templates, seconds)
        except (OSError, httptools.HttpParserError) as error:
            raise UserError(f"{url} lost requests under load: {error}") from error


def _exchange(
    selector: selectors.BaseSelector, idle: list[_Connection], templates: Sequence[RequestTemplate], seconds: float
) -> LoadResult:
    formats = [
        (each.head.encode(), each.head.count("%0"), each.body.encode(), each.body.count("%0")) for each in templates
    ]
    number = first_number()
    latencies: list[float] = []
    rejected = 0
    bodies: list[tuple[_Connection, bytes]] = []
    begun = time.perf_counter()
    end, active = begun + seconds, len(idle)
    while active:
        # Bodies go a turn of the loop after their heads: otherwise a busy server would read both at once.
        for connection, body in bodies:
            connection.socket.sendall(body)
        bodies = []
        for connection in idle:
            number += 1
            head, head_numbers, body, body_numbers = formats[number % len(formats)]
            connection.send_head(head % ((number,) * head_numbers))
            if body:
                bodies.append((connection, body % ((number,) * body_numbers)))
        idle = []
        ready = selector.select(0 if bodies else TIMEOUT_SECONDS)
        if not ready and not bodies:
            raise TimeoutError(f"no response within {TIMEOUT_SECONDS:g} s")
        for key, _ in ready:
            response = key.data.receive()
            if response is None:
                continue
            latency, status = response
            latencies.append(latency)
            rejected += status >= 400
            if time.perf_counter() < end:
                idle.append(key.data)
            else:
                active -= 1
    percentiles = quantiles(latencies, n=100)
    return LoadResult(len(latencies), time.perf_counter() - begun, percentiles[49], percentiles[98], rejected)
