"""Check of undocumented methods."""

import schemathesis
from schemathesis.core.transport import Response

from scripts.contract.checks.violation import Case, Context, violation
from scripts.openapi import METHODS


@schemathesis.check
def allow_header_on_405(ctx: Context, response: Response, case: Case) -> None:
    """Check that the `Allow` header of a 405 lists the methods of the path, and no others except HEAD and OPTIONS.

    The check `allow_header_conformance` of schemathesis reads the header of OPTIONS only.

    Raises:
        ContractViolation: It lists others.
    """
    del ctx
    values = response.headers.get("allow")
    if response.status_code != 405 or values is None:
        return
    listed = {method.strip().upper() for method in ",".join(values).split(",")} - {""}
    item = case.operation.schema.raw_schema["paths"][case.operation.path]
    documented = {method.upper() for method in METHODS if method in item}
    if documented - listed or listed - documented - {"HEAD", "OPTIONS"}:
        message = f"`Allow: {', '.join(sorted(listed))}`, but the path has {', '.join(sorted(documented))}"
        raise violation(case, "Wrong Allow header", message)
