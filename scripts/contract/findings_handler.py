"""Findings of schemathesis: its failures as sentences, one for each cause, and its progress."""

import json
import os
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from schemathesis import cli
from schemathesis.cli.commands.run.context import ExecutionContext
from schemathesis.cli.commands.run.handlers.base import EventHandler
from schemathesis.core.failures import AcceptedNegativeData, Failure, ResponseTimeExceeded, ServerError
from schemathesis.engine import events
from schemathesis.engine.recorder import Interaction
from schemathesis.openapi.checks import (
    JsonSchemaError,
    RejectedPositiveData,
    UndefinedContentType,
    UndefinedStatusCode,
    UnsupportedMethodResponse,
)

from scripts.contract.findings import Finding, Findings, numbered
from scripts.contract.probes.curl import curl
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.responses import shown
from scripts.contract.probes.transport import NoResponse, Request, Response, Transport
from scripts.contract.report_files import BASE_URL, FILE, PROGRESS, SECRETS
from scripts.contract.report_redaction import ReportRedactor

_INTERVAL = 5.0
_TIMEOUT = 20.0
_ATTEMPTS = 3
_SCHEMA_LOCATION = re.compile(r"^Schema at (\S+):$", re.MULTILINE)
_VALUE = re.compile(r'\s*\(was .*?\)(?=$| -)|"[^"]*"')
_INVALID_COMPONENT = re.compile(r"^Invalid component:\s*(.*)", re.MULTILINE | re.DOTALL)


@cli.handler()
class FindingsReport(EventHandler[ExecutionContext]):
    """Collects failures of checks and broken connections, and prints progress."""

    def __init__(self, *args: Any, **params: Any) -> None:
        super().__init__(*args, **params)
        self._found = Findings()
        self._errors: dict[str, None] = {}
        self._requests: dict[str, int] = {}
        self._printed = time.monotonic()
        self._path = Path()
        variables = json.loads(os.environ.get(SECRETS, "{}"))
        self._shell_values = {value: f"{prefix}${name}" for name, (prefix, value) in variables.items()}
        self._redactor = ReportRedactor(value.removeprefix(prefix) for prefix, value in variables.values())
        self._base = os.environ.get(BASE_URL, "").rstrip("/")
        self._transport = Transport(self._base, _TIMEOUT, Rate(None)) if self._base else None

    def start(self, ctx: ExecutionContext) -> None:
        """Prepare the file of the findings."""
        self._path = Path(ctx.config.reports.directory) / FILE

    def handle_event(self, ctx: ExecutionContext, event: events.EngineEvent) -> None:
        """Add the failures of a scenario, or an error of schemathesis."""
        del ctx
        if isinstance(event, events.NonFatalError):
            self._errors[
                self._redactor.redact(f"{event.label}: {event.info.title}: {_first_line(event.info.message)}")
            ] = None
        if not isinstance(event, events.ScenarioFinished):
            return
        recorder, known = event.recorder, len(self._found)
        self._requests[recorder.label] = self._requests.get(recorder.label, 0) + len(recorder.interactions)
        for case_id, nodes in recorder.checks.items():
            for node in nodes:
                if node.failure_info is not None:
                    failure = node.failure_info.failure
                    interaction = recorder.interactions.get(failure.case_id or case_id)
                    self._add(
                        failure.operation or recorder.label, (failure.checks or (node.name,))[0], failure, interaction
                    )
        for case_id, interaction in recorder.interactions.items():
            if interaction.response is None:
                case = recorder.cases.get(case_id)
                self._add_broken(case.value.operation.label if case else recorder.label, interaction)
        if len(self._found) > known:
            # The parent stops this process if the service goes down.
            self._write()
        if time.monotonic() - self._printed > _INTERVAL:
            self._printed = time.monotonic()
            count = f"{numbered(sum(self._requests.values()), 'request')}, {numbered(len(self._found), 'finding')}"
            print(f"{PROGRESS}{event.phase.name.lower()}, {recorder.label}: {count}", file=sys.stderr, flush=True)

    def shutdown(self, ctx: ExecutionContext) -> None:
        """Write the findings."""
        del ctx
        self._write()

    def _write(self) -> None:
        """Write the findings, and the number of requests of each operation, in one step."""
        findings = [asdict(first_of_path(each, self._requests)) for each in self._found.sorted()]
        content = {"findings": findings, "requests": self._requests, "errors": list(self._errors)}
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(content, indent=2), encoding="utf-8", errors="backslashreplace")
        new.replace(self._path)

    def _add(self, operation: str, check: str, failure: Failure, interaction: Interaction | None) -> None:
        if isinstance(failure, ResponseTimeExceeded) and interaction and self._transport:
            request = _request(interaction, self._base)
            if not is_slow_again(self._transport, request, failure.deadline):
                return
        response = interaction.response if interaction else None
        status = response.status_code if response else getattr(failure, "status_code", 0)
        message, cause, location = describe(failure, status)
        self._found.add(
            Finding(
                operation=operation,
                check=check,
                message=self._redactor.redact(message),
                request=self._curl(interaction),
                response=self._redactor.redact(shown(_plain(response), self._redactor)) if response else "",
                location=location,
                cause=cause if _is_shared(failure, status) else f"{operation}: {cause}",
            ),
            (operation,),
        )

    def _add_broken(self, operation: str, interaction: Interaction) -> None:
        """Repeat a request that got no response apart from the others, and report it."""
        request = _request(interaction, self._base)
        failures, reason, is_down = 1, "closed the connection without a response", False
        for _ in range(_ATTEMPTS if self._transport else 0):
            try:
                assert self._transport  # noqa: S101 - see above
                self._transport.send(request, fresh=True)
            except NoResponse as error:
                failures, reason, is_down = failures + 1, str(error), error.refused
        times = f"{failures} of {_ATTEMPTS + 1} times"
        message = f"the service {reason} ({times})"
        found = Finding(
            operation=operation,
            check="connection_kept",
            message=message,
            request=self._curl(interaction),
            cause="the service is down" if is_down else f"{operation}: connection",
        )
        self._found.add(found, (operation,))

    def _curl(self, interaction: Interaction | None) -> str:
        if interaction is None:
            return ""
        return self._redactor.redact(curl(self._base, _request(interaction, self._base), self._shell_values))


