"""A hook of schemathesis: it keeps it from asking for a media type of its own making, and wondering at 406."""

from typing import Any

import schemathesis


@schemathesis.hook("filter_case")
def keeps_to_what_is_declared(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Keep a test case, unless it has a made-up `Accept`.

    schemathesis 4.32.5 adds headers that nobody declared to requests that fit. This one isn't without a meaning: 406 is
    the right answer to it (`checks.refuses_what_is_not_acceptable` asks for that), and no violation.
    """
    del context
    return not any(name.lower() == "accept" for name in case.headers or {})
