"""The short list that a run ends with: each way in which the server departs from the contract, and a request for it."""

import re
from pathlib import Path
from typing import Any

from schemathesis import cli
from schemathesis.cli.commands.run.context import ExecutionContext
from schemathesis.cli.commands.run.handlers.base import EventHandler
from schemathesis.core.failures import Failure
from schemathesis.engine import events
from schemathesis.openapi.checks import UnsupportedMethodResponse

NAME = "departures.txt"
_PLACE = re.compile(r"^Schema at (\S+):$", re.MULTILINE)
_WARNING = re.compile("\\s+⚠️")
_COMPONENT = re.compile(r"^Invalid component:.*", re.MULTILINE | re.DOTALL)


@cli.handler()
class Departures(EventHandler[ExecutionContext]):
    """Writes the list into the folder of the reports: operation, check, what is wrong, and the request for curl."""

    def __init__(self, *args: Any, **params: Any) -> None:
        super().__init__(*args, **params)
        self._found: dict[tuple[str, str, str], tuple[str, str]] = {}

    def start(self, ctx: ExecutionContext) -> None:
        """Name the list among the reports."""
        ctx.add_report("Departures", Path(ctx.config.reports.directory) / NAME)

    def handle_event(self, ctx: ExecutionContext, event: events.EngineEvent) -> None:
        """Keep of each kind of failure the shortest request."""
        del ctx
        if not isinstance(event, events.ScenarioFinished):
            return
        for nodes in event.recorder.checks.values():
            for node in nodes:
                if node.failure_info is None:
                    continue
                failure = node.failure_info.failure
                # Where the shell isn't known, schemathesis warns of it behind the line of curl.
                request = _WARNING.split(node.failure_info.code_sample)[0].replace("\ncurl ", "\n    curl ")
                kind, told = describe(failure)
                key = failure.operation or event.recorder.label, (failure.checks or (node.name,))[0], kind
                if key not in self._found or len(request) < len(self._found[key][1]):
                    self._found[key] = told, request

    def shutdown(self, ctx: ExecutionContext) -> None:
        """Write the list."""
        lines = [
            f"{operation}: {check}: {told}\n    {request}\n"
            for (operation, check, _), (told, request) in sorted(self._found.items())
        ]
        (Path(ctx.config.reports.directory) / NAME).write_text(
            "".join(lines), encoding="utf-8", errors="backslashreplace"
        )


def describe(failure: Failure) -> tuple[str, str]:
    """Return what kind of failure it is, without the values that differ from request to request, and what is wrong."""
    message = failure.message
    told = kind = message.split("\n\n")[0]
    if isinstance(failure, UnsupportedMethodResponse):
        # One of a path is enough, whichever method it was.
        kind = str(failure.failure_reason)
    elif component := _COMPONENT.search(message):
        told = component[0]
        # What was made wrong in several places at once is of one kind: each place has a request of its own besides.
        kind = told.splitlines()[0]
    elif place := _PLACE.search(message):
        told, kind = f"{told} at {place[1]}", place[1]
    status = getattr(failure, "status_code", None)
    received = f" ({status})" if status and str(status) not in told else ""
    return f"{failure.title}: {kind}", f"{failure.title}{received}: {' '.join(told.split())}".removesuffix(": ")
