"""The process of schemathesis: its settings, its command, its progress and its report."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from scripts.contract import report_files, writing
from scripts.contract.contract_run import ContractRun
from scripts.processes import stop
from scripts.project import ROOT, UserError, displayed

JSON_REPORT, LOG = "report.json", "schemathesis.log"


def run(contract_run: ContractRun, url: str, configuration: Path) -> Mapping[str, Any]:
    """Run schemathesis, print its progress, and return its JSON report.

    Raises:
        UserError: It wrote no report, or only a part of it.
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
            command(contract_run, url, configuration),
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
            stop(process)  # after Ctrl-C, `with` waits only for a moment
            raise
    try:
        summary: Mapping[str, Any] = json.loads((contract_run.reports / JSON_REPORT).read_bytes())
    except (FileNotFoundError, ValueError):
        raise UserError(
            f"schemathesis exited with {process.returncode} and no report; its error is in {displayed(log)}"
        ) from None
    return summary


def write_settings(contract_run: ContractRun) -> Path:
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


def command(contract_run: ContractRun, url: str, configuration: Path) -> list[str]:
    """Return the command that runs schemathesis.

    Args:
        contract_run: The run.
        url: The URL of the server.
        configuration: The file with the settings.
    """
    contract, phases = str(contract_run.contract.resolve()), ",".join(contract_run.phases)
    return [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration)),
        *("run", contract, "--url", url, "--checks", "all", "--phases", phases),
        *("--report", "json,html", "--report-json-path", str(contract_run.reports / JSON_REPORT)),
        *("--report-html-path", str(contract_run.reports / "html")),
        *(["--include-method", "GET"] if contract_run.read_only else []),
        *contract_run.options,
    ]
