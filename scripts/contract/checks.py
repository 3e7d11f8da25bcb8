"""Checks that schemathesis lacks: each credential by itself, 406, `Allow`, and the size of pages, from the contract."""

from collections.abc import Iterator

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.specs.openapi._auth_retry import remove_auth, set_auth_for_case
from schemathesis.specs.openapi.adapter.security import SecurityParameter

from scripts.contract.places import is_list, query_of
from scripts.contract.probe import Case, Context, OncePerOperation, departure, entries, expected, is_other_method, send
from scripts.credentials import credentials
from scripts.openapi import METHODS, resolve


@schemathesis.check
class each_credential_is_checked(OncePerOperation):  # noqa: N801 - reports name it so
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
                yield from expected(401, f"{parameter.name} is {state}", send(ctx, case, probe), probe, ctx)


@schemathesis.check
class refuses_what_is_not_acceptable(OncePerOperation):  # noqa: N801 - reports name it so
    """An operation that documents 406 answers it where no media type of its answer is acceptable."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        probe = case.derive(headers=case.headers.copy())
        probe.headers["Accept"] = "application/x-nobody-answers-so"
        yield from expected(406, "no acceptable media type", send(ctx, case, probe), probe, ctx)


@schemathesis.check
class pages_are_as_long_as_asked(OncePerOperation):  # noqa: N801 - reports name it so
    """An operation that takes `offset` and `limit` returns no more entries than `limit`."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract: found only where there are two entries or more."""
        del response
        if not is_list(case.operation):
            return
        query = query_of(case.operation)
        # Filters and `offset` could leave nothing to count.
        kept = {name: case.query[name] for name, each in query.items() if each.is_required and name in case.query}
        probe = case.derive(query={**kept, "limit": 1})
        if (found := entries(send(ctx, case, probe))) > 1:
            told = f"limit=1: {found} entries"
            yield departure(probe, "Page longer than asked", told)


@schemathesis.check
def knows_its_credentials(ctx: Context, response: Response, case: Case) -> None:
    """A request with the right credentials isn't refused for want of them, whatever else is wrong with it.

    Raises:
        Departure: It is.
    """
    del ctx
    if response.status_code != 401 or is_other_method(case):
        return
    document = case.operation.schema.raw_schema
    known = {each.header.lower(): each for each in credentials(document).values()}
    needed = [known.get(parameter.name.lower()) for parameter in _required_credentials(case)]
    headers = response.request.headers
    if needed and all(each and headers.get(each.header) == each.sent() for each in needed):
        raise departure(case, "Right credentials refused", "Expected: anything but 401", response)


@schemathesis.check
def tells_what_is_allowed(ctx: Context, response: Response, case: Case) -> None:
    """A refusal of a method names all that the path has, and no other; schemathesis's own check looks at OPTIONS alone.

    Raises:
        Departure: It doesn't.
    """
    del ctx
    values = response.headers.get("allow")
    if response.status_code != 405 or values is None:
        return
    told = {method.strip().upper() for method in ",".join(values).split(",")} - {""}
    item = case.operation.schema.raw_schema["paths"][case.operation.path]
    known = {method.upper() for method in METHODS if method in item}
    if known - told or told - known - {"HEAD", "OPTIONS"}:
        message = f"`Allow: {', '.join(sorted(told))}` where the path has {', '.join(sorted(known))}"
        raise departure(case, "Wrong `Allow`", message)


def _required_credentials(case: Case) -> list[SecurityParameter]:
    """Return the credentials without which none of the alternatives of an operation's security is satisfied."""
    document = case.operation.schema.raw_schema
    alternatives = case.operation.definition.raw.get("security", document.get("security")) or [{}]
    schemes = document.get("components", {}).get("securitySchemes", {})
    always = set.intersection(*map(set, alternatives))
    names = {resolve(document, schemes[name]).get("name", "Authorization") for name in always}
    return [parameter for parameter in case.operation.security.iter_parameters() if parameter.name in names]
