"""Session of all probes: it sends requests, repeats those without a response, and collects findings."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from scripts import openapi
from scripts.contract.findings import Finding, Findings, Severity
from scripts.contract.probes.calls import Call
from scripts.contract.probes.curl import curl
from scripts.contract.probes.links import Link
from scripts.contract.probes.order import Order
from scripts.contract.probes.request_validity import RequestValidity
from scripts.contract.probes.response_rules import SERVER_ERROR, SLOW, ResponseRules
from scripts.contract.probes.responses import TOO_LARGE, shown
from scripts.contract.probes.slow_responses import SlowResponses
from scripts.contract.probes.transport import NoResponse, Request, Response, Transport
from scripts.contract.probes.unread import is_rejected_unread, may_be_rejected_early
from scripts.contract.report_redaction import ReportRedactor
from scripts.openapi import Document, Operation

T = TypeVar("T")
R = TypeVar("R")
_MAX_WAIT = 30.0
_ATTEMPTS_WHEN_BUSY = 4


class ServiceDown(Exception):
    """The service stopped responding, so the run cannot continue."""


class Stopped(Exception):
    """The run reached its maximum number of findings."""


class Session:
    """Sends requests, reports what no response may be, and collects findings."""

    def __init__(  # noqa: PLR0913 - what a run can be configured by
        self,
        document: Document,
        transport: Transport,
        *,
        redactor: ReportRedactor,
        shell_values: dict[str, str],
        findings: Findings,
        workers: int = 4,
        stop_after: int | None = None,
        read_only: bool = False,
        max_response_time: float = 10,
    ) -> None:
        self.document = document
        self.transport = transport
        self.redactor = redactor
        self.shell_values = shell_values
        self.findings = findings
        self.workers = workers
        self.read_only = read_only
        self.operations = list(openapi.operations(document))
        self.notes: dict[str, None] = {}
        self.counts: Counter[str] = Counter()
        # The ids of lists that lack what was sent, so that nothing else can be said about them.
        self.incomplete_lists: set[str] = set()
        # Lists that had everything that was sent, and their entries then.
        self.listing: list[tuple[Link, Mapping[str, Any]]] = []
        # Who else sends requests, and where they are listed; empty if only the session does.
        self.others = ""
        self._stop_after = stop_after
        self._rules = ResponseRules(document, self.operations, max_response_time, redactor.secrets)
        self._requests = RequestValidity(document)
        self._down = threading.Event()
        self._order = Order()
        self._slow = SlowResponses()
        # The causes of server errors whose requests were repeated.
        self._repeated: set[str] = set()
        self._lock = threading.Lock()

    # Concurrency

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Call a function for each item, concurrently, and return the results in their order.

        The pool belongs to the call, because nested ones would wait for each other.
        """
        first = self._order.next()

        def call(numbered: tuple[int, T]) -> R:
            number, item = numbered
            with self._order.within((*first, number)):
                return function(item)

        listed = list(enumerate(items))
        if self.workers == 1 or len(listed) < 2:
            return [call(each) for each in listed]
        pool = ThreadPoolExecutor(min(self.workers, len(listed)))
        try:
            return list(pool.map(call, listed))
        finally:
            # A signal or an error ends the run at once: pending requests are cancelled.
            pool.shutdown(cancel_futures=True)

    def note(self, text: str) -> None:
        """Add a note, such as which part was not tested, and why."""
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
        allowed = frozenset(tolerated) if validate and not is_rejected_unread(request, response) else None
        for each in self._rules.problems(operation, request, response, what, topic=topic, tolerated=allowed):
            if each.check == SLOW and not self._slow.add(operation, request, what, response):
                continue
            times = self._times(request, each.details["cause"]) if each.check == SERVER_ERROR else ""
            self.report(operation, each.check, f"{each.message}{times}", request, response, **each.details)
        return response

    def _times(self, request: Request, cause: str) -> str:
        """Repeat a request that failed, once for each cause, and return how often it failed if it was not always."""
        with self._lock:
            if cause in self._repeated or request.method == "POST":
                return ""
            self._repeated.add(cause)
        failures = 1
        for _ in range(2):
            with contextlib.suppress(NoResponse):
                failures += self.transport.send(request).status >= 500
        return "" if failures == 3 else f" ({failures} of 3 times)"

    def call(self, call: Call, what: str, **options: Any) -> Response:
        """Send a call: see `send`."""
        return self.send(call.operation, call.request(), what, **options)

    def still_accepts(self, call: Call, rejected: Response) -> bool:
        """Send a valid request again, and return False if it gets the status code of another response now.

        Then a variant of it was not rejected because of what it changes.

        Raises:
            NoResponse: The service did not respond, which was reported.
        """
        is_rejected = self.call(call, "a valid request").status == rejected.status
        if is_rejected:
            self.note(f"{call}: valid requests get {rejected.status} after some have succeeded; so do variants")
        return not is_rejected

    def repeat_slow(self) -> None:
        """Repeat the first slow request of each operation that is not reported yet; it is if it is slow again."""
        for each in self._slow.single():
            with contextlib.suppress(NoResponse):
                again = self.send(each.operation, each.request, each.what, validate=False)
                if again.seconds <= self._rules.max_response_time:
                    took = f"a response took {each.seconds:.1f} s, and {again.seconds:.1f} s when repeated"
                    self.note(f"{each.operation.label}: {took}")

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
                others = f"; {self.others}, whose request may be the cause" if self.others else ""
                message = f"the service {first}, and stopped responding: {what}{others}"
                self.report(operation, "service_stays_up", message, request, cause="down")
            self._down.set()
            raise ServiceDown from None
        if response is not None and response.status in TOO_LARGE | {400} and may_be_rejected_early(request):
            return response
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
        before: Request | None = None,
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
            before: The request that has to be sent before.
        """
        if request is not None and not self._requests.supports(check, request):
            return
        commands = [curl(self.transport.base, each, self.shell_values) for each in (before, request) if each]
        finding = Finding(
            operation=operation.label,
            check=check,
            message=self.redactor.redact(message),
            request=self.redactor.redact("\n".join(commands)),
            response=shown(response, self.redactor) if response else "",
            location=location,
            cause=cause or f"{operation.id}: {message}",
            variant=self.redactor.redact(variant),
            severity=severity,
        )
        self.findings.add(finding, self._order.next())

    def warn(
        self, operation: Operation, check: str, message: str, request: Request, response: Response | None = None
    ) -> None:
        """Add a warning: it does not follow from the contract."""
        self.report(operation, check, message, request, response, cause=check, severity="warning")
