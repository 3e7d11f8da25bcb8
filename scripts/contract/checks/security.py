"""Check of valid credentials."""

import schemathesis
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.adapter.security import SecurityParameter

from scripts.contract.checks.violation import Case, Context, as_operation, has_other_method, violation
from scripts.credentials import credentials
from scripts.security import security_requirements


@schemathesis.check
def valid_credentials_accepted(ctx: Context, response: Response, case: Case) -> None:
    """Check that valid credentials do not get 401, even if the request is otherwise invalid.

    Raises:
        ContractViolation: They get 401.
    """
    del ctx
    if response.status_code != 401 or has_other_method(case):
        return
    document = case.operation.schema.raw_schema
    known = {each.header.lower(): each for each in credentials(document).values()}
    needed = [known.get(parameter.name.lower()) for parameter in _required_credentials(case)]
    headers = response.request.headers
    if needed and all(each and headers.get(each.header) == each.header_value() for each in needed):
        raise violation(case, "Valid credentials rejected", "valid credentials got 401")


def _required_credentials(case: Case) -> list[SecurityParameter]:
    """Return the credentials that all alternatives of the operation's security require."""
    requirements = security_requirements(case.operation.schema.raw_schema, as_operation(case.operation))
    alternatives = [{scheme.name for scheme in schemes} for schemes in requirements]
    names = set[str]().union(*alternatives).intersection(*alternatives)
    return [parameter for parameter in case.operation.security.iter_parameters() if parameter.name in names]
