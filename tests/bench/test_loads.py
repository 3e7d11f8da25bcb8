"""Load generators, servers under test, and targets of the mock's benchmarks."""

import os
import re
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scripts.bench import comparison, endurance, load, packets, servers, start, state
from scripts.bench.comparison import Load, Send, Server, check, compare, table_rows
from scripts.bench.load import NUMBER, LoadResult, template
from scripts.processes import Mock
from scripts.project import UserError
from tests.support.wrk import requires_wrk

# Benchmarks inform decisions; no user depends on them.
pytestmark = pytest.mark.slow

TEMPLATES = [
    template("PUT", "/a?b=%%20", {"api-key": "k"}, f'{{"id": "{NUMBER}"}}'),
    template("GET", f"/invalid/{NUMBER}", {}),
]


class KeepAliveServer(socketserver.ThreadingTCPServer):
    """A server that records the chunks it receives, and responds 400 to GET; `limit` closes connections early."""

    daemon_threads = True
    request_queue_size = 2 * load.CONNECTIONS

    def __init__(self, limit: int = sys.maxsize) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.limit = limit
        self.chunks: list[bytes] = []
        self.requests: list[bytes] = []


class _Handler(socketserver.BaseRequestHandler):
    server: KeepAliveServer

    def handle(self) -> None:
        received = b""
        while len(self.server.requests) < self.server.limit and (chunk := self.request.recv(2**16)):
            self.server.chunks.append(chunk)
            received += chunk
            length = re.search(rb"Content-Length: (\d+)", received)
            head, end, body = received.partition(b"\r\n\r\n")
            if end and len(body) == (int(length[1]) if length else 0):
                self.server.requests.append(received)
                status = b"400 Bad Request" if head.startswith(b"GET") else b"200 OK"
                self.request.sendall(b"HTTP/1.1 %b\r\nContent-Length: 2\r\n\r\n{}" % status)
                received = b""


@pytest.fixture
def server() -> Iterator[KeepAliveServer]:
    with KeepAliveServer() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.mark.parametrize("send", [pytest.param(load.send, marks=requires_wrk, id="wrk"), pytest.param(packets.send)])
def test_every_request_of_a_load_is_different(server: KeepAliveServer, send: Send) -> None:
    results = [send(server.url, TEMPLATES, 1) for _ in range(2)]
    requests = sum(result.requests for result in results)
    assert 0 < requests <= len(server.requests) <= requests + 2 * load.CONNECTIONS
    assert sum(result.rejected for result in results) == pytest.approx(requests / 2, abs=2 * load.CONNECTIONS)
    traces = [re.search(rb"\r\ntraceparent: (00-[\da-f]{32}-[\da-f]{16}-01)\r\n", each) for each in server.requests]
    assert len({trace[1] for trace in traces if trace}) == len(server.requests)
    puts = [each for each in server.requests if each.startswith(b"PUT /a?b=%20 HTTP/1.1\r\n")]
    bodies = {each.partition(b"\r\n\r\n")[2] for each in puts}
    assert len(bodies) == len(puts)
    assert all(re.fullmatch(rb'\{"id": "\d{12}"\}', body) for body in bodies)


def test_body_is_sent_in_a_second_packet(server: KeepAliveServer) -> None:
    result = packets.send(server.url, TEMPLATES[:1], 0.1)
    assert len(server.requests) == result.requests
    assert any(chunk.endswith(b"\r\n\r\n") for chunk in server.chunks)


@pytest.mark.parametrize("send", [pytest.param(load.send, marks=requires_wrk, id="wrk"), pytest.param(packets.send)])
def test_closed_connections_are_an_error(server: KeepAliveServer, send: Send) -> None:
    server.limit = 100
    with pytest.raises(UserError, match="lost requests under load"):
        send(server.url, TEMPLATES, 1)


