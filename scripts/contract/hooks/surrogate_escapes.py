"""Hook against halves of surrogate pairs in responses, with which schemathesis 4.32.5 crashes when it reuses values."""

import re
from typing import Any

import schemathesis
from schemathesis.core.transport import Response

_ESCAPE = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F]..)|.)", re.DOTALL)


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], response: Response) -> None:
    """Replace the escape of half a pair by that of U+FFFD: JSON may have it, but UTF-8 cannot encode it."""
    del context, case
    if b"\\u" in response.content:
        response.content = without_halves(response.content)


def without_halves(content: bytes) -> bytes:
    """Return JSON without halves of surrogate pairs."""
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], content)
