"""Hook that redacts credentials in responses. schemathesis redacts requests only, on purpose (schemathesis#1842)."""

import json
import os
import re
from functools import lru_cache
from typing import Any

import schemathesis
from schemathesis.core.transport import Response

from scripts.credentials import credentials
from scripts.redaction import SHORT, Redactor

_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], response: Response) -> None:
    """Redact a response before it is checked and recorded."""
    del context
    redact(case, response)


def redact(case: schemathesis.Case[Any], response: Response) -> None:
    """Redact the credentials of the environment in a response."""
    known = credentials(case.operation.schema.raw_schema).values()
    redactor, long_only = _redactors(frozenset(os.environ.get(each.variable, "") for each in known))
    if _is_json(response.content):
        # Outside strings a short credential such as `1` or `true` is more likely a number or a literal.
        response.content = _JSON_STRING.sub(lambda match: redactor.redact(match[0]), long_only.redact(response.content))
    else:
        response.content = redactor.redact(response.content)
    for values in response.headers.values():
        values[:] = [redactor.redact(value.encode("latin-1", "replace")).decode("latin-1") for value in values]


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


@lru_cache(maxsize=1)
def _redactors(secrets: frozenset[str]) -> tuple[Redactor, Redactor]:
    """Return a redactor of credentials, and one of the long credentials only."""
    variables = dict.fromkeys(secrets - {""}, "")
    return Redactor(variables), Redactor({each: "" for each in variables if len(each) >= SHORT})
