"""What the checks that send requests of their own have in common."""

from collections.abc import Iterator
from typing import Any

import schemathesis
import schemathesis.checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.engine.run import PhaseName
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi._auth_retry import send_probe

from scripts.contract.masking import mask

Case = schemathesis.Case[Any]
Context = schemathesis.CheckContext
Tested = APIOperation[Any, Any, Any, Any]


class Departure(Failure):
    """What one of these checks has found: as many of an operation as there are titles."""

    @property
    def _unique_key(self) -> str:
        return self.title


def departure(case: Case, title: str, told: str, answer: Response | None = None) -> Departure:
    """Return what a check has found.

    Args:
        case: The request that shows it.
        title: What is wrong, in the same words for all requests.
        told: What this one shows.
        answer: The answer, if its status is what is wrong.
    """
    message = told if answer is None else f"{told}\nReceived: {answer.status_code}"
    return Departure(operation=case.operation.label, title=title, message=message, case_id=case.id)


class OncePerOperation:
    """A check that sends requests of its own: once an operation has succeeded, in a phase that repeats nothing."""

    phases = frozenset({PhaseName.EXAMPLES, PhaseName.COVERAGE})

    def __init__(self) -> None:
        self._done: set[tuple[str, str | None]] = set()

    def after_response(self, ctx: Context, response: Response, case: Case) -> None:
        """Find what departs from the contract.

        Raises:
            FailureGroup: Something does.
        """
        operation = case.operation.label, case.media_type
        # Where a phase shrinks what it has found, the same request must find the same again.
        repeats = ctx.phase not in self.phases
        if not is_taken(response) or repeats or operation in self._done or is_other_method(case):
            return
        self._done.add(operation)
        if found := list(self.departures(ctx, response, case)):
            raise FailureGroup(found)

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract.

        Args:
            ctx: What schemathesis sends further requests with.
            response: A successful answer.
            case: The request that it answers.
        """
        raise NotImplementedError


def is_other_method(case: Case) -> bool:
    """Tell whether a request is for a method that the path doesn't have."""
    return bool(case.method.upper() != case.operation.method.upper())


def is_taken(answer: Response) -> bool:
    """Tell whether an answer says that the request was right."""
    return 200 <= answer.status_code < 300


def send(ctx: Context, case: Case, probe: Case) -> Response:
    """Send a request that was made from another, and mask the credentials in its answer."""
    answer = send_probe(ctx, case, probe)
    mask(probe, answer)
    return answer


def expected(status: int, why: str, answer: Response, probe: Case, ctx: Context) -> Iterator[Failure]:
    """Yield what departs from the answer that an operation documents for a status, if it documents one."""
    if str(status) not in probe.operation.responses.status_codes:
        return
    if answer.status_code != status:
        yield departure(probe, f"Not refused: {why}", f"Expected: {status}", answer)
        return
    for check in (schemathesis.checks.content_type_conformance, schemathesis.checks.response_schema_conformance):
        found: list[Failure] = []
        try:
            check(ctx, answer, probe)
        except FailureGroup as group:
            found = list(group.exceptions)
        except Failure as failure:
            found = [failure]
        for each in found:
            each.case_id = probe.id
            yield each


def entries(response: Response) -> int:
    """Return how many entries an answer's only array has; 0 if it has none, or several."""
    try:
        answer = response.json()
    except ValueError:
        return 0
    arrays = [value for value in (answer.values() if isinstance(answer, dict) else [answer]) if isinstance(value, list)]
    return len(arrays[0]) if len(arrays) == 1 else 0
