"""Violation report: each violation of a run once, with the shortest request that shows it, as text and as JSON."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from schemathesis import cli
from schemathesis.cli.commands.run.context import ExecutionContext
from schemathesis.cli.commands.run.handlers.base import EventHandler
from schemathesis.core.failures import Failure
from schemathesis.engine import events
from schemathesis.openapi.checks import UnsupportedMethodResponse

TEXT, JSON = "violations.txt", "violations.json"
_SCHEMA_LOCATION = re.compile(r"^Schema at (\S+):$", re.MULTILINE)
_INVALID_COMPONENT = re.compile(r"^Invalid component:.*", re.MULTILINE | re.DOTALL)
# schemathesis appends a warning to the curl command if it does not know the shell.
_WARNING = re.compile("\\s+⚠️")


@dataclass(frozen=True)
class ReportedViolation:
    """One violation of the contract.

    Attributes:
        operation: The operation: `GET /models`.
        check: The check that found it.
        message: The violation.
        request: The request, as a curl command.
    """

    operation: str
    check: str
    message: str
    request: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.check}: {self.message}\n    {self.request}\n"


@cli.handler()
class ViolationReport(EventHandler[ExecutionContext]):
    """Collects failures of checks, and writes one violation per operation, check and kind of failure."""

    def __init__(self, *args: Any, **params: Any) -> None:
        super().__init__(*args, **params)
        self._found: dict[tuple[str, str, str], ReportedViolation] = {}

    def start(self, ctx: ExecutionContext) -> None:
        """Add the report to schemathesis's list of reports."""
        ctx.add_report("Violations", _folder(ctx) / TEXT)

    def handle_event(self, ctx: ExecutionContext, event: events.EngineEvent) -> None:
        """Add the failures of a scenario."""
        del ctx
        if not isinstance(event, events.ScenarioFinished):
            return
        for nodes in event.recorder.checks.values():
            for node in nodes:
                if node.failure_info is not None:
                    failure = node.failure_info.failure
                    operation = failure.operation or event.recorder.label
                    self._add(operation, node.name, failure, node.failure_info.code_sample)

    def shutdown(self, ctx: ExecutionContext) -> None:
        """Write the report."""
        found = [violation for _, violation in sorted(self._found.items())]
        text = "".join(map(str, found))
        (_folder(ctx) / TEXT).write_text(text, encoding="utf-8", errors="backslashreplace")
        (_folder(ctx) / JSON).write_text(json.dumps([asdict(each) for each in found], indent=2), encoding="utf-8")

    def _add(self, operation: str, check: str, failure: Failure, code_sample: str) -> None:
        request = _WARNING.split(code_sample)[0].replace("\ncurl ", "\n    curl ")
        kind, message = describe(failure)
        violation = ReportedViolation(operation, (failure.checks or (check,))[0], message, request)
        key = operation, violation.check, kind
        if key not in self._found or len(request) < len(self._found[key].request):
            self._found[key] = violation


def describe(failure: Failure) -> tuple[str, str]:
    """Return the kind of a failure, which contains no values of a single request, and its message in one line."""
    summary = kind = failure.message.split("\n\n")[0]
    if isinstance(failure, UnsupportedMethodResponse):
        # One method per path is enough.
        kind = str(failure.failure_reason)
    elif component := _INVALID_COMPONENT.search(failure.message):
        summary = component[0]
        # A request with several invalid components: each component also has a request in which it is the only one.
        kind = summary.splitlines()[0]
    elif location := _SCHEMA_LOCATION.search(failure.message):
        summary, kind = f"{summary} at {location[1]}", location[1]
    status = getattr(failure, "status_code", None)
    received = f" ({status})" if status and str(status) not in summary else ""
    return f"{failure.title}: {kind}", f"{failure.title}{received}: {' '.join(summary.split())}".removesuffix(": ")


def text(folder: Path) -> str:
    """Return the violations of a run as text, from the folder of its reports."""
    return (folder / TEXT).read_text(encoding="utf-8")


def load(folder: Path) -> list[ReportedViolation]:
    """Return the violations of a run, from the folder of its reports; none if the run wrote no report."""
    path = folder / JSON
    return [ReportedViolation(**each) for each in json.loads(path.read_text("utf-8"))] if path.exists() else []


def _folder(ctx: ExecutionContext) -> Path:
    return Path(ctx.config.reports.directory)
