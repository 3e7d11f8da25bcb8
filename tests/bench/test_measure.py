"""Client benchmarks, the stub server, and tables with limits."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scripts.bench import generation, imports, stock
from scripts.bench.calls import Stock, async_calls, sync_calls
from scripts.bench.growth import enlarge
from scripts.bench.measure import Ratio, Table, in_turns
from scripts.bench.stub_server import running_stub_server
from scripts.openapi import check, load, operations
from scripts.project import CLIENT, CONTRACT, ROOT, UserError
from tests.support.recording_server import RecordingServer

# Benchmarks inform decisions; no user depends on them.
pytestmark = pytest.mark.slow

BODY = b'{"text": "We are open."}'


@pytest.fixture(scope="module")
def stock_client(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return Stock(
        stock.package(CONTRACT, tmp_path_factory.mktemp("stock"), "stock_client_of_tests"), "stock_client_of_tests"
    )


def connect(url: str) -> socket.socket:
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    return socket.create_connection((address.hostname, address.port), timeout=10)


def read_responses(connection: socket.socket, count: int) -> list[bytes]:
    received = b""
    while received.count(BODY) < count:
        received += connection.recv(65536)
    return [each + BODY for each in received.split(BODY)][:-1]


def test_stub_server_waits_for_complete_requests() -> None:
    whole = b"POST /talk HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
    with running_stub_server(BODY) as url, connect(url) as connection:
        connection.sendall(whole + b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + whole[:-2])
        responses = read_responses(connection, 2)
        connection.sendall(whole[-2:])
        responses += read_responses(connection, 1)
    assert len(responses) == 3
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n"
    assert set(responses) == {head + BODY}


def test_stub_server_ends_with_its_context() -> None:
    with running_stub_server(BODY) as url:
        connection = connect(url)
    with connection:
        assert connection.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        connect(url)


def test_stub_server_ends_when_its_parent_is_killed() -> None:
    program = (
        "from scripts.bench.stub_server import running_stub_server\n"
        f"with running_stub_server({BODY!r}) as url: print(url, flush=True); input()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        with connect(parent.stdout.readline().strip()) as connection:
            parent.send_signal(signal.SIGKILL)
            assert connection.recv(1) == b""


def test_stub_server_that_does_not_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(UserError, match="ended before it listened"), running_stub_server(BODY):
        pass


@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.parametrize(("call", "answer"), [("list", b'{"models": []}'), ("talk", BODY)])
def test_clients_send_the_same_request(
    server: RecordingServer, stock_client: Stock, call: str, answer: bytes, awaited: bool
) -> None:
    server.response = 200, answer, "application/json"

    async def await_calls() -> None:
        async with async_calls(server.url, call, stock_client) as calls:
            for call_api in calls:
                await call_api()

    if awaited:
        asyncio.run(await_calls())
    else:
        with sync_calls(server.url, call, stock_client) as calls:
            for call_api in calls:
                call_api()
    sent = []
    for each in server.requests:
        headers = {name.lower(): value for name, value in each.headers.items()}
        assert headers.pop("user-agent")
        sent.append((each.method, each.path, each.query, each.body, headers))
    assert len(sent) == 3
    assert sent[0] == sent[1]
    assert sent[0] == sent[2]


@pytest.mark.parametrize("copies", [1, 3])
def test_enlarged_contract_is_valid(tmp_path: Path, copies: int) -> None:
    document = load(CONTRACT)
    large = enlarge(document, copies)
    check(large, tmp_path / "large.yaml")
    ids = [each.id for each in operations(large)]
    assert len(set(ids)) == len(ids) == copies * len(list(operations(document)))
    assert len(large["components"]["schemas"]) == copies * len(document["components"]["schemas"])
    assert document == load(CONTRACT)


def test_enlarged_contract_copies_schemas() -> None:
    large = enlarge(load(CONTRACT), 2)
    answer = large["paths"]["/api/external/chatbot/models-2"]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ModelList2"}
    members = large["components"]["schemas"]["ModelList2"]["properties"]
    assert members["models"]["items"] == {"$ref": "#/components/schemas/Model2"}


def test_only_ratios_over_their_limit_are_violations() -> None:
    row: list[str | Ratio] = ["list", "540", Ratio(1.26, 1.25), Ratio(9.0)]
    table = Table("One call", ["call", "takes", "ratio", "stock"], [row, ["talk", "7", Ratio(1.25, 1.25), Ratio(1.0)]])
    assert list(table.violations()) == ["One call: list: ratio is 1.26, limit at most 1.25"]
    assert str(table).splitlines()[2:] == [
        "call  takes   ratio  stock",
        "----  -----  ------  -----",
        "list    540  1.26 !   9.00",
        "talk      7    1.25   1.00",
    ]


def test_ratio_below_its_lower_limit_is_a_violation() -> None:
    table = Table("Rate", ["load", "ratio"], [["mix", Ratio(7.9, at_least=8.0)], ["list", Ratio(8.0, at_least=8.0)]])
    assert list(table.violations()) == ["Rate: mix: ratio is 7.90, limit at least 8.00"]


def test_slow_generation_is_a_violation() -> None:
    fast, slow = generation.Size(10, 7, 1.0, 1.0), generation.Size(10, 7, 1.6, 1.0)
    grown_linear, grown_square = generation.Size(20, 3, 2.0, 2.0), generation.Size(40, 1, 10.0, 4.0)
    assert list(generation.table([fast, grown_linear, grown_square]).violations()) == []
    assert len(list(generation.table([slow, grown_linear]).violations())) == 1
    last = generation.table([fast, grown_linear, grown_square]).rows[-1]
    assert last[-4:] == ["400.0", Ratio(4.0), "100.0", Ratio(1.0)]


def test_measurements_alternate() -> None:
    turns: list[str] = []
    times = iter(range(1, 7))

    def measure(name: str) -> float:
        turns.append(name)
        return next(times)

    assert in_turns([lambda: measure("a"), lambda: measure("b")], 3) == [4, 3]
    assert turns == ["a", "b", "b", "a", "a", "b"]


def test_imports_are_measured_with_dependencies_only(tmp_path: Path) -> None:
    names = imports.dependencies(CLIENT / "pyproject.toml")
    assert {"httpx", "h11", "attrs"} <= set(names)
    imports.link(tmp_path, names)
    for other in ("click", "rich", "yaml"):
        with pytest.raises(UserError, match=f"`import {other}` fails: ModuleNotFoundError"):
            imports.timed(tmp_path, f"import {other}")


@pytest.mark.parametrize("statement", imports.STATEMENTS)
def test_import_loads_neither_models_nor_groups(tmp_path: Path, statement: str) -> None:
    imports.link(tmp_path, imports.dependencies(CLIENT / "pyproject.toml"))
    loaded = imports.own(imports.timed(tmp_path, statement).modules)
    assert "caigunn_client" in loaded
    assert [each for each in loaded if re.match(r"caigunn_client\.(models|api|groups|client|webhooks)\b", each)] == []


def test_missing_dependency_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\ndependencies = ['no-such-package>=1']")
    with pytest.raises(UserError, match="needs no-such-package, which is not installed"):
        imports.dependencies(tmp_path / "pyproject.toml")


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.bench", *arguments]
    environment = {**os.environ, "CAIGUNN_LOG": "debug"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_unknown_part_is_an_error() -> None:
    done = bench("speed")
    assert done.returncode == 2
    assert (
        "unknown part 'speed': choose from client, imports, generation, rate, state, proxy, start, endurance"
        in done.stderr
    )
