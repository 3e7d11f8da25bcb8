"""Start, failures at the start, crashes of Prism, and stop."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import uuid
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from scripts import openapi
from scripts.mock.cli import main
from scripts.prism.process import RESPONSE_SECONDS
from scripts.processes import Mock, ready_url, running_mock
from scripts.project import CONTRACT, ROOT
from tests.support.command_line import run_command
from tests.support.hostile_requests import request
from tests.support.waiting import until

MODELS = "/api/external/chatbot/models"
BOTH = {"api-key": "a key", "caigunn-access-token": "a token"}


def prism_of(mock: Mock) -> psutil.Process:
    [child] = psutil.Process(mock.process.pid).children()
    return child


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_mock_and_prism(tmp_path: Path, number: signal.Signals) -> None:
    with running_mock(tmp_path / "log", options=["--no-cache"]) as mock:
        child = prism_of(mock)
        httpx.get(mock.url + MODELS, headers=BOTH)
        mock.process.send_signal(number)
        assert mock.process.wait(10) == 0
        assert mock.process.stdout
        assert mock.process.stdout.read() == "mock: stopped after 1 requests\n"
        child.wait(5)


@pytest.mark.parametrize(("options", "is_listed"), [([], True), (["--quiet"], False)])
def test_start_lists_pages_and_operations(tmp_path: Path, options: list[str], is_listed: bool) -> None:
    with running_mock(tmp_path / "log", options=options) as mock:
        assert f"; inspector: {mock.url}/__mock/; reference: {mock.url}/__mock/docs/; " in mock.ready
        assert httpx.get(f"{mock.url}/__mock/health").status_code == 200
        log = mock.log.read_text(encoding="utf-8")
    for operation in openapi.operations(openapi.load(CONTRACT)):
        line = f" {operation.id}: {operation.method} {mock.url}{operation.path}\n"
        assert (line in log) is is_listed


def test_browser_at_the_root_is_sent_to_the_inspector(mock_url: str) -> None:
    browser = httpx.get(mock_url, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (browser.status_code, browser.headers["Location"]) == (302, "/__mock/")
    assert httpx.get(mock_url).status_code == 404


def test_unspecified_host_is_printed_as_a_url_that_opens(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log", options=["--host", "0.0.0.0"]) as mock:  # noqa: S104
        assert mock.url.startswith("http://127.0.0.1:")
        assert httpx.get(mock.url + MODELS, headers=BOTH).status_code == 200


def test_incomplete_request_gets_503_when_the_mock_stops(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock:
        parts = urlsplit(mock.url)
        assert parts.port
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
            whole = request("PUT", "/api/external/chatbot", b"{}", [("Content-Type", "application/json")])
            connection.sendall(whole[:-1])
            until(lambda: httpx.get(mock.url).status_code == 404)
            mock.process.terminate()
            response = connection.recv(65536)
        assert mock.process.wait(10) == 0
        log = mock.log.read_text(encoding="utf-8")
    assert response.startswith(b"HTTP/1.1 503 ")
    assert response.endswith(b'{"detail":"the server is stopping"}')
    assert "Traceback" not in log


def test_prism_gets_no_environment_variables(tmp_path: Path) -> None:
    with running_mock(
        tmp_path / "log", options=["--no-cache"], environment={"MOCK_CREDENTIAL_API_KEY": "s3cret"}
    ) as mock:
        assert prism_of(mock).environ() == {}


@pytest.mark.slow
def test_prism_exits_when_the_mock_is_killed(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log", options=["--no-cache"]) as mock:
        child = prism_of(mock)
        mock.process.kill()
        child.wait(5)


def test_mock_with_stored_responses_starts_without_prism(tmp_path: Path) -> None:
    contract, example = tmp_path / "openapi.json", str(uuid.uuid4())
    responses = {"200": {"description": "A name.", "content": {"text/plain": {"example": example}}}}
    document = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}}
    contract.write_text(
        json.dumps(document | {"paths": {"/name": {"get": {"responses": responses}}}}), encoding="utf-8"
    )
    with running_mock(tmp_path / "log", contract) as mock:
        assert httpx.get(f"{mock.url}/name").text == example
        assert prism_of(mock).is_running()
    with running_mock(tmp_path / "log", contract) as mock:
        assert httpx.get(f"{mock.url}/name").text == example
        assert psutil.Process(mock.process.pid).children() == []


@pytest.mark.slow
def test_no_request_fails_while_prism_crashes_under_load(tmp_path: Path) -> None:
    over = threading.Event()

    def client(url: str) -> list[int]:
        statuses = []
        with httpx.Client(headers=BOTH, timeout=20) as session:
            while not over.is_set():
                statuses.append(session.get(url).status_code)
        return statuses

    def count_responses(mock: Mock) -> int:
        return mock.log.read_text(encoding="utf-8").count(" 200 ")

    with running_mock(tmp_path / "log", options=["--no-cache"]) as mock, ThreadPoolExecutor(8) as pool:
        clients = [pool.submit(client, mock.url + MODELS) for _ in range(8)]
        try:
            for _ in range(3):
                goal = count_responses(mock) + 50
                until(lambda goal=goal: count_responses(mock) > goal)  # type: ignore[misc] # mypy can't infer a default
                prism_of(mock).kill()
        finally:
            goal = count_responses(mock) + 50
            until(lambda: count_responses(mock) > goal)
            over.set()
        statuses = [status for running in clients for status in running.result()]
    assert set(statuses) == {200}
    assert (tmp_path / "log").read_text(encoding="utf-8").count("Prism exited with code -9; restarting") == 3


@pytest.mark.slow
def test_hanging_prism_is_replaced(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log", options=["--no-cache"]) as mock:
        stuck = prism_of(mock)
        stuck.suspend()
        started = time.perf_counter()
        assert httpx.get(mock.url + MODELS, headers=BOTH, timeout=30).status_code == 200
        assert RESPONSE_SECONDS <= time.perf_counter() - started < RESPONSE_SECONDS + 10
        assert prism_of(mock).pid != stuck.pid
        assert "Prism did not respond within" in mock.log.read_text(encoding="utf-8")


def test_prism_restarts_without_the_contract_file(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.yaml"
    shutil.copy(CONTRACT, contract)
    with running_mock(tmp_path / "log", contract, options=["--no-cache"]) as mock:
        contract.unlink()
        prism_of(mock).kill()
        assert httpx.get(mock.url + MODELS, headers=BOTH, timeout=30).status_code == 200


@pytest.mark.slow
def test_prism_that_cannot_restart_is_503_until_it_can(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    modules = tmp_path / "node_modules"
    modules.symlink_to(ROOT / "node_modules")
    command = [sys.executable, "-m", "scripts.mock", "--port", "0", "--no-cache", "--contract", str(CONTRACT)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            url = ready_url(process.stdout.readline()) + MODELS
            modules.unlink()
            [prism] = psutil.Process(process.pid).children()
            prism.kill()
            with ThreadPoolExecutor(8) as pool:
                responses = list(pool.map(lambda _: httpx.get(url, headers=BOTH, timeout=30), range(8)))
            assert {response.status_code for response in responses} == {503}
            assert "run `make setup`" in responses[0].json()["detail"]
            modules.symlink_to(ROOT / "node_modules")
            until(lambda: httpx.get(url, headers=BOTH, timeout=30).status_code == 200)
            assert len(psutil.Process(process.pid).children()) == 1
        finally:
            process.terminate()


def test_only_the_configured_credential_is_valid(tmp_path: Path) -> None:
    environment = {"MOCK_CREDENTIAL_API_KEY": "right"}
    with running_mock(tmp_path / "log", environment=environment) as mock:
        right = httpx.get(mock.url + MODELS, headers=BOTH | {"api-key": "right"})
        wrong = httpx.get(mock.url + MODELS, headers=BOTH | {"api-key": "wrong"})
        assert "right" not in mock.log.read_text(encoding="utf-8")
    assert right.status_code == 200
    assert (wrong.status_code, wrong.json()) == (401, {"detail": "header.api-key: is not valid"})


def test_another_contract_is_served(tmp_path: Path) -> None:
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
        rejected = httpx.get(f"{mock.url}/shelves/top/things/seven")
    assert (found.status_code, found.headers["Content-Type"], found.text) == (200, "text/csv", "a,b")
    assert (rejected.status_code, rejected.json()) == (400, {"detail": "path.id: must be integer"})


def test_unquoted_status_codes_are_read(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.yaml"
    text = CONTRACT.read_text(encoding="utf-8")
    contract.write_text(text.replace('        "200":\n', "        200:\n"), encoding="utf-8")
    with running_mock(tmp_path / "log", contract) as mock:
        assert httpx.get(mock.url + MODELS, headers=BOTH).status_code == 200


def test_optional_form_may_be_missing(tmp_path: Path) -> None:
    contract = tmp_path / "shop.yaml"
    form = "{content: {application/x-www-form-urlencoded: {schema: {type: object, required: [a]}}}}"
    head = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\n"
    responses = '{"204": {description: Accepted.}}'
    contract.write_text(f"{head}paths: {{/orders: {{post: {{requestBody: {form}, responses: {responses}}}}}}}\n")
    with running_mock(tmp_path / "log", contract) as mock:
        found = [httpx.post(f"{mock.url}/orders", data=each).status_code for each in (None, {"a": "1"}, {"b": "1"})]
    assert found == [204, 204, 400]


def test_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        # Noticed before the contract is read and before Prism has started.
        options = ["--port", str(port), "--no-cache", "--contract", str(tmp_path / "missing.yaml")]
        ended = run_command("mock", main, *options)
    assert ended.code == 2
    assert ended.stderr == (
        f"mock: cannot listen on '127.0.0.1' port {port}: address already in use; choose others with HOST= and PORT=\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--host", "no such host"], "cannot listen on 'no such host' port 4010: "),
        (["--port", "0", "--contract", "/nowhere.yaml"], "/nowhere.yaml: no such file or directory"),
    ],
)
def test_invalid_host_or_contract_is_one_line(options: list[str], message: str) -> None:
    ended = run_command("mock", main, *options)
    assert ended.code == 2
    assert ended.stderr.startswith(f"mock: {message}")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("paths:\n", "paths: [\n", "openapi.yaml:"),
        ("openapi: 3.1.0\n", "", "openapi"),
        ("info:\n", "? [a]\n: b\ninfo:\n", ":4:3: a key must be a scalar"),
        ("    delete:\n", "    delete: 7\n    x-old:\n", "/delete: must be an object"),
        ("      parameters:\n", "      parameters: 7\n      x-old:\n", "parameters"),
        ("openapi: 3.1.0\n", "openapi: 3.1.0\nopenapi: 3.1.0\n", ":4:1: duplicate key 'openapi'"),
        ("#/components/schemas/TalkRequest", "#/components/schemas/Nothing", ":LINE: #/paths/"),
        ("operationId: talk\n", "operationId: listUids\n", "listUids"),
        ("components:\n", "components:\n  nothing: {}\n", ":LINE: #/components/nothing: found"),
        ("info:\n", "info:\n  x-least: .nan\n", ":5:12: .nan is not a JSON number"),
        ("info:\n", "info:\n  x-kinds: !!set {a, b}\n", ":5:12: tag"),
    ],
)
def test_invalid_contract_is_one_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    contract = tmp_path / "openapi.yaml"
    text = CONTRACT.read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new, 1)
    contract.write_text(changed, encoding="utf-8")
    line = changed.partition("othing")[0].count("\n") + 1
    message = message.replace("LINE", str(line))
    ended = run_command("mock", main, "--port", "0", "--contract", str(contract))
    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert message in ended.stderr


def test_invalid_port_is_a_usage_error() -> None:
    ended = run_command("mock", main, "--port", "70000")
    assert ended.code == 2
    assert ended.stderr.endswith("argument --port: '70000' is not a port: write a number from 0 to 65535\n")


def test_missing_prism_is_one_line(tmp_path: Path) -> None:
    ended = start_copy(tmp_path, sys.executable)
    assert ended.returncode == 2
    package = tmp_path / "node_modules/@stoplight/prism-cli/package.json"
    assert ended.stderr == f"mock: {package} is missing: run `make setup`\n"


def test_missing_node_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    venv.create(tmp_path / "empty")
    ended = start_copy(tmp_path, str(tmp_path / "empty/bin/python"))
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"mock: Node.js is missing at {tmp_path}/empty/lib/")
    assert ended.stderr.endswith("run `make setup`\n")
    assert ended.stderr.count("\n") == 1


def start_copy(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Start the mock in a copy of the toolkit, by another interpreter that finds the packages of this one."""
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    shutil.copy(CONTRACT, folder)
    environment = os.environ | {"PYTHONPATH": sysconfig.get_path("purelib")}
    command = [python, "-m", "scripts.mock", "--port", "0"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
