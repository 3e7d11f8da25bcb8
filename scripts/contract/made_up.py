"""A hook of schemathesis: it keeps it from making up headers that mean something, and wondering at the answer."""

import re
from typing import Any

import schemathesis

# The beginnings of what HTTP and fetch have a server heed in a request, and of what the mock does.
MEANINGFUL = re.compile(
    r"(accept|access-control|authorization|connection|content|cookie|expect|forwarded|from|host|if|keep-alive"
    r"|max-forwards|mock|origin|pragma|prefer|proxy|range|sec|te|trailer|transfer-encoding|upgrade|via|x-forwarded"
    r"|x-http-method)(-|$)",
    re.IGNORECASE,
)


@schemathesis.hook("filter_case")
def keeps_to_what_is_declared(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Keep a test case, unless it has a made-up header such as `Accept` or `Content-Type`.

    schemathesis 4.32.5 adds headers that nobody declared to requests that fit, and hypothesis likes to take their names
    from texts of our scripts. One of these isn't without a meaning: 406 is the right answer to a made-up `Accept`, 400
    or 415 to a made-up `Content-Type`, and neither is a violation. `checks` and `values` ask for both on their own.
    """
    del context
    declared = {parameter.name.lower() for parameter in case.operation.headers}
    return not any(MEANINGFUL.match(name) for name in case.headers or {} if name.lower() not in declared)
