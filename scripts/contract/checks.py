"""Checks that schemathesis lacks: each credential by itself, 406, and the size of pages. All come from the contract."""

from collections.abc import Iterator
from typing import Any

import schemathesis
import schemathesis.checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.engine.run import PhaseName
from schemathesis.specs.openapi._auth_retry import remove_auth, send_probe, set_auth_for_case
from schemathesis.specs.openapi.adapter.security import SecurityParameter

from scripts.contract.masking import mask
from scripts.openapi import resolve

Case = schemathesis.Case[Any]
Context = schemathesis.CheckContext


class Departure(Failure):
    """What one of these checks has found: as many of an operation as there are titles."""

    @property
    def _unique_key(self) -> str:
        return self.title


class _OncePerOperation:
    """A check that sends requests of its own: once an operation has succeeded, in a phase that repeats nothing."""

    def __init__(self) -> None:
        self._done: set[str] = set()

    def after_response(self, ctx: Context, response: Response, case: Case) -> None:
        """Find what departs from the contract.

        Raises:
            FailureGroup: Something does.
        """
        operation = case.operation.label
        # Where a phase shrinks what it has found, the same request must find the same again.
        repeats = ctx.phase not in {PhaseName.EXAMPLES, PhaseName.COVERAGE}
        if not 200 <= response.status_code < 300 or repeats or operation in self._done or _is_other_method(case):
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


@schemathesis.check
class each_credential_is_checked(_OncePerOperation):  # noqa: N801 - reports name it so
    """Without one credential of several, or with an empty or wrong one, an operation answers its documented 401."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract; schemathesis's own check takes away all credentials at once."""
        del response
        for parameter in _required_credentials(case):
            for state in ("missing", "empty", "wrong"):
                probe = remove_auth(case, [parameter])
                if state == "empty":
                    getattr(probe, parameter.location.container_name)[parameter.name] = ""
                elif state == "wrong":
                    set_auth_for_case(probe, parameter)
                yield from _expected(401, f"{parameter.name} is {state}", _send(ctx, case, probe), probe, ctx)


@schemathesis.check
class refuses_what_is_not_acceptable(_OncePerOperation):  # noqa: N801 - reports name it so
    """An operation that documents 406 answers it where no media type of its answer is acceptable."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        probe = case.derive(headers=case.headers.copy())
        probe.headers["Accept"] = "application/x-nobody-answers-so"
        yield from _expected(406, "no acceptable media type", _send(ctx, case, probe), probe, ctx)


@schemathesis.check
class pages_are_as_long_as_asked(_OncePerOperation):  # noqa: N801 - reports name it so
    """An operation that takes `offset` and `limit` returns no more entries than `limit`."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract: found only where there are two entries or more."""
        del response
        query = [each for each in case.operation.iter_parameters() if each.location is ParameterLocation.QUERY]
        if not {"offset", "limit"} <= {parameter.name for parameter in query}:
            return
        # Filters and `offset` could leave nothing to count.
        kept = {each.name: case.query[each.name] for each in query if each.is_required and each.name in case.query}
        probe = case.derive(query={**kept, "limit": 1})
        if (found := _entries(_send(ctx, case, probe))) > 1:
            told = f"limit=1: {found} entries"
            yield Departure(
                operation=case.operation.label, title="Page longer than asked", message=told, case_id=probe.id
            )


def _is_other_method(case: Case) -> bool:
    """Tell whether a request is for a method that the path doesn't have."""
    return bool(case.method.upper() != case.operation.method.upper())


def _required_credentials(case: Case) -> list[SecurityParameter]:
    """Return the credentials without which none of the alternatives of an operation's security is satisfied."""
    document = case.operation.schema.raw_schema
    alternatives = case.operation.definition.raw.get("security", document.get("security")) or [{}]
    schemes = document.get("components", {}).get("securitySchemes", {})
    always = set.intersection(*map(set, alternatives))
    names = {resolve(document, schemes[name]).get("name", "Authorization") for name in always}
    return [parameter for parameter in case.operation.security.iter_parameters() if parameter.name in names]


def _send(ctx: Context, case: Case, probe: Case) -> Response:
    answer = send_probe(ctx, case, probe)
    mask(probe, answer)
    return answer


def _expected(status: int, why: str, answer: Response, probe: Case, ctx: Context) -> Iterator[Failure]:
    """Yield what departs from the answer that an operation documents for a status, if it documents one."""
    if str(status) not in probe.operation.responses.status_codes:
        return
    if answer.status_code != status:
        title, message = f"Not refused: {why}", f"Expected: {status}\nReceived: {answer.status_code}"
        yield Departure(operation=probe.operation.label, title=title, message=message, case_id=probe.id)
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


def _entries(response: Response) -> int:
    """Return how many entries an answer's only array has; 0 if it has none, or several."""
    try:
        answer = response.json()
    except ValueError:
        return 0
    arrays = [value for value in (answer.values() if isinstance(answer, dict) else [answer]) if isinstance(value, list)]
    return len(arrays[0]) if len(arrays) == 1 else 0
