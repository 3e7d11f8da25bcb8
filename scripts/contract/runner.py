"""Contract test runs: the server under test, the probes, schemathesis, and the reports."""

import contextlib
import datetime as dt
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.addresses import host_of
from scripts.contract import accepted, merging, preflight, report_files, reports, schemathesis_process
from scripts.contract.contract_run import ContractRun
from scripts.contract.findings import Finding, Findings, numbered
from scripts.contract.html_page import RunResult
from scripts.contract.outcome import outcome
from scripts.contract.probes import callers, running
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.session import ServiceDown, Session, Stopped
from scripts.contract.probes.transport import Transport
from scripts.contract.report_redaction import ReportRedactor
from scripts.contract.schemathesis_process import Generation
from scripts.contract.settings import STATEFUL_OPTIONS
from scripts.credentials import Credential
from scripts.processes import running_mock
from scripts.project import UserError, displayed


def run(contract_run: ContractRun) -> int:
    """Test a server, print the outcome, and return the exit code: 0 passed, 1 failed, 2 incomplete.

    Raises:
        UserError: The reports cannot be written, the server does not start or cannot be tested, or schemathesis
            crashed.
        KeyboardInterrupt, SystemExit: A signal ended the run, whose findings are printed.
    """
    started = time.monotonic()
    parts = schemathesis_process.prepare(contract_run)
    with (
        # A run that crashes or is stopped leaves no credentials either, once its processes have closed their files.
        contextlib.ExitStack() as redaction,
        _server(contract_run) as (url, environment),
        _environment(environment, None if contract_run.is_remote else host_of(url)),
    ):
        redactor = ReportRedactor(_secrets(contract_run.credentials))
        redaction.callback(reports.redact_files, contract_run.reports, redactor)
        session = _session(contract_run, url, redactor)
        if contract_run.url is not None:
            preflight.check(contract_run.document, session.transport)
        summary: Mapping[str, Any] | None = None
        signal: BaseException | None = None
        try:
            with schemathesis_process.Generation(contract_run, parts, url) as generation:
                stopped = _probe(contract_run, session, generation)
                if stopped is None:
                    summary = generation.finish()
        except (KeyboardInterrupt, SystemExit) as raised:
            signal, stopped = raised, "interrupted"
        # A run that ends early has what schemathesis found until then.
        generated = [report_files.load(each.folder) for each in parts]
        findings = merging.merge(
            session.findings.sorted(), [finding for each in generated for finding in each.findings]
        )
        requests = {
            each.label: session.counts[each.id] + sum(one.requests.get(each.label, 0) for one in generated)
            for each in contract_run.operations
        }
        for error in dict.fromkeys(error for each in generated for error in each.errors):
            session.note(f"schemathesis failed: {error}")
    seconds = time.monotonic() - started
    code = _finish(contract_run, findings, requests, redactor, session, summary, seconds, stopped)
    if signal is not None:
        raise signal
    return code


def _finish(  # noqa: PLR0913, PLR0917 - the results of the run
    contract_run: ContractRun,
    findings: Sequence[Finding],
    requests: Mapping[str, int],
    redactor: ReportRedactor,
    session: Session,
    summary: Mapping[str, Any] | None,
    seconds: float,
    stopped: str | None,
) -> int:
    today = dt.datetime.now(dt.UTC).date()
    findings = accepted.apply(contract_run.accepted, findings, today)
    notes = [*session.notes, *accepted.remarks(contract_run.accepted, findings, today)]
    counted = reports.counted(findings, contract_run.fail_on)
    required = 1 if contract_run.read_only else len(contract_run.operations)
    code, line = outcome(
        summary, required, contract_run.required_phases, findings, counted, session.transport.count, seconds, stopped
    )
    info = contract_run.document["info"]
    result = RunResult(
        findings=findings,
        requests=requests,
        verdict=line,
        url=session.transport.base,
        contract=f"{info['title']} {info['version']}",
        notes=notes,
    )
    reports.write(contract_run.reports, result)
    if findings:
        print()
    for each in findings:
        print(redactor.redact(str(each)))
    if contract_run.url is not None or findings:
        print("\n".join(reports.table(findings, requests)))
    for note in notes:
        print(f"contract: note: {note}")
    print(f"contract: {line}; reports in {displayed(contract_run.reports)}")
    return code


def _session(contract_run: ContractRun, url: str, redactor: ReportRedactor) -> Session:
    # Only the request to a service that is slow by design takes longer than schemathesis waits.
    timeout = float(contract_run.settings["request-timeout"])
    return Session(
        contract_run.document,
        Transport(url, timeout, Rate(contract_run.rate)),
        redactor=redactor,
        shell_values=_shell_values(contract_run.credentials),
        findings=Findings(),
        workers=contract_run.workers,
        stop_after=contract_run.stop_after,
        read_only=contract_run.read_only,
        max_response_time=contract_run.settings["checks"]["max_response_time"],
    )


def _probe(contract_run: ContractRun, session: Session, generation: Generation) -> str | None:
    """Run the probes, and start schemathesis before they end if possible; return why the run ends early, or None."""

    def progress(line: str) -> None:
        print(f"contract: {line}", flush=True)

    if contract_run.is_concurrent:
        session.others = f"schemathesis was sending requests too ({generation.logs})"
        generation.start_early()
    try:
        running.run(
            session,
            contract_run.operations,
            contract_run.linked_operations,
            progress,
            generation.start if contract_run.is_concurrent else None,
        )
    except ServiceDown:
        return "the service stopped responding"
    except Stopped:
        return f"stopped after {numbered(contract_run.stop_after or 0, 'finding')}"
    return None


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


def _shell_values(known: Sequence[Credential]) -> dict[str, str]:
    """Return the values of headers with the credentials of both callers, and how commands write them."""
    # Of callers with the same credential, the first one is written.
    return {f"{prefix}{os.environ[name]}": f"{prefix}${name}" for prefix, name in reversed(_variables(known))}


def _secrets(known: Sequence[Credential]) -> list[str]:
    return [os.environ[name] for _, name in _variables(known)]


def _variables(known: Sequence[Credential]) -> list[tuple[str, str]]:
    """Return the variables of both callers that are set, after the prefixes of their headers."""
    names = [(each.prefix, name) for each in known for name in (each.variable, callers.second(each.variable))]
    return [(prefix, name) for prefix, name in names if os.environ.get(name)]
