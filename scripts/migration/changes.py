"""Differences of two operations or events that callers notice, as sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.credentials import accepted_schemes
from scripts.openapi import Document, Operation, parameters, resolve

_LOCATIONS = {"query": "query parameter", "header": "header", "path": "path parameter", "cookie": "cookie"}


def operation_changes(old: Document, old_operation: Operation, new: Document, operation: Operation) -> Iterator[str]:
    """Yield the differences of two operations: path, credentials, parameters, body, response."""
    before, after = (f"`{each.method} {each.path}`" for each in (old_operation, operation))
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
    return {name for names in accepted_schemes(document, operation) for name in names}


def _parameters(document: Document, operation: Operation) -> dict[str, bool]:
    return {
        f"{_LOCATIONS[each['in']]} `{each['name']}`": each.get("required", False)
        for each in parameters(document, operation)
    }


def _request_content(document: Document, operation: Operation) -> Mapping[str, Any]:
    body = resolve(document, operation.definition.get("requestBody", {}))
    content: Mapping[str, Any] = body.get("content", {})
    return content


def _body_fields(document: Document, operation: Operation) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for content in _request_content(document, operation).values():
        found = _fields(document, content.get("schema", {})) | found
    return found


def success_content(document: Document, operation: Operation) -> Document:
    """Return the JSON content of an operation's successful response, empty if it has none."""
    responses = operation.definition["responses"]
    response: Document = next((node for status, node in responses.items() if str(status).startswith("2")), {})
    content: Document = resolve(document, response).get("content", {}).get("application/json", {})
    return content


def _response_fields(document: Document, operation: Operation) -> dict[str, bool]:
    return _fields(document, success_content(document, operation).get("schema", {}))


def _fields(document: Document, schema: Document, prefix: str = "") -> dict[str, bool]:
    """Return the properties of a schema as paths such as `models[].id`, and whether each is required."""
    resolved = resolve(document, schema)
    found: dict[str, bool] = {}
    for name, value in resolved.get("properties", {}).items():
        path = f"{prefix}{name}"
        found[f"`{path}`"] = name in resolved.get("required", ())
        found |= _fields(document, value, f"{path}.")
    if "items" in resolved:
        found |= _fields(document, resolved["items"], f"{prefix.removesuffix('.')}[].")
    return found


def _field_changes(subject: str, before: Mapping[str, bool], after: Mapping[str, bool]) -> Iterator[str]:
    for name in [each for each in before if each not in after]:
        yield f"{subject.format(name)} is removed."
    for name, is_required in after.items():
        if name not in before:
            yield f"{subject.format(name)} is new{', and required' if is_required else ''}."
        elif is_required != before[name]:
            yield f"{subject.format(name)} is {'now' if is_required else 'no longer'} required."


def _set_changes(subject: str, before: set[str], after: set[str]) -> Iterator[str]:
    yield from (f"{subject} `{name}` is now required." for name in sorted(after - before))
    yield from (f"{subject} `{name}` is no longer required." for name in sorted(before - after))


def _listed(names: set[str]) -> str:
    return " or ".join(f"`{name}`" for name in sorted(names))
