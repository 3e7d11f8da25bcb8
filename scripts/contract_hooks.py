"""Hooks of schemathesis: keep it from calling a form a violation that is none."""

from typing import Any

import schemathesis
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CaseMetadata
from schemathesis.transport.serialization import contains_binary

from scripts.openapi import resolve


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Keep a test case, unless it is called a violation for a form with a file in it that fits the contract.

    schemathesis 4.32.5 mutates the schema of a body and then drops what the unchanged schema still admits, but not if
    there is a file in it, as its validator knows no bytes. Take away `text` from a form, and the `website` beside it
    still satisfies `anyOf`.
    """
    del context
    if not isinstance(case.meta, CaseMetadata) or not contains_binary(case.body):
        return True
    negative = {location for location in case.meta.components if case.meta.is_negative_at(location)}
    if negative != {ParameterLocation.BODY} or not isinstance(case.body, dict):
        return True
    document = case.operation.schema.raw_schema
    body = resolve(document, case.operation.definition.raw["requestBody"])
    schema = resolve(document, body["content"][case.media_type]["schema"])
    whole = {**schema, "components": document.get("components", {})}
    members = schema.get("properties", {})
    sent = {name: _as_sent(resolve(document, members.get(name, {})), value) for name, value in case.body.items()}
    return not OAS31Validator(whole, format_checker=oas31_format_checker).is_valid(sent)


def _as_sent(schema: dict[str, Any], value: Any) -> Any:
    """Return the value that a server reads from a form: no bytes, and one value of an array looks like any other."""
    if schema.get("type") == "array" and not isinstance(value, list):
        value = [value]
    if isinstance(value, list):
        return ["" if contains_binary(item) else item for item in value]
    return "" if contains_binary(value) else value
