"""Worker process that runs the contract tests against one server after another."""

import contextlib
import io
import json
import logging
import os
import signal
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import tomli_w

from scripts import openapi
from scripts.contract import report_files
from scripts.contract.findings import Findings
from scripts.contract.probes import running
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.session import ServiceDown, Session, Stopped
from scripts.contract.probes.transport import Transport
from scripts.contract.report_redaction import ReportRedactor
from scripts.contract.settings import PHASES
from scripts.loopback import serving
from scripts.mutation.fault_proxy import FaultProxy, Middleware
from scripts.mutation.mutant import Outcome
from scripts.openapi import Operation

# The outcome, and the check that killed the mutant or the error.
TestResult = tuple[Outcome, str | None]
_JSON_REPORT = "report.json"
PROBE_WORKERS = 2
_TIMEOUT = 20


@dataclass(frozen=True)
class Job:
    """A server to test.

    Attributes:
        url: Its URL.
        path: The path of the tested operation.
        method: The method of the tested operation.
        other_methods: The methods of other operations with this path.
        middleware: The change that the fault proxy makes, if any.
        settings: The settings of schemathesis.
        all_operations: Whether the other operations are tested too.
        probes_only: Whether schemathesis is left out.
    """

    url: str
    path: str
    method: str
    other_methods: frozenset[str]
    middleware: Middleware | None
    settings: Mapping[str, Any]
    all_operations: bool
    probes_only: bool


def work(connection: Connection, contract: Path, environment: Mapping[str, str]) -> None:
    """Receive jobs from a connection, and send their results, until it is closed.

    Args:
        connection: The connection.
        contract: The contract.
        environment: The environment variables with the credentials.
    """
    # On Ctrl-C the parent process ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(environment)
    logging.getLogger("httpx").setLevel(logging.CRITICAL)
    proxy = FaultProxy()
    with tempfile.TemporaryDirectory() as folder, serving(proxy) as proxy_url, contextlib.suppress(EOFError):
        while True:
            job: Job = connection.recv()
            if job.middleware is None:
                connection.send(_test(job, contract, job.url, Path(folder)))
                continue
            proxy.configure(httpx.URL(job.url), job.path, job.other_methods, job.middleware)
            result = _test(job, contract, proxy_url, Path(folder))
            if result[0] == "survived" and not proxy.changed:
                result = "error", "the fault changed nothing: no request of the tests reached it"
            if proxy.errors:
                result = "error", f"the mock failed: {proxy.errors[0]}"
            connection.send(result)


def _test(job: Job, contract: Path, url: str, folder: Path) -> TestResult:
    if found := _probe(job, contract, url):
        return "killed", found
    if job.probes_only:
        return "survived", None
    return _run_schemathesis(job, contract, url, folder)


def _probe(job: Job, contract: Path, url: str) -> str | None:
    """Run the probes, and return the check that found a violation."""
    document = openapi.load(contract)
    limit = job.settings["checks"]["max_response_time"]
    session = Session(
        document,
        Transport(url, _TIMEOUT, Rate(None)),
        redactor=ReportRedactor(()),
        shell_values={},
        findings=Findings(),
        workers=PROBE_WORKERS,
        stop_after=1,
        max_response_time=limit,
    )
    operations = [each for each in session.operations if job.all_operations or _is_tested(job, each)]
    with contextlib.suppress(ServiceDown, Stopped):
        running.run(session, operations, operations if job.all_operations else (), lambda _: None)
    return next((each.check for each in session.findings.sorted() if each.severity == "violation"), None)


def _is_tested(job: Job, operation: Operation) -> bool:
    return (operation.method, operation.path) == (job.method, job.path)


def _run_schemathesis(job: Job, contract: Path, url: str, folder: Path) -> TestResult:
    from schemathesis.cli import schemathesis  # noqa: PLC0415 - slow to import, and used in this process only

    for name in (_JSON_REPORT, report_files.FILE):
        (folder / name).unlink(missing_ok=True)
    configuration = folder / "schemathesis.toml"
    configuration.write_text(tomli_w.dumps({**job.settings, "reports": {"directory": str(folder)}}), encoding="utf-8")
    # Without the other operations, links lead nowhere.
    phases = PHASES if job.all_operations else PHASES[:-1]
    arguments = [
        *("--config-file", str(configuration), "run", str(contract), "--url", url, "--checks", "all"),
        *("--phases", ",".join(phases), "--max-failures", "1"),
        *("--report", "json", "--report-json-path", str(folder / _JSON_REPORT)),
        *([] if job.all_operations else ["--include-name", f"{job.method} {job.path}"]),
    ]
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            schemathesis.main(arguments, standalone_mode=False)
    except SystemExit:
        pass
    except BaseException:  # noqa: BLE001 - any error of schemathesis is one of the test
        return "error", traceback.format_exc().strip().splitlines()[-1]
    if found := report_files.load(folder).findings:
        return "killed", found[0].check
    if not (folder / _JSON_REPORT).exists():
        return "error", f"schemathesis wrote no report: {' '.join(output.getvalue().split())[-400:]}"
    summary = json.loads((folder / _JSON_REPORT).read_text(encoding="utf-8"))
    if not summary["exit_code"]:
        return "survived", None
    titles = [error["title"] for error in summary["errors"]]
    # schemathesis reports an incomplete response as an error instead of a failure of a check.
    if "Network Error" in titles:
        return "killed", "no complete response"
    return "error", f"schemathesis exited with {summary['exit_code']}: {'; '.join(titles) or summary['stop_reason']}"
