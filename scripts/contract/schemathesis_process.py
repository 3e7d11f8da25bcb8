"""The processes of schemathesis: their settings, commands, progress and reports."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import tomli_w

from scripts.contract import parts, report_files, reports
from scripts.contract.contract_run import ContractRun
from scripts.contract.parts import Part
from scripts.processes import stop
from scripts.project import ROOT, UserError, displayed

JSON_REPORT, LOG, SETTINGS = "report.json", "schemathesis.log", "schemathesis.toml"


class Generation:
    """The requests that schemathesis generates; a context that stops its processes at the end."""

    def __init__(self, contract_run: ContractRun, found: Sequence[Part], url: str) -> None:
        """Plan the processes, which start with the context.

        Args:
            contract_run: The run.
            found: Its parts, whose settings are written.
            url: The URL of the server.
        """
        self._parts = found
        self._contract_run, self._url = contract_run, url
        self._processes: list[_Process] = []
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start the processes, which wait; their imports take seconds."""
        with contextlib.ExitStack() as stack:
            for part in self._parts:
                process = _Process(self._contract_run, part, self._url)
                stack.callback(process.stop)
                self._processes.append(process)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the processes that still run; one that cannot be stopped does not keep the others running."""
        self._stack.close()

    @property
    def logs(self) -> str:
        """The paths of the logs, as a pattern if there are several."""
        folders = [each.folder for each in self._parts]
        folder = folders[0] if len(folders) == 1 else folders[0].parent / parts.ALL_FOLDERS
        return str(displayed(folder / LOG))

    def start_early(self) -> None:
        """Let those processes send requests that change nothing."""
        for each in self._processes:
            if each.part.is_early:
                each.start()

    def start(self) -> None:
        """Let all processes send requests."""
        for each in self._processes:
            each.start()

    def finish(self) -> Mapping[str, Any]:
        """Wait for the processes, which are started if they are not yet, and return their JSON report.

        Raises:
            UserError: A process wrote no report, or only a part of it.
        """
        self.start()
        summaries = [each.summary() for each in self._processes]
        return parts.joined(list(zip(self._parts, summaries, strict=True)))


class _Process:
    """A process of schemathesis. A thread prints its progress."""

    def __init__(self, contract_run: ContractRun, part: Part, url: str) -> None:
        secrets = {each.variable: (each.prefix, each.header_value()) for each in contract_run.credentials}
        environment = {
            **os.environ,
            report_files.SECRETS: json.dumps(secrets),
            report_files.BASE_URL: url,
            report_files.RATE: str(contract_run.rate or ""),
            report_files.WAITS: "1",
        }
        self.part = part
        self._log = part.folder / LOG
        with contextlib.ExitStack() as stack:
            self._sink = stack.enter_context(self._log.open("w", encoding="utf-8"))
            self._process = subprocess.Popen(
                command(contract_run, part, url),
                env=environment,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=self._sink,
                stderr=subprocess.PIPE,
                text=True,
                errors="backslashreplace",
            )
            stack.pop_all()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def start(self) -> None:
        """Let the process send requests, unless it already does."""
        assert self._process.stdin  # noqa: S101 - it is a pipe
        if self._process.stdin.closed:
            return
        # A process that has crashed is reported when its report is read.
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write("\n")
            self._process.stdin.close()

    def summary(self) -> Mapping[str, Any]:
        """Wait for the end of the process, and return its JSON report.

        Raises:
            UserError: It wrote no report, or only a part of it.
        """
        self._process.wait()
        self._close()
        try:
            found: Mapping[str, Any] = json.loads((self.part.folder / JSON_REPORT).read_bytes())
        except (FileNotFoundError, ValueError):
            raise UserError(
                f"schemathesis exited with {self._process.returncode} and no report; "
                f"its error is in {displayed(self._log)}"
            ) from None
        return found

    def stop(self) -> None:
        """Stop the process, unless it has ended."""
        if self._process.poll() is None:
            stop(self._process)
        self._close()

    def _close(self) -> None:
        self._reader.join()
        self._sink.close()
        for pipe in (self._process.stdin, self._process.stderr):
            assert pipe  # noqa: S101 - it is a pipe
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def _read(self) -> None:
        name = f"part {self.part.name}: " if self.part.name else ""
        assert self._process.stderr  # noqa: S101 - it is a pipe
        for line in self._process.stderr:
            if line.startswith(report_files.PROGRESS):
                print(f"contract: {name}{line.removeprefix(report_files.PROGRESS)}", end="", flush=True)
            else:
                self._sink.write(line)


def prepare(contract_run: ContractRun) -> list[Part]:
    """Remove the reports of an earlier run, write the settings of schemathesis, and return the parts of the run.

    Raises:
        UserError: The folder of the reports cannot be written, or has files of the user in the place of a report.
    """
    folder, found = contract_run.reports, parts.parts(contract_run)
    try:
        # Reports of an earlier run would be taken for those of this one.
        names = (
            JSON_REPORT,
            LOG,
            SETTINGS,
            "mock.log",
            report_files.FILE,
            reports.TEXT,
            reports.JSON,
            reports.JUNIT,
            reports.PAGE,
        )
        for each in (folder, *(folder / name for name in parts.FOLDERS)):
            # Without the settings, a folder of this name is the user's.
            if (each / SETTINGS).is_file():
                shutil.rmtree(each / "html" if each == folder else each, ignore_errors=True)
        for name in names:
            (folder / name).unlink(missing_ok=True)
        for part in found:
            # Each of several parts has a folder; a single part has one for HTML.
            own = part.folder if part.name else part.folder / "html"
            if own.is_dir() and any(own.iterdir()):
                raise UserError(f"{own}: contains other files than reports; choose another folder with --reports")
            part.folder.mkdir(parents=True, exist_ok=True)
            (part.folder / SETTINGS).write_text(tomli_w.dumps(part.settings), encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"{error.filename}: {str(error.strerror).lower()}; choose another folder with --reports"
        ) from error
    return found


def command(contract_run: ContractRun, part: Part, url: str) -> list[str]:
    """Return the command that runs schemathesis.

    Args:
        contract_run: The run.
        part: The part of the run.
        url: The URL of the server.
    """
    contract, phases = str(contract_run.contract.resolve()), ",".join(part.phases)
    return [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(part.folder / SETTINGS)),
        *("run", contract, "--url", url, "--checks", "all", "--phases", phases),
        *("--report", "json,html", "--report-json-path", str(part.folder / JSON_REPORT)),
        *("--report-html-path", str(part.folder / "html")),
        *("--workers", str(part.workers)),
        *(["--include-method", "GET"] if contract_run.read_only else []),
        *contract_run.options,
    ]
