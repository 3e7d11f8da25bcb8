"""Runs against mocks and recorded servers."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from scripts import openapi
from scripts.contract import preflight, report_files, schemathesis_process
from scripts.contract.cli import main
from scripts.contract.probes import running
from scripts.contract.probes.session import ServiceDown, Session
from scripts.editions.contracts import has_overlay, names
from scripts.openapi import Document
from scripts.processes import running_mock
from scripts.project import ROOT, UserError
from tests.support.contract_runs import CREDENTIALS, MOCK_CREDENTIALS, assert_no_secret, edited_contract, run
from tests.support.project_contract import DOCUMENT
from tests.support.recording_server import recording_server
from tests.support.waiting import until

OPERATIONS = list(openapi.operations(DOCUMENT))
TWO_MODELS = json.dumps(DOCUMENT["components"]["examples"]["TwoModels"]["value"]).encode()
NO_SERVER = "http://127.0.0.1:9"
TOKEN = CREDENTIALS["CAIGUNN_ACCESS_TOKEN"]


@pytest.mark.slow
def test_mock_with_state_satisfies_the_contract(tmp_path: Path) -> None:
    process = run(tmp_path, "--max-examples", "3", "--seed", "7", "--stateful")
    assert process.returncode == 0, process.stdout + process.stderr
    count = len(OPERATIONS)
    last = process.stdout.splitlines()[-1]
    assert re.match(rf"contract: passed; {count} of {count} operations, \d+ requests, 4 of 4 phases, seed 7, ", last)
    for report in ("junit.xml", "report.json", "findings.html", "html/index.html"):
        assert (tmp_path / "reports" / report).stat().st_size
    assert json.loads((tmp_path / "reports/violations.json").read_text(encoding="utf-8")) == []
    log = (tmp_path / "reports/mock.log").read_text(encoding="utf-8")
    # The documented model does not exist in a mock with state.
    not_found = r"PUT /api/external/chatbot 404 [0-9.]+ ms Model not found \(state of the mock\)$"
    assert re.search(not_found, log, re.MULTILINE)


@pytest.mark.parametrize("edition", [each for each in names() if has_overlay(each)])
@pytest.mark.slow
def test_mock_with_state_satisfies_the_contract_of_an_edition(tmp_path: Path, edition: str) -> None:
    process = run(tmp_path, "--edition", edition, "--stateful", "--max-examples", "3", "--seed", "7")
    assert process.returncode == 0, process.stdout + process.stderr


def test_violations_are_reported_with_requests(tmp_path: Path) -> None:
    """The mock serves a contract with one operation without security, and is tested against another edited one.

    Requests to this machine do not go through the proxy of the environment.
    """

    def keep_conversations(document: Document) -> None:
        names = ("/talk", "/messages", "/uids")
        document["paths"] = {path: item for path, item in document["paths"].items() if path.endswith(names)}

    def remove_security(document: Document) -> None:
        keep_conversations(document)
        document["paths"]["/api/external/chatbot/uids"]["get"]["security"] = []

    def require_more(document: Document) -> None:
        keep_conversations(document)
        for name in ("TalkRequest", "UidList"):
            document["components"]["schemas"][name]["required"].append("more")

    served = edited_contract(tmp_path / "served.yaml", remove_security)
    tested = edited_contract(tmp_path / "tested.yaml", require_more)
    with running_mock(tmp_path / "mock.log", served, environment=MOCK_CREDENTIALS) as mock:
        options = ("--contract", str(tested), "--url", mock.url, "--allow-writes", "--max-examples", "1")
        process = run(tmp_path, *options, http_proxy=NO_SERVER, HTTP_PROXY=NO_SERVER, **CREDENTIALS)
    assert process.returncode == 1, process.stdout + process.stderr
    for message in (
        # Progress, and findings.
        "contract: sent data: ",
        "the 200 response does not satisfy its schema: body.more",
        "a request whose api-key is missing was accepted",
        "an invalid request was accepted with 200",
    ):
        assert message in process.stdout
    assert '-H "api-key: $CAIGUNN_API_KEY"' in process.stdout
    assert re.match(r"contract: failed \(\d+ violations, 0 warnings\); ", process.stdout.splitlines()[-1])
    assert_no_secret(process, tmp_path / "reports")


@pytest.mark.slow
def test_remote_server_receives_get_only(tmp_path: Path) -> None:
    """A proxy represents the remote server: it receives the requests to a name that is not this machine."""
    url = "http://remote.example"

    def keep_models(document: Document) -> None:
        document["paths"] = {path: item for path, item in document["paths"].items() if path.endswith("/models")}

    contract = edited_contract(tmp_path / "models.yaml", keep_models)
    with recording_server() as remote:
        # The targets of links are called if the list has items.
        remote.response = (200, TWO_MODELS, "application/json")
        proxy = {"http_proxy": remote.url, "HTTP_PROXY": remote.url}
        options = ("--contract", str(contract), "--url", url, "--max-examples", "1", "--rate", "1000")
        process = run(tmp_path, *options, **proxy, **CREDENTIALS)
    assert {request.method for request in remote.requests} == {"GET"}, process.stdout + process.stderr
    assert (
        f"contract: sending GET only to {url}, at most 1000 requests per second; ALLOW_WRITES=1 sends" in process.stdout
    )


def test_unreachable_server_is_a_user_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    expected = f"^{NO_SERVER}: the service refused the connection; check URL= and that it runs$"
    with pytest.raises(UserError, match=expected):
        main(["--url", NO_SERVER, "--reports", str(tmp_path)])


def test_terminated_run_stops_its_processes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.contract", "--reports", str(tmp_path / "reports")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("contract: testing the mock at ")
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
        # The first progress of the probes.
        assert process.stdout.readline().startswith("contract: webhooks: ")
        process.terminate()
        assert process.wait(30) == 143
        verdict = process.stdout.read().splitlines()[-1]
        assert verdict.startswith("contract: incomplete (0 violations, 0 warnings; interrupted); ")
        assert psutil.wait_procs(children, timeout=30)[1] == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signal_during_a_destructor_ends_the_task(number: signal.Signals, code: int) -> None:
    """Python ignores exceptions of destructors, and of some callbacks of C code."""
    program = f"""
