"""Basis of checks that send requests: when they run, how they send, and the violations that they report."""

from collections.abc import Iterator
from typing import Any

import schemathesis
import schemathesis.checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.engine.run import PhaseName
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi._auth_retry import send_probe

from scripts.contract.hooks.response_redaction import redact
from scripts.openapi import Operation

Case = schemathesis.Case[Any]
Context = schemathesis.CheckContext
TestedOperation = APIOperation[Any, Any, Any, Any]


class ContractViolation(Failure):
    """A violation that one of our checks found. Failures of an operation with the same title are reported once."""

    @property
    def _unique_key(self) -> str:
        return self.title


def violation(case: Case, title: str, message: str, response: Response | None = None) -> ContractViolation:
    """Return a violation.

    Args:
        case: The request that shows it.
        title: The kind of violation, the same for all requests.
        message: The details of this request.
        response: The response, if its status code is wrong.
    """
    details = message if response is None else f"{message}\nReceived: {response.status_code}"
    return ContractViolation(operation=case.operation.label, title=title, message=details, case_id=case.id)


class PerOperationCheck:
    """A check that sends requests, once per operation and media type, after the first successful response."""

    # Other phases repeat requests to shrink them, and a repeated request must have the same result.
    phases = frozenset({PhaseName.EXAMPLES, PhaseName.COVERAGE})

    def __init__(self) -> None:
        self._checked: set[tuple[str, str | None]] = set()

    def after_response(self, ctx: Context, response: Response, case: Case) -> None:
        """Run the check if it applies to a response.

        Raises:
            FailureGroup: The server violates the contract.
        """
        key = case.operation.label, case.media_type
        if ctx.phase not in self.phases or key in self._checked:
            return
        if not succeeded(response) or has_other_method(case):
            return
        self._checked.add(key)
        if found := list(self.violations(ctx, response, case)):
            raise FailureGroup(found)

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations.

        Args:
            ctx: The context of the check, which sends further requests.
            response: A successful response.
            case: The request.
        """
        raise NotImplementedError


def as_operation(tested: TestedOperation) -> Operation:
    """Return an operation of schemathesis as one of the contract."""
    return Operation(tested.label, tested.method, tested.path, tested.definition.raw)


def has_other_method(case: Case) -> bool:
    """Return True if a request has an undocumented method."""
    return bool(case.method.upper() != case.operation.method.upper())


def succeeded(response: Response) -> bool:
    """Return True if the status code is 2xx."""
    return 200 <= response.status_code < 300


def send(ctx: Context, case: Case, probe: Case) -> Response:
    """Send a request that was derived from another one, and redact the credentials in the response."""
    response = send_probe(ctx, case, probe)
    redact(probe, response)
    return response


def check_rejection(ctx: Context, probe: Case, response: Response, status: int, title: str) -> Iterator[Failure]:
    """Yield the violations of a response that must reject a request as documented.

    Args:
        ctx: The context of the check.
        probe: The request.
        response: The response.
        status: The expected status code. If the operation does not document it, any response is valid.
        title: The kind of violation if the status code is another one.
    """
    if str(status) not in probe.operation.responses.status_codes:
        return
    if response.status_code != status:
        yield violation(probe, title, f"Expected: {status}", response)
        return
    for check in (schemathesis.checks.content_type_conformance, schemathesis.checks.response_schema_conformance):
        found: list[Failure] = []
        try:
            check(ctx, response, probe)
        except FailureGroup as group:
            found = list(group.exceptions)
        except Failure as failure:
            found = [failure]
        for each in found:
            each.case_id = probe.id
            yield each


def count_items(response: Response) -> int:
    """Return the length of the only array in a response; 0 if it has none, or several."""
    try:
        body = response.json()
    except ValueError:
        return 0
    arrays = [value for value in (body.values() if isinstance(body, dict) else [body]) if isinstance(value, list)]
    return len(arrays[0]) if len(arrays) == 1 else 0
