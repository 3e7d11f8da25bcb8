"""Checks of credentials: each one separately."""

from collections.abc import Iterator

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.specs.openapi._auth_retry import remove_auth, set_auth_for_case
from schemathesis.specs.openapi.adapter.security import SecurityParameter

from scripts.contract.checks.probe import (
    Case,
    Context,
    PerOperationCheck,
    as_operation,
    check_rejection,
    has_other_method,
    send,
    violation,
)
from scripts.credentials import credentials
from scripts.security import security_requirements


@schemathesis.check
class invalid_credentials_rejected(PerOperationCheck):  # noqa: N801 - the name in the report
    """A request with one credential missing, empty or wrong gets the documented 401.

    The check `ignored_auth` of schemathesis removes all credentials at once.
    """

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations."""
        del response
        for parameter in _required_credentials(case):
            for state in ("missing", "empty", "wrong"):
                probe = remove_auth(case, [parameter])
                if state == "empty":
                    getattr(probe, parameter.location.container_name)[parameter.name] = ""
                elif state == "wrong":
                    set_auth_for_case(probe, parameter)
                title = f"Invalid credential accepted: {parameter.name} is {state}"
                yield from check_rejection(ctx, probe, send(ctx, case, probe), 401, title)


@schemathesis.check
def valid_credentials_accepted(ctx: Context, response: Response, case: Case) -> None:
    """A request with valid credentials does not get 401, even if it is otherwise invalid.

    Raises:
        ContractViolation: It does.
    """
    del ctx
    if response.status_code != 401 or has_other_method(case):
        return
    document = case.operation.schema.raw_schema
    known = {each.header.lower(): each for each in credentials(document).values()}
    needed = [known.get(parameter.name.lower()) for parameter in _required_credentials(case)]
    headers = response.request.headers
    if needed and all(each and headers.get(each.header) == each.header_value() for each in needed):
        raise violation(case, "Valid credentials rejected", "Expected: a status code other than 401", response)


def _required_credentials(case: Case) -> list[SecurityParameter]:
    """Return the credentials that all alternatives of the operation's security require."""
    requirements = security_requirements(case.operation.schema.raw_schema, as_operation(case.operation))
    alternatives = [{scheme.name for scheme in schemes} for schemes in requirements]
    names = set[str]().union(*alternatives).intersection(*alternatives)
    return [parameter for parameter in case.operation.security.iter_parameters() if parameter.name in names]