def first_of_path(finding: Finding, operations: Iterable[str]) -> Finding:
    """Return a finding on a path with its first operation: which one tested the path depends on threads."""
    if finding.check != "allow_header_conformance":
        return finding
    path = finding.operation.partition(" ")[2]
    same = [each for each in operations if each.partition(" ")[2] == path]
    return replace(finding, operation=min(same, default=finding.operation))


def is_slow_again(transport: Transport, request: Request, limit: float) -> bool:
    """Repeat a slow request, because the machine may have been busy; return True if it is slow again."""
    try:
        return transport.send(request, fresh=True).seconds > limit
    except NoResponse:
        return True


def describe(failure: Failure, status: int) -> tuple[str, str, str]:  # noqa: PLR0911 - one for each kind
    """Return a failure in one sentence, its cause without values of a single request, and its place in the contract."""
    text = failure.message
    if isinstance(failure, UndefinedStatusCode):
        return f"the status code {status} is not documented", f"{status} status", "responses"
    if isinstance(failure, UndefinedContentType):
        documented = " or ".join(failure.defined_content_types)
        message = f"the Content-Type of the {status} must be {documented}, not {failure.content_type.partition(';')[0]}"
        return message, f"{failure.content_type.partition(';')[0]} header.Content-Type", f"responses, {status}"
    if isinstance(failure, JsonSchemaError):
        where = ".".join(["body", *("[]" if isinstance(each, int) else str(each) for each in failure.instance_path)])
        where = where.replace(".[]", "[]")
        location = _SCHEMA_LOCATION.search(text)
        message = f"the {status} response does not satisfy its schema: {where}: {_line(failure.validation_message)}"
        missing = re.match('"(\\w+)" is a required', failure.validation_message)
        return message, f"{where}.{missing[1]}" if missing else where, location[1] if location else ""
    if isinstance(failure, AcceptedNegativeData):
        component = _INVALID_COMPONENT.search(text)
        part = _line(component[1] if component else text)
        outcome = f"was accepted with {status}" if status < 400 else f"got {status} instead of 400"
        return f"an invalid request {outcome}: {part}", _VALUE.sub("", part), ""
    if isinstance(failure, RejectedPositiveData):
        return f"a request that the schema allows was rejected with {status}", f"rejected {status}", ""
    if isinstance(failure, ServerError):
        return f"{status} in response to a generated request", str(status), ""
    if isinstance(failure, UnsupportedMethodResponse):
        return (
            f"undocumented methods are not rejected with 405 and Allow: {_line(text)}",
            str(failure.failure_reason),
            "",
        )
    first = _line(text.split("\n\n")[0])
    return f"{failure.title}: {first}".removesuffix(": "), f"{failure.title} {first}", ""


def _is_shared(failure: Failure, status: int) -> bool:
    """Return True if a failure of several operations has the same cause: that of errors, which share code."""
    if isinstance(failure, UnsupportedMethodResponse):
        return True
    return isinstance(failure, UndefinedStatusCode | UndefinedContentType | JsonSchemaError) and status >= 400


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _line(text: str) -> str:
    return " ".join(text.split())


def _request(interaction: Interaction, base: str) -> Request:
    sent = interaction.request
    headers = tuple((name, value) for name, values in sent.headers.items() for value in map(_header, values))
    omitted = {"content-length", "connection", "accept-encoding", "user-agent", "host", "transfer-encoding"}
    kept = tuple(
        each for each in headers if each[0].lower() not in omitted and not each[0].lower().startswith("x-schemathesis")
    )
    path = sent.uri.removeprefix(base)
    return Request(sent.method, path if path.startswith("/") else f"/{path}", (), kept, sent.body)


def _header(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _plain(response: Any) -> Response:
    return Response(response.status_code, {}, response.content or b"", 0)
