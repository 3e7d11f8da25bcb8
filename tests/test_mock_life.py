"""The mock's life: it starts or says why not, outlives Prism, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import venv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from scripts.mock.engine import ANSWER_SECONDS
from scripts.project import CONTRACT, ROOT, Failure
from scripts.serving import Mock, running_mock
from tests.hostile import request

MODELS = "/api/external/chatbot/models"
BOTH = {"api-key": "a key", "caigunn-access-token": "a token"}


def engine(mock: Mock) -> psutil.Process:
    [child] = psutil.Process(mock.process.pid).children()
    return child


def test_bytes_that_nobody_foresaw_leave_prism_alive(tmp_path: Path) -> None:
    """A control character in a header used to kill it, and whoever was in flight."""
    with running_mock(tmp_path / "log") as mock:
        before = engine(mock).pid
        for _ in range(5):
            httpx.get(f"{mock.url}/api/external/chatbot/messages", headers={b"api-key": b"k", b"uid": b"a\x7f"})
        assert engine(mock).pid == before


def start(*options: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.mock", *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_and_prism(tmp_path: Path, number: signal.Signals) -> None:
    with running_mock(tmp_path / "log") as mock:
        child = engine(mock)
        httpx.get(mock.url + MODELS, headers=BOTH)
        mock.process.send_signal(number)
        assert mock.process.wait(10) == 0
        assert mock.process.stdout
        assert mock.process.stdout.read() == "mock: stopped, 1 requests answered, 0 from memory\n"
        child.wait(5)


def test_a_request_that_is_still_arriving_is_refused_when_it_stops(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock:
        parts = urlsplit(mock.url)
        assert parts.port
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
            whole = request("PUT", "/api/external/chatbot", b"{}", [("Content-Type", "application/json")])
            connection.sendall(whole[:-1])
            until(lambda: httpx.get(mock.url).status_code == 404)
            mock.process.terminate()
            answer = connection.recv(65536)
        assert mock.process.wait(10) == 0
        log = mock.log.read_text(encoding="utf-8")
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert answer.endswith(b'{"detail":"the mock stops"}')
    assert "Traceback" not in log


def test_prism_sees_no_variable_of_the_environment(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log", environment={"MOCK_CREDENTIAL_API_KEY": "s3cret"}) as mock:
        assert engine(mock).environ() == {}


def test_prism_ends_with_a_mock_that_was_killed(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock:
        child = engine(mock)
        mock.process.kill()
        child.wait(5)


def test_no_request_fails_while_prism_is_killed_under_load(tmp_path: Path) -> None:
    over = threading.Event()

    def caller(url: str) -> list[int]:
        statuses = []
        with httpx.Client(headers=BOTH, timeout=20) as client:
            while not over.is_set():
                statuses.append(client.get(url).status_code)
        return statuses

    def answered(mock: Mock) -> int:
        return mock.log.read_text(encoding="utf-8").count(" 200 ")

    with running_mock(tmp_path / "log", options=["--no-memory"]) as mock, ThreadPoolExecutor(8) as pool:
        callers = [pool.submit(caller, mock.url + MODELS) for _ in range(8)]
        try:
            for _ in range(3):
                goal = answered(mock) + 50
                until(lambda goal=goal: answered(mock) > goal)  # type: ignore[misc] # mypy can't infer a default
                engine(mock).kill()
        finally:
            goal = answered(mock) + 50
            until(lambda: answered(mock) > goal)
            over.set()
        statuses = [status for running in callers for status in running.result()]
    assert set(statuses) == {200}
    assert (tmp_path / "log").read_text(encoding="utf-8").count("Prism ended with -9, starting it again") == 3


def test_a_prism_that_hangs_is_replaced(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock:
        stuck = engine(mock)
        stuck.suspend()
        started = time.perf_counter()
        assert httpx.get(mock.url + MODELS, headers=BOTH, timeout=30).status_code == 200
        assert ANSWER_SECONDS <= time.perf_counter() - started < ANSWER_SECONDS + 10
        assert engine(mock).pid != stuck.pid
        assert "Prism doesn't answer" in mock.log.read_text(encoding="utf-8")


def test_prism_comes_back_although_the_contract_is_gone(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.yaml"
    shutil.copy(CONTRACT, contract)
    with running_mock(tmp_path / "log", contract) as mock:
        contract.unlink()
        engine(mock).kill()
        assert httpx.get(mock.url + MODELS, headers=BOTH, timeout=30).status_code == 200


def test_a_prism_that_cannot_come_back_is_503_until_it_can(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    modules = tmp_path / "node_modules"
    modules.symlink_to(ROOT / "node_modules")
    command = [sys.executable, "-m", "scripts.mock", "--port", "0", "--contract", str(CONTRACT)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().split()[1] + MODELS
            modules.unlink()
            [prism] = psutil.Process(process.pid).children()
            prism.kill()
            with ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(lambda _: httpx.get(url, headers=BOTH, timeout=30), range(8)))
            assert {answer.status_code for answer in answers} == {503}
            assert "run `make setup`" in answers[0].json()["detail"]
            modules.symlink_to(ROOT / "node_modules")
            until(lambda: httpx.get(url, headers=BOTH, timeout=30).status_code == 200)
            assert len(psutil.Process(process.pid).children()) == 1
        finally:
            process.terminate()


def test_only_credentials_that_it_was_told_are_admitted(tmp_path: Path) -> None:
    environment = {"MOCK_CREDENTIAL_API_KEY": "right"}
    with running_mock(tmp_path / "log", environment=environment) as mock:
        right = httpx.get(mock.url + MODELS, headers=BOTH | {"api-key": "right"})
        wrong = httpx.get(mock.url + MODELS, headers=BOTH | {"api-key": "wrong"})
        assert "right" not in mock.log.read_text(encoding="utf-8")
    assert right.status_code == 200
    assert (wrong.status_code, wrong.json()) == (401, {"detail": "header.api-key: is not valid"})


def test_it_serves_another_contract(tmp_path: Path) -> None:
    contract = tmp_path / "shop.yaml"
    contract.write_text(
        """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /shelves/{shelf}/things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getThing
      parameters: [{name: shelf, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: A thing., content: {text/csv: {examples: {one: {value: "a,b"}}}}}}
