"""Session of all probes: the contract, the server, the credentials, and the rules for every response."""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from scripts import openapi
from scripts.contract.findings import Finding, Findings, Severity
from scripts.contract.masking import Mask
from scripts.contract.probes.calls import Call
from scripts.contract.probes.curl import curl
from scripts.contract.probes.request_validity import RequestValidity
from scripts.contract.probes.transport import NoResponse, Request, Response, Transport
from scripts.openapi import Document, Operation
from scripts.schemas import Direction, SchemaCompiler
from scripts.validation.errors import RequestError
from scripts.validation.response import ResponseValidator

T = TypeVar("T")
R = TypeVar("R")
_MAX_WAIT = 30.0
_ATTEMPTS_WHEN_BUSY = 4
# A status code by which HTTP limits a message, whatever the contract documents.
TOO_LARGE = frozenset({413, 414, 431})
# Topics whose failures have a cause in each operation.
PER_OPERATION = ("query.", "header.", "body.")
# A resource does not exist, or is in another state.
ABSENT = frozenset({404, 409, 410})
_OPEN_RESPONSE = re.compile(r"neither is the response|response[^.]*(?:isn't|is not) documented", re.IGNORECASE)
_STACK_TRACE = re.compile(
    r'Traceback \(most recent call last\)|File "[^"]+", line \d+|\n\s+at [\w.<>$ \[\]]+ ?\([^)]*:\d+(?::\d+)?\)'
    r"|\bat [\w.$]+\([\w]+\.java:\d+\)|\.go:\d+ \+0x"
)


class ServiceDown(Exception):
    """The service does not respond any more, so that the run cannot go on."""


class Stopped(Exception):
    """The run has as many findings as it should stop after."""


