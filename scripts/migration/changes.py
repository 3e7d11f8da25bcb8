"""Differences of two operations or events that callers notice, as sentences."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.credentials import accepted_schemes
from scripts.openapi import Document, Operation, parameters, resolve, success_responses
from scripts.schemas import merge_all_of


@dataclass(frozen=True)
class _Field:
    """A parameter or property.

    Attributes:
        is_required: Whether it is required.
        values: What it may be, such as `string (date-time)` or a list of constants; empty if anything.
    """

    is_required: bool
    values: str


_Fields = Mapping[str, _Field]
_LOCATIONS = {"query": "query parameter", "header": "header", "path": "path parameter", "cookie": "cookie"}


def operation_changes(old: Document, old_operation: Operation, new: Document, operation: Operation) -> Iterator[str]:
    """Yield the differences of two operations: path, credentials, parameters, body, response."""
    before, after = (f"`{each.label}`" for each in (old_operation, operation))
    if before != after:
        yield f"{before} is now {after}."
    schemes = [_credentials(*each) for each in ((old, old_operation), (new, operation))]
    yield from _set_changes("The credential", *schemes)
    found = [_parameters(*each) for each in ((old, old_operation), (new, operation))]
    yield from _field_changes("The {}", *found)
    media_types = [set(_request_content(*each)) for each in ((old, old_operation), (new, operation))]
    if media_types[0] != media_types[1]:
        yield f"The body is {_listed(media_types[1]) or 'omitted'} instead of {_listed(media_types[0]) or 'omitted'}."
    bodies = [_body_fields(*each) for each in ((old, old_operation), (new, operation))]
    yield from _field_changes("The property {} of the body", *bodies)
    responses = [_response_fields(*each) for each in ((old, old_operation), (new, operation))]
    yield from _field_changes("The property {} of the response", *responses)


def event_changes(old: Document, old_event: Operation, new: Document, event: Operation) -> Iterator[str]:
    """Yield the differences of two events."""
    before, after = (_body_fields(*each) for each in ((old, old_event), (new, event)))
    yield from _field_changes("The property {}", before, after)


def _credentials(document: Document, operation: Operation) -> set[str]:
    """Return the credentials that each alternative of an operation requires."""
    alternatives = accepted_schemes(document, operation)
    return set.intersection(*map(set, alternatives)) if alternatives else set()


def _parameters(document: Document, operation: Operation) -> _Fields:
    return {
        f"{_LOCATIONS[each['in']]} `{each['name']}`": _Field(
            each.get("required", False), _values(merge_all_of(document, each.get("schema", {})))
        )
        for each in parameters(document, operation)
    }


def _request_content(document: Document, operation: Operation) -> Mapping[str, Any]:
    body = resolve(document, operation.definition.get("requestBody", {}))
    content: Mapping[str, Any] = body.get("content", {})
    return content


def _body_fields(document: Document, operation: Operation) -> _Fields:
    found: dict[str, _Field] = {}
    for content in _request_content(document, operation).values():
        found = {**_fields(document, content.get("schema", {})), **found}
    return found


def success_content(document: Document, operation: Operation) -> Document:
    """Return the JSON content of an operation's successful response, empty if it has none."""
    response: Document = next(iter(success_responses(document, operation).values()), {})
    content: Document = response.get("content", {}).get("application/json", {})
    return content


def _response_fields(document: Document, operation: Operation) -> _Fields:
    return _fields(document, success_content(document, operation).get("schema", {}))


def _fields(document: Document, schema: Document, prefix: str = "", around: tuple[Document, ...] = ()) -> _Fields:
    """Return the properties of a schema by paths such as `models[].id`. Those of a schema within itself are omitted."""
    if schema in around:
        return {}
    merged, around = merge_all_of(document, schema), (*around, schema)
    found: dict[str, _Field] = {}
    for name, value in merged.get("properties", {}).items():
        path = f"{prefix}{name}"
        found[f"`{path}`"] = _Field(name in merged.get("required", ()), _values(merge_all_of(document, value)))
        found |= _fields(document, value, f"{path}.", around)
    if "items" in merged:
        found |= _fields(document, merged["items"], f"{prefix.removesuffix('.')}[].", around)
    return found


def _values(schema: Document) -> str:
    """Return what a schema allows, as far as callers usually notice: its constants, or its types and format."""
    constants = [schema["const"]] if "const" in schema else schema.get("enum", [])
    if constants:
        return ", ".join(f"`{each if isinstance(each, str) else json.dumps(each)}`" for each in constants)
    types = schema.get("type", [])
    listed = " or ".join([types] if isinstance(types, str) else types)
    return f"{listed} ({schema['format']})" if "format" in schema else listed


def _field_changes(subject: str, before: _Fields, after: _Fields) -> Iterator[str]:
    for name in [each for each in before if each not in after]:
        yield f"{subject.format(name)} is removed."
    for name, field in after.items():
        if name not in before:
            yield f"{subject.format(name)} is new{', and required' if field.is_required else ''}."
            continue
        if field.is_required != before[name].is_required:
            yield f"{subject.format(name)} is {'now' if field.is_required else 'no longer'} required."
        if field.values != before[name].values:
            values = (each.values or "anything" for each in (field, before[name]))
            yield f"{subject.format(name)} may be: {'. Before: '.join(values)}."


def _set_changes(subject: str, before: set[str], after: set[str]) -> Iterator[str]:
    yield from (f"{subject} `{name}` is now required." for name in sorted(after - before))
    yield from (f"{subject} `{name}` is no longer required." for name in sorted(before - after))


def _listed(names: set[str]) -> str:
    return " or ".join(f"`{name}`" for name in sorted(names))