def test_missing_response_is_an_error(server: KeepAliveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packets, "TIMEOUT_SECONDS", 0.1)
    incomplete = template("PUT", "/", {"Content-Length": "9"})
    with pytest.raises(UserError, match=r"lost requests under load: no response within 0\.1 s"):
        packets.send(server.url, [incomplete], 1)


def test_missing_programs_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError, match="wrk is missing: install it"):
        load.send("http://127.0.0.1:9", TEMPLATES, 1)
    with pytest.raises(UserError, match="redis-server is missing: install it"), servers.redis():
        pass


@pytest.mark.parametrize("invalid", [0.0, 0.2])
def test_unexpected_share_of_rejected_requests_is_an_error(invalid: float) -> None:
    result = LoadResult(requests=1000, seconds=1, p50=0.1, p99=0.2, rejected=100)
    check(result, Server("mock", servers.stub), Load("mix", [], 0.1))
    with pytest.raises(UserError, match=r"^mix: mock rejected 100 of 1000 requests, but \d+% are invalid"):
        check(result, Server("mock", servers.stub), Load("mix", [], invalid))


def test_rates_below_their_targets_are_violations() -> None:
    def results(rate: int) -> list[LoadResult]:
        return [LoadResult(rate * factor, 1, 0.001, 0.006, 0) for factor in (1, 3, 2)]

    rated = [Server("Prism", servers.prism), Server("mock", servers.stub, {"Prism": 8, "steady": 2}, tail=5)]
    rows = table_rows(
        "mix", [*rated, Server("steady", servers.steady)], [results(10), results(79), results(30)], ["Prism", "steady"]
    )
    assert [list(map(str, row)) for row in rows] == [
        ["mix, Prism", "20", "-", "0.33", "6.00"],
        ["mix, mock", "158", "7.90 !", "2.63", "6.00 !"],
        ["mix, steady", "60", "3.00", "-", "6.00"],
    ]


def test_comparison_has_a_row_per_load_and_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "SECONDS", 0.1)
    stubs = [Server(name, servers.stub) for name in ("baseline", "stub")]
    loads = [Load("GET", TEMPLATES[1:]), Load("PUT", TEMPLATES[:1])]
    rows = compare(stubs, loads, packets.send, ["baseline"], quick=True)
    assert [row[0] for row in rows] == ["GET, baseline", "GET, stub", "PUT, baseline", "PUT, stub"]


def test_slow_startup_is_a_violation() -> None:
    table = start.table([start.Startup(10, 1.0, 1.3, 0.3, 100.0), start.Startup(400, 1.0, 1.4, 0.3, 100.0)])
    assert list(table.violations()) == ["Startup: 400: ratio is 1.40, limit at most 1.30"]


def test_servers_stop_with_their_context() -> None:
    with (
        servers.stub() as upstream,
        servers.prism() as prism,
        servers.prism_proxy(upstream) as proxy,
        servers.steady() as steady,
    ):
        addresses = [(urlsplit(url).hostname, urlsplit(url).port) for url in (upstream, prism, proxy, steady)]
        for address in addresses:
            socket.create_connection(address).close()
    for address in addresses:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address)


def test_server_that_does_not_start_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not start"), servers.prism(tmp_path / "missing.yaml"):
        pass
    with pytest.raises(UserError, match="does not start"):
        servers.start_seconds([sys.executable, "-c", "print('hello')"], "ready")


def test_state_is_filled(stateful: Mock) -> None:
    state.fill(stateful.url, 2)


def test_mock_that_drops_messages_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.bench.state._call", lambda *_, **__: {"messages": [{}], "uids": [{}, {}]})
    with pytest.raises(UserError, match="has 1 of 20 messages in its oldest conversation, and 2 of 2 conversations"):
        state.fill("http://127.0.0.1:9", 2)


def test_upload_succeeds_and_copy_is_removed(mock: Mock, tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(os.urandom(2**20))
    assert endurance.upload(mock.url, file) > 0
    assert endurance.copy(file) > 0
    assert list(tmp_path.iterdir()) == [file]