class Session:
    """Sends requests, reports what no response may be, and collects findings."""

    def __init__(  # noqa: PLR0913 - what a run can be configured by
        self,
        document: Document,
        transport: Transport,
        *,
        mask: Mask,
        shell_values: dict[str, str],
        findings: Findings,
        workers: int = 4,
        stop_after: int | None = None,
        read_only: bool = False,
        max_response_time: float = 10,
    ) -> None:
        self.document = document
        self.transport = transport
        self.mask = mask
        self.shell_values = shell_values
        self.findings = findings
        self.workers = workers
        self.read_only = read_only
        self.operations = list(openapi.operations(document))
        self.notes: dict[str, None] = {}
        self.counts: Counter[str] = Counter()
        # The ids of lists that lack what was sent, so that nothing else can be said about them.
        self.incomplete_lists: set[str] = set()
        self._stop_after = stop_after
        self._max_response_time = max_response_time
        self._local = threading.local()
        compiler = SchemaCompiler(document, Direction.RESPONSE)
        self._validators = {each.id: ResponseValidator(document, each, compiler) for each in self.operations}
        self._requests = RequestValidity(document)
        self._down = threading.Event()

    # Concurrency

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Call a function for each item, concurrently, and return the results in their order.

        The pool belongs to the call, because nested ones would wait for each other.
        """
        listed = list(items)
        if self.workers == 1 or len(listed) < 2:
            return [function(each) for each in listed]
        pool = ThreadPoolExecutor(min(self.workers, len(listed)))
        try:
            return list(pool.map(function, listed))
        finally:
            # A signal or an error ends the run at once: what has not begun is not sent any more.
            pool.shutdown(cancel_futures=True)

    def note(self, text: str) -> None:
        """Add a line on what was not tested."""
        self.notes[text] = None

    # Requests

    def send(  # noqa: PLR0913 - the parts of a request
        self,
        operation: Operation,
        request: Request,
        what: str,
        *,
        tolerated: Iterable[int] = TOO_LARGE,
        topic: str = "",
        validate: bool = True,
    ) -> Response:
        """Send a request, and report violations that any response may have.

        Args:
            operation: The operation.
            request: The request.
            what: The request in words, for findings: "`title` of 300 characters".
            tolerated: Status codes that are allowed although they are not documented.
            topic: The part of the request that is tested. Failures with the same topic are reported once.
            validate: Whether the response must be one that the operation documents.

        Raises:
            NoResponse: The service did not respond, which was reported.
            ServiceDown: The service does not respond at all.
            Stopped: The run should stop.
        """
        if self._down.is_set():
            raise ServiceDown
        if self._stop_after is not None and self.findings.violations >= self._stop_after:
            raise Stopped
        self.counts[operation.id] += 1
        response = self._send_until_ready(operation, request, what, topic)
        self._check_server_error(operation, request, response, what, topic)
        if validate and response.status < 500:
            self._check_documented(operation, request, response, set(tolerated))
        if response.seconds > self._max_response_time:
            message = f"the response took {response.seconds:.1f} s, more than {self._max_response_time:g} s: {what}"
            self.report(operation, "max_response_time", message, request, response, cause=f"{operation.id} slow")
        self._check_common_sense(operation, request, response)
        return response

    def call(self, call: Call, what: str, **options: Any) -> Response:
        """Send a call: see `send`."""
        return self.send(call.operation, call.request(), what, **options)

    def _send_until_ready(self, operation: Operation, request: Request, what: str, topic: str) -> Response:
        for attempt in range(_ATTEMPTS_WHEN_BUSY):
            try:
                response = self.transport.send(request)
            except NoResponse as error:
                return self._retried_apart(operation, request, what, topic, error)
            seconds = response.headers.get("retry-after", "")
            is_busy = response.status == 429 or (response.status == 503 and bool(seconds))
            if not is_busy or attempt == _ATTEMPTS_WHEN_BUSY - 1:
                break
            time.sleep(min(float(seconds) if seconds.isdecimal() else 2.0**attempt, _MAX_WAIT))
        if response.status == 429:
            self.note("the service still limits requests after several pauses; lower RATE=")
        return response

    def _retried_apart(
        self, operation: Operation, request: Request, what: str, topic: str, error: NoResponse
    ) -> Response:
        """Repeat a request that got no response, and report it: a bug breaks few requests, an outage all of them.

        Raises:
            NoResponse: The service did not respond again.
            ServiceDown: Other requests get none either.
        """
        first = error
        failures, attempts, response = 1, 1, None
        for pause in (0.2,) if error.timeout else (0.2, 0.5, 1):
            time.sleep(pause)
            attempts += 1
            try:
                response = self.transport.send(request, fresh=True)
                break
            except NoResponse as again:
                failures += 1
                error = again
        if response is None and error.refused:
            if not first.refused or not self._down.is_set():
                message = f"the service {first}, and does not respond any more: {what}"
                self.report(operation, "service_stays_up", message, request, cause="down")
            self._down.set()
            raise ServiceDown from None
        times = "" if failures == attempts else f" ({failures} of {attempts} times)"
        self.report(
            operation,
            "connection_kept",
            f"the service {error}{times}: {what}",
            request,
            cause=f"{operation.id} {topic}",
        )
        if response is None:
            raise error
        return response

    # Findings

    def report(  # noqa: PLR0913 - the parts of a finding
        self,
        operation: Operation,
        check: str,
        message: str,
        request: Request | None = None,
        response: Response | None = None,
        *,
        location: str = "",
        cause: str = "",
        variant: str = "",
        severity: Severity = "violation",
    ) -> None:
        """Add a finding.

        Args:
            operation: The operation.
            check: The check.
            message: The finding, in one sentence.
            request: The request that shows it.
            response: The response, if it matters.
            location: Where the contract defines it.
            cause: The bug, without values; findings of one cause are listed once.
            variant: The value that shows it, of several with the same cause.
            severity: Whether it follows from the contract.
        """
        if request is not None and not self._requests.supports(check, request):
            return
        finding = Finding(
            operation=f"{operation.method} {operation.path}",
            check=check,
            message=self.mask.apply(message),
            request=self.mask.apply(curl(self.transport.base, request, self.shell_values)) if request else "",
            response=shown(response, self.mask) if response else "",
            location=location,
            cause=cause or f"{operation.id}: {message}",
            variant=self.mask.apply(variant),
            severity=severity,
        )
        self.findings.add(finding)

    def _check_server_error(
        self, operation: Operation, request: Request, response: Response, what: str, topic: str
    ) -> None:
        if response.status >= 500 and not (response.status == 503 and response.headers.get("retry-after")):
            message = f"{response.status} in response to {what}"
            cause = f"{operation.id if topic.startswith(PER_OPERATION) or not topic else ''} {topic} {response.status}"
            self.report(operation, "not_a_server_error", message, request, response, cause=cause, variant=what)

    def _check_documented(
        self, operation: Operation, request: Request, response: Response, tolerated: set[int]
    ) -> None:
        documented = {str(each).upper() for each in operation.definition.get("responses", {})}
        is_documented = bool(documented & {str(response.status), f"{response.status // 100}XX", "DEFAULT"})
        if not is_documented:
            allowed = tolerated | {429} | (ABSENT if leaves_response_open(operation) else frozenset())
            if response.status in allowed:
                return
        headers = [(name.encode(), value.encode("latin-1", "replace")) for name, value in response.headers.items()]
        try:
            body = None if request.method == "HEAD" else response.body
            found = list(self._validators[operation.id].violations(response.status, headers, body))
        except RequestError as error:
            found = list(error.violations)
        for each in found:
            # An error of the same kind has the same cause in all operations.
            where = operation.id if response.succeeded else "any operation"
            if each.location == "status":
                message = f"the status code {response.status} is not documented"
            elif each.location == "header.Content-Type":
                message = f"the Content-Type of the {response.status} {each.reason}"
            else:
                message = f"the {response.status} response does not satisfy its schema: {each}"
            cause = f"{where}: {f'{response.status} status' if each.location == 'status' else each}"
            location = f"{operation.id}, responses, {response.status}"
            names = {"status": "status_code_conformance", "header.Content-Type": "content_type_conformance"}
            check = names.get(each.location, "response_schema_conformance")
            self.report(operation, check, message, request, response, location=location, cause=cause)

    def _check_common_sense(self, operation: Operation, request: Request, response: Response) -> None:
        text = response.body[:20_000].decode("utf-8", "replace")
        if response.status >= 400 and _STACK_TRACE.search(text.replace("\\n", "\n").replace('\\"', '"')):
            message = f"the {response.status} response contains a stack trace, which shows code to callers"
            self.warn(operation, "no_stack_trace", message, request, response)
        cache = response.headers.get("cache-control", "").lower()
        if "public" in cache and response.status < 400:
            message = f"`Cache-Control: {cache}` lets shared caches store a response that requires credentials"
            self.warn(operation, "private_responses", message, request, response)
        if (repeated := _repeated_key(text)) and response.succeeded:
            message = f"the JSON object has the key {repeated!r} twice"
            self.warn(operation, "unique_keys", message, request, response)
        if response.has_forbidden_body:
            message = f"a body follows the {response.status} response, where HTTP allows none"
            self.report(operation, "http_conformance", message, request, response, cause="forbidden body")

    def warn(
        self, operation: Operation, check: str, message: str, request: Request, response: Response | None = None
    ) -> None:
        """Add a warning: it does not follow from the contract."""
        self.report(operation, check, message, request, response, cause=check, severity="warning")


def leaves_response_open(operation: Operation) -> bool:
    """Return True if the contract says that the response is not documented where a resource does not exist."""
    return bool(_OPEN_RESPONSE.search(" ".join(operation.definition.get("description", "").split())))


def shown(response: Response, mask: Mask, length: int = 200) -> str:
    """Return a response in one line, without credentials."""
    text = mask.apply(response.body[: 8 * length].decode("utf-8", "replace"))
    text = "".join(each if each.isprintable() else " " for each in text)
    text = text if len(text) <= length else f"{text[:length]}…"
    return f"{response.status} {text}".rstrip()


def parsed(response: Response) -> Any:
    """Return the JSON of a response, or None."""
    try:
        return json.loads(response.body)
    except ValueError:
        return None


def entries(response: Response) -> list[Any] | None:
    """Return the only array of a successful response, or None."""
    body = parsed(response) if response.succeeded else None
    arrays = [value for value in (body.values() if isinstance(body, dict) else [body]) if isinstance(value, list)]
    return arrays[0] if len(arrays) == 1 else None


def _repeated_key(text: str) -> str | None:
    found: list[str] = []

    def check(pairs: Sequence[tuple[str, Any]]) -> Mapping[str, Any]:
        names = [name for name, _ in pairs]
        found.extend(name for name in names if names.count(name) > 1)
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=check)
    except (ValueError, RecursionError):
        return None
    return found[0] if found else None
