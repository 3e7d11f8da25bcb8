"""Contract test runs: the server under test, the schemathesis process, and its outcome."""

import contextlib
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
from scripts.contract import report
from scripts.contract.settings import STATEFUL_OPTIONS
from scripts.contract.shard import OTHER_SHARDS
from scripts.credentials import Credential, synthetic_credentials
from scripts.openapi import Operation
from scripts.processes import running_mock
from scripts.project import ROOT, UserError, displayed

JSON_REPORT = "report.json"


@dataclass(frozen=True, kw_only=True)
class ContractRun:
    """A run of schemathesis.

    Attributes:
        contract: The path of the contract.
        url: The URL of the server under test, or None for a new mock.
        is_remote: Whether the server is on another machine.
        read_only: Whether only GET is sent.
        stateful: Whether the mock has state.
        operations: The operations to test.
        credentials: The credentials of the contract.
        phases: The phases of schemathesis.
        required_phases: The phases that fail the run if they test nothing; if empty, operations may be untestable too.
        settings: The settings of schemathesis.
        reports: The folder of the reports.
        options: Further options of schemathesis.
    """

    contract: Path
    url: str | None
    is_remote: bool
    read_only: bool
    stateful: bool
    operations: Sequence[Operation]
    credentials: Sequence[Credential]
    phases: Sequence[str]
    required_phases: Sequence[str]
    settings: Mapping[str, Any]
    reports: Path
    options: Sequence[str]

    def describe(self) -> Iterator[str]:
        """Yield the lines of a dry run."""
        yield f"contract: dry run, nothing is sent to {self.url}; a run would test:"
        for each in self.operations:
            yield f"  {each.method:6} {each.path}  ({each.id})"
        if not self.read_only:
            yield "  and the undocumented methods of each path, which the server must reject with 405"
        yield f"phases: {', '.join(self.phases)}; at most {self.settings['generation']['max-examples']} examples each"
        yield f"rate limit: {self.settings.get('rate-limit', 'none')}"
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
            *("--report", "json,junit,html", "--report-json-path", str(self.reports / JSON_REPORT)),
            *("--report-junit-path", str(self.reports / "junit.xml")),
            *("--report-html-path", str(self.reports / "html")),
            *(["--include-method", "GET"] if self.read_only else []),
            *self.options,
        ]


def run(contract_run: ContractRun) -> int:
    """Run schemathesis, print its outcome, and return the exit code: 0 passed, 1 failed, 2 incomplete.

    Raises:
        UserError: The reports cannot be written, the server does not start, or schemathesis crashed.
    """
    configuration = _write_settings(contract_run)
    with _server(contract_run) as (url, environment):
        if contract_run.read_only:
            rate = contract_run.settings["rate-limit"]
            print(
                f"contract: {url} is a remote server: sending GET only, at most {rate}; --allow-writes sends the rest"
            )
        # Without this, requests would look up a proxy for each request to this machine.
        direct = {} if contract_run.is_remote else {"no_proxy": host_of(url)}
        command = contract_run.command(url, configuration)
        process = subprocess.run(command, env={**environment, **direct}, cwd=ROOT, check=False)
    written = contract_run.reports / JSON_REPORT
    if not written.exists():
        raise UserError(f"schemathesis exited with {process.returncode} and no report; its error is above")
    summary = json.loads(written.read_text(encoding="utf-8"))
    code, line = outcome(
        summary, 1 if contract_run.read_only else len(contract_run.operations), contract_run.required_phases
    )
    if code == 1:
        print(f"\n{report.text(contract_run.reports)}")
    print(f"contract: {line}; reports in {displayed(contract_run.reports)}")
    return code


def outcome(summary: Mapping[str, Any], operations: int, phases: Sequence[str]) -> tuple[int, str]:
    """Return the exit code and the final line of a run.

    Args:
        summary: The JSON report of schemathesis.
        operations: The number of operations that must be tested.
        phases: The phases that must test something; if empty, operations may be untestable too.
    """
    counts = summary["operations"] or {"tested": 0, "total": operations, "skip_reasons": []}
    statuses = {name: phase["status"] for name, phase in (summary["phases"] or {}).items()}
    skipped = [name for name, status in statuses.items() if status not in {"success", "failure"}]
    figures = (
        f"{counts['tested']} of {counts['total']} operations, {summary['test_cases']['generated']} requests, "
        f"{len(statuses) - len(skipped)} of {len(statuses)} phases, seed {summary['seed']}, "
        f"{summary['running_time']:.1f} s"
    )
    if summary["failures"]:
        titles = "; ".join(f"{failure['title']}: {failure['count']}" for failure in summary["failures"])
        return 1, f"failed ({titles}); {figures}"
    if summary["errors"] or not summary["complete"]:
        reasons = "; ".join(error["title"] for error in summary["errors"]) or summary["stop_reason"]
        return 2, f"incomplete ({reasons}); {figures}"
    missing = [name for name in skipped if name in phases]
    # The stateful phase of a shard follows links to operations of other shards.
    untested = phases and set(counts["skip_reasons"]) - OTHER_SHARDS
    if counts["tested"] < operations or missing or untested:
        return 2, f"incomplete (skipped: {', '.join(missing) or 'operations'}); {figures}"
    return 0, f"passed; {figures}"


def _write_settings(contract_run: ContractRun) -> Path:
    """Write the settings of schemathesis into the folder of the reports, and return their path."""
    folder = contract_run.reports
    configuration = folder / "schemathesis.toml"
    try:
        # Reports of an earlier run would be taken for those of this one.
        for name in (JSON_REPORT, "junit.xml", "mock.log", report.TEXT, report.JSON):
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
    """Yield the URL of the server under test, and an environment with its credentials; start the mock if needed."""
    if contract_run.url is not None:
        if missing := [each.variable for each in contract_run.credentials if not os.environ.get(each.variable)]:
            raise UserError(f"{' and '.join(missing)}: not set; testing {contract_run.url} requires all credentials")
        yield contract_run.url, os.environ
        return
    client, mock_environment = synthetic_credentials(contract_run.credentials)
    options = STATEFUL_OPTIONS if contract_run.stateful else ()
    with running_mock(contract_run.reports / "mock.log", contract_run.contract, options, mock_environment) as mock:
        print(f"contract: testing the mock at {mock.url}", flush=True)
        yield mock.url, {**os.environ, **client}


def _state(credential: Credential) -> str:
    return "set" if os.environ.get(credential.variable) else "missing"
