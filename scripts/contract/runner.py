"""Contract test runs: the server under test, the probes, the schemathesis process, and the outcome."""

import contextlib
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from scripts.addresses import host_of
from scripts.contract import accepted, merging, preflight, report_files, writing
from scripts.contract.accepted import Accepted
from scripts.contract.findings import Finding, Findings
from scripts.contract.masking import Mask
from scripts.contract.probes import callers, running
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.session import ServiceDown, Session, Stopped
from scripts.contract.probes.transport import Transport
from scripts.contract.settings import STATEFUL_OPTIONS
from scripts.contract.shard import OTHER_SHARDS
from scripts.credentials import Credential
from scripts.openapi import Document, Operation
from scripts.processes import running_mock
from scripts.project import ROOT, UserError, displayed

JSON_REPORT, LOG = "report.json", "schemathesis.log"
# Requests of probes that are sent concurrently by default; schemathesis has one worker by default.
PROBE_WORKERS = 4


@dataclass(frozen=True, kw_only=True)
class ContractRun:
    """A run.

    Attributes:
        document: The contract.
        contract: The path of the contract.
        url: The URL of the server under test, or None for a new mock.
        is_remote: Whether the server is on another machine.
        read_only: Whether only GET is sent.
        stateful: Whether the mock has state.
        operations: The operations to test.
        linked_operations: The operations whose data is compared, which are all or none.
        credentials: The credentials of the contract.
        phases: The phases of schemathesis.
        required_phases: The phases that fail the run if they test nothing; if empty, operations may be untestable too.
        settings: The settings of schemathesis.
        reports: The folder of the reports.
        options: Further options of schemathesis.
        workers: Requests that are sent concurrently, or None for the default.
        rate: The number of requests in a second at most, or None.
        stop_after: The number of findings after which the run stops, or None.
        fail_on: `violations`, or `warnings` for both.
        accepted: The list of accepted findings.
    """

    document: Document
    contract: Path
    url: str | None
    is_remote: bool
    read_only: bool
    stateful: bool
    operations: Sequence[Operation]
    linked_operations: Sequence[Operation]
    credentials: Sequence[Credential]
    phases: Sequence[str]
    required_phases: Sequence[str]
    settings: Mapping[str, Any]
    reports: Path
    options: Sequence[str]
    workers: int | None = None
    rate: float | None = None
    stop_after: int | None = None
    fail_on: str = "violations"
    accepted: Sequence[Accepted] = ()

    def describe(self) -> Iterator[str]:
        """Yield the lines of a dry run."""
        yield f"contract: dry run, nothing is sent to {self.url}; a run would test:"
        for each in self.operations:
            yield f"  {each.method:6} {each.path}  ({each.id})"
        if not self.read_only:
            yield "  and the undocumented methods of each path, which the server must reject with 405"
        subjects = ", ".join(name for name, _, _ in running.SUBJECTS)
        yield f"probes: {subjects}"
        yield f"phases: {', '.join(self.phases)}; at most {self.settings['generation']['max-examples']} examples each"
        yield f"rate limit: {f'{self.rate:g}/s' if self.rate else 'none'}"
        for credential in self.credentials:
            yield f"credential: {credential.variable} is {_state(credential)}"

    def command(self, url: str, configuration: Path) -> list[str]:
        """Return the command that runs schemathesis.

        Args:
            url: The URL of the server.
            configuration: The file with the settings.
        """
        return [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration)),
            *("run", str(self.contract.resolve()), "--url", url, "--checks", "all", "--phases", ",".join(self.phases)),
            *("--report", "json,html", "--report-json-path", str(self.reports / JSON_REPORT)),
            *("--report-html-path", str(self.reports / "html")),
            *(["--include-method", "GET"] if self.read_only else []),
            *self.options,
        ]


def run(contract_run: ContractRun) -> int:
    """Test a server, print the outcome, and return the exit code: 0 passed, 1 failed, 2 incomplete.

    Raises:
        UserError: The reports cannot be written, the server does not start or cannot be tested, or schemathesis
            crashed.
    """
    configuration = _write_settings(contract_run)
    with (
        _server(contract_run) as (url, environment),
        _environment(environment, None if contract_run.is_remote else host_of(url)),
    ):
        mask = Mask(_secrets(contract_run.credentials))
        session = _session(contract_run, url, mask)
        if contract_run.url is not None:
            preflight.check(contract_run.document, session.transport)
        stopped = _probe(contract_run, session)
        requests = {f"{each.method} {each.path}": session.counts[each.id] for each in contract_run.operations}
        findings, summary = session.findings.sorted(), None
        if stopped is None:
            summary = _run_schemathesis(contract_run, url, configuration)
            generated, counts = report_files.load(contract_run.reports)
            findings = merging.merge(findings, generated)
            for operation in requests:
                requests[operation] += counts.get(operation, 0)
    return _finish(contract_run, findings, requests, mask, session, summary, stopped)


