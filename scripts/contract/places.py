"""Where a request has values, what the contract says of each, and how another value is put there."""

from collections.abc import Callable, Iterator
from typing import Any

from scripts.contract.probe import Case, Tested
from scripts.openapi import Document, resolve

# What limits a value, so that not all of its type are permitted.
LIMITS = {
    *("enum", "const", "format", "pattern", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "oneOf", "anyOf", "not", "if"),
}
# Puts a value into a copy of a request.
Put = Callable[[Case, Any], None]


def is_free_text(schema: Document) -> bool:
    """Tell whether a schema takes any text."""
    return schema.get("type") == "string" and not LIMITS & schema.keys()


def query_of(operation: Tested) -> dict[str, Any]:
    """Return the query parameters of an operation by their names."""
    return {each.name: each for each in operation.query}


def is_list(operation: Tested) -> bool:
    """Tell whether an operation lists entries page by page."""
    return {"offset", "limit"} <= query_of(operation).keys()


def content(operation: Tested) -> Document:
    """Return the media types of the body that an operation takes, and what the contract says of each."""
    taken = resolve(operation.schema.raw_schema, operation.definition.raw.get("requestBody", {}))
    documented: Document = taken.get("content", {})
    return documented


def body(case: Case) -> tuple[dict[str, Any], Document]:
    """Return the members of a request's body, and their schema; nothing, where it has no documented one of members."""
    documented = content(case.operation)
    if not isinstance(case.body, dict) or case.media_type not in documented:
        return {}, {}
    return case.body, _merged(case.operation.schema.raw_schema, documented[case.media_type].get("schema", {}))


def places(case: Case) -> Iterator[tuple[str, Document, Any, Put]]:
    """Yield the parameters and the members of a request's body: name, schema, value, and how to put another there."""
    document = case.operation.schema.raw_schema
    item = document["paths"][case.operation.path]
    for declared in [*item.get("parameters", ()), *case.operation.definition.raw.get("parameters", ())]:
        parameter = resolve(document, declared)
        name, where = parameter["name"], {"query": "query", "header": "headers"}.get(parameter["in"])
        if where and "schema" in parameter:
            given = getattr(case, where).get(name)
            yield f"{parameter['in']}.{name}", _merged(document, parameter["schema"]), given, _into(where, name)
    members, described = body(case)
    for name, member in described.get("properties", {}).items():
        yield f"body.{name}", _merged(document, member), members.get(name), _into("body", name)


def _into(container: str, name: str) -> Put:
    def put(probe: Case, value: Any) -> None:
        getattr(probe, container)[name] = value if container in {"body", "query"} else str(value)

    return put


def _merged(document: Document, schema: Any) -> Document:
    """Return a schema with what it refers to, and with what it takes over from others by `allOf`."""
    found: Document = dict(resolve(document, schema))
    for part in found.pop("allOf", ()):
        found = {**_merged(document, part), **found}
    return found
