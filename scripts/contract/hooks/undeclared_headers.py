"""Hook against undeclared headers with a standard meaning, which schemathesis 4.32.5 adds to valid requests."""

import re
from typing import Any

import schemathesis

# Prefixes of headers that HTTP, fetch and the mock interpret.
MEANINGFUL = re.compile(
    r"(accept|access-control|authorization|connection|content|cookie|expect|forwarded|from|host|if|keep-alive"
    r"|max-forwards|mock|origin|pragma|prefer|proxy|range|sec|te|trailer|transfer-encoding|upgrade|via|x-forwarded"
    r"|x-http-method)(-|$)",
    re.IGNORECASE,
)


@schemathesis.hook("filter_case")
def has_no_meaningful_header(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Keep a test case unless it has an undeclared header such as `Accept` or `Content-Type`.

    Hypothesis takes names of headers from string literals of our scripts. A server may then reject a request that
    schemathesis counts as valid, such as with 406 because of a random `Accept`. The probes of
    `probes/http_semantics.py` test both headers.
    """
    del context
    declared = {parameter.name.lower() for parameter in case.operation.headers}
    return not any(MEANINGFUL.match(name) for name in case.headers or {} if name.lower() not in declared)