def _finish(  # noqa: PLR0913, PLR0917 - the results of the run
    contract_run: ContractRun,
    findings: Sequence[Finding],
    requests: Mapping[str, int],
    mask: Mask,
    session: Session,
    summary: Mapping[str, Any] | None,
    stopped: str | None,
) -> int:
    today = dt.datetime.now(dt.UTC).date()
    findings = accepted.apply(contract_run.accepted, findings, today)
    notes = [*session.notes, *accepted.remarks(contract_run.accepted, findings, today)]
    counted = writing.counted(findings, contract_run.fail_on)
    required = 1 if contract_run.read_only else len(contract_run.operations)
    code, line = outcome(
        summary, required, contract_run.required_phases, findings, counted, session.transport.count, stopped
    )
    writing.write(contract_run.reports, findings, requests, line, mask)
    if findings:
        print()
    for each in findings:
        print(mask.apply(str(each)))
    if contract_run.url is not None or findings:
        print("\n".join(writing.table(findings, requests)))
    for note in notes:
        print(f"contract: not tested: {note}" if "accepted finding" not in note else f"contract: {note}")
    print(f"contract: {line}; reports in {displayed(contract_run.reports)}")
    return code


def outcome(  # noqa: PLR0913, PLR0917 - the results of the run
    summary: Mapping[str, Any] | None,
    operations: int,
    phases: Sequence[str],
    findings: Sequence[Finding],
    counted: Sequence[Finding],
    probes: int,
    stopped: str | None = None,
) -> tuple[int, str]:
    """Return the exit code and the final line of a run.

    Args:
        summary: The JSON report of schemathesis, or None if it did not run.
        operations: The number of operations that must be tested.
        phases: The phases that must test something; if empty, operations may be untestable too.
        findings: All findings.
        counted: The findings that fail the run.
        probes: The number of requests before schemathesis.
        stopped: Why the run ended before schemathesis, or None.
    """
    violations = sum(each.severity == "violation" and not each.accepted for each in findings)
    warnings = sum(each.severity == "warning" and not each.accepted for each in findings)
    number = f"{violations} violations, {warnings} warnings"
    if summary is None:
        return (
            1 if counted else 2
        ), f"{'failed' if counted else 'incomplete'} ({number}; {stopped}); {probes} requests"
    counts = summary["operations"] or {"tested": 0, "total": operations, "skip_reasons": []}
    statuses = {name: phase["status"] for name, phase in (summary["phases"] or {}).items()}
    skipped = [name for name, status in statuses.items() if status not in {"success", "failure"}]
    figures = (
        f"{counts['tested']} of {counts['total']} operations, {probes + summary['test_cases']['generated']} requests, "
        f"{len(statuses) - len(skipped)} of {len(statuses)} phases, seed {summary['seed']}, "
        f"{summary['running_time']:.1f} s"
    )
    if counted:
        return 1, f"failed ({number}); {figures}"
    # Failures that are accepted, or of the same cause as an accepted finding, do not fail the run.
    if summary["errors"] or (not summary["complete"] and not summary["failures"]):
        reasons = "; ".join(error["title"] for error in summary["errors"]) or summary["stop_reason"]
        return 2, f"incomplete ({reasons}); {figures}"
    missing = [name for name in skipped if name in phases]
    # The stateful phase of a shard follows links to operations of other shards.
    untested = phases and set(counts["skip_reasons"]) - OTHER_SHARDS
    if counts["tested"] < operations or missing or untested:
        return 2, f"incomplete (skipped: {', '.join(missing) or 'operations'}); {figures}"
    return 0, f"passed{f' ({number})' if warnings else ''}; {figures}"


def _session(contract_run: ContractRun, url: str, mask: Mask) -> Session:
    # Only the request to a service that is slow by design takes longer than schemathesis waits.
    timeout = float(contract_run.settings["request-timeout"])
    return Session(
        contract_run.document,
        Transport(url, timeout, Rate(contract_run.rate)),
        mask=mask,
        shell_values={each.header_value(): f"{each.prefix}${each.variable}" for each in contract_run.credentials},
        findings=Findings(),
        workers=contract_run.workers or PROBE_WORKERS,
        stop_after=contract_run.stop_after,
        read_only=contract_run.read_only,
        max_response_time=contract_run.settings["checks"]["max_response_time"],
    )


