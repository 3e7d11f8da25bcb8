"""A hook of schemathesis: it keeps it from calling a form a violation that is none."""

import contextlib
import json
from typing import Any

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CaseMetadata
from schemathesis.transport.serialization import contains_binary

from scripts.openapi import Document, resolve, schema_validator


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Keep a test case, unless it is called a violation for a form with a file in it, and fits the contract.

    schemathesis 4.32.5 mutates the schema of a body and then drops what the unchanged schema still admits, but not if
    there is a file in it, as its validator knows no bytes. Yet a number in a form is a text, and where `text` is taken
    away the `website` beside it may still satisfy `anyOf`. What else it calls a violation in the same case may be none
    either: a query parameter that nobody declared, or a missing credential, which is put in again before sending.
    """
    del context
    if not isinstance(case.meta, CaseMetadata) or not isinstance(case.body, dict) or not contains_binary(case.body):
        return True
    if not case.meta.is_negative_at(ParameterLocation.BODY):
        return True
    document = case.operation.schema.raw_schema
    definition = case.operation.definition.raw
    sent = {"query": case.query, "header": case.headers, "path": case.path_parameters}
    for declared in definition.get("parameters", []):
        parameter = resolve(document, declared)
        if not _is_kept(document, parameter, (sent[parameter["in"]] or {}).get(parameter["name"])):
            return True
    body = resolve(document, definition["requestBody"])
    schema = resolve(document, body["content"][case.media_type]["schema"])
    form = as_read(document, schema.get("properties", {}), case.body)
    return not schema_validator(document, schema).is_valid(form)


def _is_kept(document: Document, parameter: dict[str, Any], value: Any) -> bool:
    """Tell whether a parameter has a value that it may have, or none where it needs none."""
    if value is None:
        return not parameter.get("required", False)
    schema = resolve(document, parameter["schema"])
    return bool(schema_validator(document, schema).is_valid(_part(schema, value)))


def as_read(document: Document, members: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    """Return what a server reads from a form: texts, files, and nothing of an empty list.

    Args:
        document: The contract.
        members: The schemas of the form's members.
        form: The form as schemathesis has it, with values of all types.
    """
    read = {}
    for name, value in form.items():
        schema = resolve(document, members.get(name, {}))
        item = resolve(document, schema.get("items", schema))
        parts = [_part(item, each) for each in (value if isinstance(value, list) else [value])]
        if parts:
            read[name] = parts[0] if len(parts) == 1 and "items" not in schema else parts
    return read


def _part(schema: dict[str, Any], value: Any) -> Any:
    """Return what one text stands for; None, which fits nowhere, where a file stands for a text or the reverse."""
    is_file = contains_binary(value)
    if is_file or schema.get("format") == "binary":
        return "" if is_file and schema.get("format") == "binary" else None
    text = value if isinstance(value, str) else json.dumps(value)
    if schema.get("type") in {"boolean", "integer", "number"}:
        with contextlib.suppress(ValueError):
            return json.loads(text)
    return text