import signal, time
from scripts.project import run

class Destroyed:
    def __del__(self):
        signal.raise_signal({number})

def main():
    Destroyed()
    time.sleep(60)

run("task", main)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (code, b"")


def test_unexpected_error_does_not_exit_like_a_finding() -> None:
    program = "from scripts.project import run; run('task', lambda: 1 // 0)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=30, check=False)
    assert done.returncode == 2
    assert done.stderr.rstrip().endswith(b"ZeroDivisionError: integer division or modulo by zero")


@pytest.mark.parametrize("report", ["", f'{{"seed": "{TOKEN}'], ids=["no report", "half a report"])
def test_run_that_crashes_leaves_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: str) -> None:
    crash = f"import os, sys; print(os.environ['CAIGUNN_API_KEY']); open(sys.argv[1], 'w').write({report!r}); exit(3)"
    prepare_run(monkeypatch, lambda *_: None)
    command = [sys.executable, "-c", crash, str(tmp_path / "report.json")]
    monkeypatch.setattr(schemathesis_process, "command", lambda *_: command)
    with pytest.raises(UserError, match=r"^schemathesis exited with 3 and no report; its error is in .*/schemathesis"):
        main(["--url", NO_SERVER, "--reports", str(tmp_path), "--workers", "1"])
    assert (tmp_path / "schemathesis.log").read_text("utf-8") == "[redacted]\n"
    assert "s3cret" not in (tmp_path / "report.json").read_text("utf-8")


def test_run_that_is_interrupted_leaves_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "mock.log"

    def interrupt(*_: Any) -> None:
        log.write_text(f"token: {TOKEN}", encoding="utf-8")
        raise KeyboardInterrupt

    prepare_run(monkeypatch, interrupt)
    with pytest.raises(KeyboardInterrupt):
        main(["--url", NO_SERVER, "--reports", str(tmp_path)])
    assert log.read_text("utf-8") == "token: [redacted]"


@pytest.mark.parametrize(
    ("options", "is_concurrent"),
    [([], True), (["--workers", "1"], False), (["--stop-after", "1"], False), (["--rate", "5"], False)],
)
def test_schemathesis_starts_during_the_probes_unless_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], is_concurrent: bool
) -> None:
    started: list[bool] = []
    early: list[bool] = []
    others: list[str] = []

    def probe(session: Session, *arguments: Any) -> None:
        assert early == [True] * is_concurrent
        started.append(arguments[-1] is not None)
        if arguments[-1] is not None:
            arguments[-1]()
        others.append(session.others)
        raise KeyboardInterrupt

    prepare_run(monkeypatch, probe)
    monkeypatch.setattr(schemathesis_process, "command", lambda *_: [sys.executable, "-c", ""])
    monkeypatch.setattr(schemathesis_process.Generation, "start_early", lambda _: early.append(True))
    with pytest.raises(KeyboardInterrupt):
        main(["--url", NO_SERVER, "--reports", str(tmp_path), *options])
    assert started == [is_concurrent]
    log = tmp_path / "schemathesis-*/schemathesis.log"
    assert others == [f"schemathesis was sending requests too ({log})" if is_concurrent else ""]


def test_findings_of_schemathesis_survive_an_outage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service goes down while the probes run, after schemathesis has found something."""

    def go_down(*arguments: Any) -> None:
        arguments[-1]()
        until(lambda: any(tmp_path.glob(f"*/{report_files.FILE}")))
        raise ServiceDown

    prepare_run(monkeypatch, go_down)
    with recording_server() as server:
        server.response = (200, b"{}", "application/json")
        assert main(["--url", server.url, "--reports", str(tmp_path), "--max-examples", "5000"]) == 1
    output = capsys.readouterr().out
    assert ": response_schema_conformance: the 200 response does not satisfy its schema" in output
    verdict = r"^contract: failed \(\d+ violations?, 0 warnings; the service stopped responding\)"
    assert re.search(verdict, output, re.MULTILINE)


def prepare_run(monkeypatch: pytest.MonkeyPatch, probe: Callable[..., None]) -> None:
    """Set credentials, and replace the requests that precede schemathesis."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(preflight, "check", lambda *_: None)
    monkeypatch.setattr(running, "run", probe)


def test_error_of_the_mock_is_reported(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        'openapi: 3.1.0\ninfo: {title: A, version: "1"}\npaths: {/a: {get: {responses: {"200": {}}}}}\n',
        encoding="utf-8",
    )
    with pytest.raises(UserError, match=f"^{re.escape(str(broken))}:"):
        main(["--contract", str(broken), "--reports", str(tmp_path)])