def _probe(contract_run: ContractRun, session: Session) -> str | None:
    """Run the probes; return why the run cannot go on, or None."""

    def progress(line: str) -> None:
        print(f"contract: {line}", flush=True)

    try:
        running.run(session, contract_run.operations, contract_run.linked_operations, progress)
    except ServiceDown:
        return "the service does not respond any more"
    except Stopped:
        return f"stopped after {contract_run.stop_after} findings"
    return None


def _run_schemathesis(contract_run: ContractRun, url: str, configuration: Path) -> Mapping[str, Any]:
    """Run schemathesis, print its progress, and return its JSON report.

    Raises:
        UserError: It wrote no report.
    """
    secrets = {each.variable: (each.prefix, each.header_value()) for each in contract_run.credentials}
    environment = {
        **os.environ,
        report_files.SECRETS: json.dumps(secrets),
        report_files.BASE_URL: url,
        report_files.RATE: str(contract_run.rate or ""),
    }
    log = contract_run.reports / LOG
    with (
        log.open("w", encoding="utf-8") as sink,
        subprocess.Popen(
            contract_run.command(url, configuration),
            env=environment,
            cwd=ROOT,
            stdout=sink,
            stderr=subprocess.PIPE,
            text=True,
            errors="backslashreplace",
        ) as process,
    ):
        assert process.stderr  # noqa: S101 - it is a pipe
        try:
            for line in process.stderr:
                if line.startswith(report_files.PROGRESS):
                    print(f"contract: {line.removeprefix(report_files.PROGRESS)}", end="", flush=True)
                else:
                    sink.write(line)
        except BaseException:
            process.terminate()
            raise
    written = contract_run.reports / JSON_REPORT
    if not written.exists():
        raise UserError(
            f"schemathesis exited with {process.returncode} and no report; its error is in {displayed(log)}"
        )
    summary: Mapping[str, Any] = json.loads(written.read_text(encoding="utf-8"))
    return summary


def _write_settings(contract_run: ContractRun) -> Path:
    """Write the settings of schemathesis into the folder of the reports, and return their path."""
    folder = contract_run.reports
    configuration = folder / "schemathesis.toml"
    try:
        # Reports of an earlier run would be taken for those of this one.
        names = (
            JSON_REPORT,
            LOG,
            "mock.log",
            report_files.FILE,
            writing.TEXT,
            writing.JSON,
            writing.JUNIT,
            writing.PAGE,
        )
        for name in names:
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / "html", ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        configuration.write_text(tomli_w.dumps(contract_run.settings), encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"{error.filename}: {str(error.strerror).lower()}; choose another folder by --reports"
        ) from error
    return configuration


@contextlib.contextmanager
def _server(contract_run: ContractRun) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the URL of the server under test, and variables with its credentials; start the mock if needed."""
    if contract_run.url is not None:
        if missing := [each.variable for each in contract_run.credentials if not os.environ.get(each.variable)]:
            raise UserError(f"{' and '.join(missing)}: not set; testing {contract_run.url} requires all credentials")
        if contract_run.read_only:
            limit = f", at most {contract_run.rate:g} requests per second" if contract_run.rate else ""
            print(f"contract: sending GET only to {contract_run.url}{limit}; ALLOW_WRITES=1 sends the rest", flush=True)
        yield contract_run.url, {}
        return
    client, mock_environment = callers.two_callers(contract_run.credentials)
    options = STATEFUL_OPTIONS if contract_run.stateful else ()
    with running_mock(contract_run.reports / "mock.log", contract_run.contract, options, mock_environment) as mock:
        print(f"contract: testing the mock at {mock.url}", flush=True)
        yield mock.url, client


@contextlib.contextmanager
def _environment(variables: Mapping[str, str], direct_host: str | None) -> Iterator[None]:
    """Set environment variables while the context lasts.

    Without `no_proxy`, requests would look up a proxy for each request to this machine.
    """
    changed = {**variables, **({"no_proxy": direct_host, "NO_PROXY": direct_host} if direct_host else {})}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _secrets(known: Sequence[Credential]) -> list[str]:
    names = [name for each in known for name in (each.variable, callers.second(each.variable))]
    return [value for name in names if (value := os.environ.get(name))]


def _state(credential: Credential) -> str:
    return "set" if os.environ.get(credential.variable) else "missing"
