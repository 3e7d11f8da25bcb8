"""That the benchmark measures what it says, and fails when a ratio is over its limit."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scripts.bench import generation, imports, stock
from scripts.bench.contenders import Stock, async_calls, sync_calls
from scripts.bench.growth import grown
from scripts.bench.measure import Ratio, Table, in_turns
from scripts.bench.server import running_server
from scripts.openapi import check, load, operations
from scripts.project import CLIENT, CONTRACT, ROOT, Failure
from tests.recording_server import RecordingServer, recording_server

BODY = b'{"text": "We are open."}'


@pytest.fixture(scope="module")
def stock_client(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return Stock(
        stock.package(CONTRACT, tmp_path_factory.mktemp("stock"), "stock_client_of_tests"), "stock_client_of_tests"
    )


@pytest.fixture
def recording() -> Iterator[RecordingServer]:
    with recording_server() as running:
        yield running


def connect(url: str) -> socket.socket:
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    return socket.create_connection((address.hostname, address.port), timeout=10)


def read_answers(connection: socket.socket, count: int) -> list[bytes]:
    received = b""
    while received.count(BODY) < count:
        received += connection.recv(65536)
    return [each + BODY for each in received.split(BODY)][:-1]


def test_server_answers_each_request_once_it_is_whole() -> None:
    whole = b"POST /talk HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
    with running_server(BODY) as url, connect(url) as connection:
        connection.sendall(whole + b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + whole[:-2])
        answers = read_answers(connection, 2)
        connection.sendall(whole[-2:])
        answers += read_answers(connection, 1)
    assert len(answers) == 3
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n"
    assert set(answers) == {head + BODY}


def test_server_ends_with_its_context() -> None:
    with running_server(BODY) as url:
        connection = connect(url)
    with connection:
        assert connection.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        connect(url)


def test_server_dies_with_whoever_started_it() -> None:
    program = (
        f"from scripts.bench.server import *\nwith running_server({BODY!r}) as url: print(url, flush=True); input()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        with connect(parent.stdout.readline().strip()) as connection:
            parent.send_signal(signal.SIGKILL)
            assert connection.recv(1) == b""


def test_server_that_does_not_start_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Failure, match="ended before it listened"), running_server(BODY):
        pass


@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.parametrize(("call", "answer"), [("list", b'{"models": []}'), ("talk", BODY)])
def test_contenders_send_the_same(
    recording: RecordingServer, stock_client: Stock, call: str, answer: bytes, awaited: bool
) -> None:
    recording.answer = 200, answer, "application/json"

    async def await_them() -> None:
        async with async_calls(recording.url, call, stock_client) as contenders:
            for contender in contenders:
                await contender()

    if awaited:
        asyncio.run(await_them())
    else:
        with sync_calls(recording.url, call, stock_client) as contenders:
            for contender in contenders:
                contender()
    sent = []
    for each in recording.requests:
        headers = {name.lower(): value for name, value in each.headers.items()}
        assert headers.pop("user-agent")
        sent.append((each.method, each.path, each.query, each.body, headers))
    assert len(sent) == 3
    assert sent[0] == sent[1]
    assert sent[0] == sent[2]


@pytest.mark.parametrize("copies", [1, 3])
def test_grown_contract_is_valid_and_has_as_many_operations_as_said(tmp_path: Path, copies: int) -> None:
    document = load(CONTRACT)
    large = grown(document, copies)
    check(large, tmp_path / "large.yaml")
    ids = [each.id for each in operations(large)]
    assert len(set(ids)) == len(ids) == copies * len(list(operations(document)))
    assert len(large["components"]["schemas"]) == copies * len(document["components"]["schemas"])
    assert document == load(CONTRACT)


def test_copies_refer_to_their_own_schemas() -> None:
    large = grown(load(CONTRACT), 2)
    answer = large["paths"]["/api/external/chatbot/models-2"]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ModelList2"}
    members = large["components"]["schemas"]["ModelList2"]["properties"]
    assert members["models"]["items"] == {"$ref": "#/components/schemas/Model2"}


def test_only_ratios_over_their_limits_are_told() -> None:
    row: list[str | Ratio] = ["list", "540", Ratio(1.26, 1.25), Ratio(9.0)]
    table = Table("One call", ["call", "takes", "ratio", "stock"], [row, ["talk", "7", Ratio(1.25, 1.25), Ratio(1.0)]])
    assert list(table.over()) == ["One call: list: 1.26 times, 1.25 at most"]
    assert str(table).splitlines()[2:] == [
        "call  takes   ratio  stock",
        "----  -----  ------  -----",
        "list    540  1.26 !   9.00",
        "talk      7    1.25   1.00",
    ]


def test_a_ratio_may_have_to_be_large() -> None:
    table = Table("Rate", ["load", "ratio"], [["mix", Ratio(7.9, least=8.0)], ["list", Ratio(8.0, least=8.0)]])
    assert list(table.over()) == ["Rate: mix: 7.90 times, 8.00 at least"]


def test_slow_generation_is_over_its_limit() -> None:
    fast, slow = generation.Size(10, 7, 1.0, 1.0), generation.Size(10, 7, 1.6, 1.0)
    grown_linear, grown_square = generation.Size(20, 3, 2.0, 2.0), generation.Size(40, 1, 10.0, 4.0)
    assert list(generation.table([fast, grown_linear, grown_square]).over()) == []
    assert len(list(generation.table([slow, grown_linear]).over())) == 1
    last = generation.table([fast, grown_linear, grown_square]).rows[-1]
    assert last[-4:] == ["400.0", Ratio(4.0), "100.0", Ratio(1.0)]


def test_contenders_take_turns() -> None:
    turns: list[str] = []
    times = iter(range(1, 7))

    def contender(name: str) -> float:
        turns.append(name)
        return next(times)

    assert in_turns([lambda: contender("a"), lambda: contender("b")], 3) == [4, 3]
    assert turns == ["a", "b", "b", "a", "a", "b"]


def test_imports_are_measured_where_only_what_is_needed_is_installed(tmp_path: Path) -> None:
    names = imports.needed(CLIENT / "pyproject.toml")
    assert {"httpx", "h11", "attrs"} <= set(names)
    imports.link(tmp_path, names)
    assert not {"click", "rich"} & imports.timed(tmp_path, "import httpx").modules
    with pytest.raises(Failure, match="`import yaml` fails: ModuleNotFoundError"):
        imports.timed(tmp_path, "import yaml")


@pytest.mark.parametrize("statement", imports.STATEMENTS)
def test_import_loads_neither_models_nor_groups(tmp_path: Path, statement: str) -> None:
    imports.link(tmp_path, imports.needed(CLIENT / "pyproject.toml"))
    loaded = imports.own(imports.timed(tmp_path, statement).modules)
    assert "caigunn_client" in loaded
    assert [each for each in loaded if re.match(r"caigunn_client\.(models|api|groups|client|webhooks)\b", each)] == []


def test_client_that_needs_what_is_not_installed_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\ndependencies = ['no-such-package>=1']")
    with pytest.raises(Failure, match="needs no-such-package, which isn't installed"):
        imports.needed(tmp_path / "pyproject.toml")


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.bench", *arguments]
    environment = {**os.environ, "CAIGUNN_LOG": "debug"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_quick_run_has_a_table_for_each_part() -> None:
    done = bench("client", "imports", "generation", "--quick")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"^(One call|Imports|Generation)", done.stdout, re.MULTILINE) == [
        "One call",
        "Imports",
        "Generation",
    ]
    assert re.search(r"^bench: too few turns to judge, \d+ s on \d+ cores$", done.stdout, re.MULTILINE)


def test_unknown_part_is_an_error() -> None:
    done = bench("speed")
    assert done.returncode == 2
    assert "no part is called 'speed': choose from client, imports, generation, rate, start, endurance" in done.stderr