""",
        encoding="utf-8",
    )
    with running_mock(tmp_path / "log", contract) as mock:
        found = httpx.get(f"{mock.url}/shelves/top%20%3F/things/7")
        refused = httpx.get(f"{mock.url}/shelves/top/things/seven")
    assert (found.status_code, found.headers["Content-Type"], found.text) == (200, "text/csv; charset=utf-8", "a,b")
    assert (refused.status_code, refused.json()) == (400, {"detail": "path.id: must be integer"})


def test_a_form_that_need_not_be_there(tmp_path: Path) -> None:
    contract = tmp_path / "shop.yaml"
    form = "{content: {application/x-www-form-urlencoded: {schema: {type: object, required: [a]}}}}"
    head = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\n"
    answers = '{"204": {description: Taken.}}'
    contract.write_text(f"{head}paths: {{/orders: {{post: {{requestBody: {form}, responses: {answers}}}}}}}\n")
    with running_mock(tmp_path / "log", contract) as mock:
        found = [httpx.post(f"{mock.url}/orders", data=each).status_code for each in (None, {"a": "1"}, {"b": "1"})]
    assert found == [204, 204, 400]


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = start("--port", str(port))
    assert ended.returncode == 2
    assert ended.stderr == (
        f"mock: can't listen at '127.0.0.1' port {port}: address already in use; choose others with HOST= and PORT=\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--host", "no such host"], "can't listen at 'no such host' port 4010: "),
        (["--contract", "/nowhere.yaml"], "/nowhere.yaml: no such file or directory"),
    ],
)
def test_what_cannot_be_is_one_line(options: list[str], message: str) -> None:
    ended = start(*options)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"mock: {message}")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("paths:\n", "paths: [\n", "openapi.yaml:"),
        ("openapi: 3.1.0\n", "", "not an OpenAPI 3 document"),
        ('        "200":\n', "        200:\n", "a name is no text"),
        ("info:\n", "? [a]\n: b\ninfo:\n", "a name is no text"),
        ("    delete:\n", "    delete: 7\n    x-old:\n", "`info` or an operation is not a map"),
        ("      parameters:\n", "      parameters: 7\n      x-old:\n", "parameters"),
        ("openapi: 3.1.0\n", "openapi: 3.1.0\nopenapi: 3.1.0\n", "'openapi' stands here twice"),
        ("#/components/schemas/TalkRequest", "#/components/schemas/Nothing", "#/components/schemas/Nothing"),
        ("operationId: talk\n", "operationId: listUids\n", "listUids"),
        (
            "      in: header\n      name: api-key\n",
            "      in: query\n      name: api-key\n",
            "is no apiKey in a header: the mock can't check it",
        ),
        ("components:\n", "components:\n  nothing: {}\n", "openapi.yaml: "),
        ("info:\n", "info:\n  x-least: .nan\n", "has a value that JSON doesn't know"),
        ("info:\n", "info:\n  x-kinds: !!set {a, b}\n", "has a value that JSON doesn't know"),
    ],
)
def test_a_broken_contract_is_one_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    contract = tmp_path / "openapi.yaml"
    text = CONTRACT.read_text(encoding="utf-8")
    assert old in text
    contract.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Failure) as raised, running_mock(tmp_path / "log", contract):
        pass
    assert message in str(raised.value)
    assert (tmp_path / "log").read_text(encoding="utf-8").count("\n") == 1


def test_a_port_that_is_none_is_a_usage_error() -> None:
    ended = start("--port", "70000")
    assert ended.returncode == 2
    assert ended.stderr.endswith("argument --port: '70000' is no port: write a number from 0 to 65535\n")


def test_a_missing_prism_is_one_line(tmp_path: Path) -> None:
    ended = start_copy(tmp_path, sys.executable)
    assert ended.returncode == 2
    package = tmp_path / "node_modules/@stoplight/prism-cli/package.json"
    assert ended.stderr == f"mock: {package} is missing: run `make setup`\n"


def test_a_missing_node_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    venv.create(tmp_path / "empty")
    ended = start_copy(tmp_path, str(tmp_path / "empty/bin/python"))
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"mock: Node.js is missing at {tmp_path}/empty/lib/")
    assert ended.stderr.endswith("run `make setup`\n")
    assert ended.stderr.count("\n") == 1


def start_copy(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Start the mock of a copy of the toolkit, by another interpreter that finds the packages of this one."""
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    shutil.copy(CONTRACT, folder)
    environment = os.environ | {"PYTHONPATH": sysconfig.get_path("purelib")}
    command = [python, "-m", "scripts.mock", "--port", "0"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def until(done: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so, and fail if it isn't in time."""
    waiting = threading.Event()
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        waiting.wait(0.01)
