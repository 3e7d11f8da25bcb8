"""Checks of values that schemathesis rarely generates: close to allowed values, and at the boundaries."""

from collections.abc import Iterator, Sequence
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine.run import PhaseName

from scripts.contract.checks.inputs import RESTRICTIONS, Input, body, inputs
from scripts.contract.checks.probe import Case, Context, PerOperationCheck, send, succeeded, violation

INTEGERS: Sequence[int] = (-1, 1_000_003)
LONG_TEXT = "x" * 2000
# Valid values of formats in an unusual spelling.
UNUSUAL = {"uuid": "3FA85F64-5717-4562-B3FC-2C963F66AFA6", "date-time": "2024-05-09T12:00:00.5+02:00"}
# Keywords by which a body may be invalid although each of its properties is valid.
RELATIONS = {"dependencies", "dependentRequired", "dependentSchemas", "if", "maxProperties", "minProperties", "not"}
# Status codes that blame the request.
REJECTED = {400, 413, 414, 422}


@schemathesis.check
class near_enum_values_rejected(PerOperationCheck):  # noqa: N801 - the name in the report
    """A value of an enum in another case, or with a trailing space, is rejected."""

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations."""
        del response
        for each in inputs(case):
            allowed = each.schema.get("enum", ())
            texts = [value for value in allowed if isinstance(value, str)]
            # A server that accepts any value is reported by schemathesis.
            if not texts or succeeded(_send_with(ctx, case, each, f"{texts[0]} or other")[1]):
                continue
            near = [value for text in texts for value in (text.lower(), text.upper(), f"{text} ")]
            for value in dict.fromkeys(near):
                probe, result = _send_with(ctx, case, each, value)
                if value not in allowed and succeeded(result):
                    yield violation(probe, f"Undocumented value accepted: {each}", f"{value!r}", result)
                    break


@schemathesis.check
class boundary_values_accepted(PerOperationCheck):  # noqa: N801 - the name in the report
    """A string without restrictions may be long, non-ASCII or empty, an integer without limits negative or large."""

    # Items that these requests create must not be counted in the examples phase.
    phases = frozenset({PhaseName.COVERAGE})

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations."""
        del response
        is_related = bool(RELATIONS & body(case)[1].keys())
        for each in inputs(case):
            for value in () if is_related and each.location == "body" else _boundary_values(each):
                probe, result = _send_with(ctx, case, each, value)
                if result.status_code in REJECTED:
                    shown = str(value) if len(str(value)) < 100 else f"{len(value)} characters"
                    yield violation(probe, f"Valid value rejected: {each}", shown, result)


@schemathesis.check
class required_alternatives_enforced(PerOperationCheck):  # noqa: N801 - the name in the report
    """A body that satisfies no alternative of `anyOf` or `oneOf`, because its properties are missing, is rejected."""

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations."""
        del response
        properties, schema = body(case)
        alternatives = [each.get("required", ()) for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))]
        if not alternatives or not all(alternatives):
            return
        required = {name for names in alternatives for name in names}
        probe = case.derive()
        probe.body = {name: value for name, value in properties.items() if name not in required} | {"other": "text"}
        if succeeded(result := send(ctx, case, probe)):
            message = f"one of {', '.join(sorted(required))} is required"
            yield violation(probe, "Missing alternatives accepted", message, result)


def _boundary_values(each: Input) -> Sequence[Any]:
    schema, value = each.schema, each.value
    if restrictions := RESTRICTIONS & schema.keys():
        return [UNUSUAL[schema["format"]]] if restrictions == {"format"} and schema["format"] in UNUSUAL else ()
    if schema.get("type") == "integer":
        return INTEGERS
    if schema.get("type") != "string" or not isinstance(value, str | None):
        return ()
    # Headers are Latin-1, and servers can hardly distinguish an empty header from a missing one.
    is_header = each.location == "header"
    suffixes = (LONG_TEXT, "\u00e9" if is_header else "\u5b57")
    empty = [] if is_header or schema.get("minLength") else [""]
    # The accepted value is a prefix, because the server may require one that the schema does not express.
    return [f"{value or ''}{suffix}" for suffix in suffixes] + empty


def _send_with(ctx: Context, case: Case, each: Input, value: Any) -> tuple[Case, Response]:
    probe = case.derive()
    each.set(probe, value)
    return probe, send(ctx, case, probe)
