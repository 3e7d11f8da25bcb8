"""Inputs of an operation: its parameters and the properties of its body, with schema and value."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from scripts.contract.checks.probe import Case, TestedOperation, as_operation
from scripts.openapi import Document, parameters, resolve
from scripts.schemas import merge_all_of

# Keywords by which a schema allows only some values of its type.
RESTRICTIONS = {
    *("enum", "const", "format", "pattern", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "oneOf", "anyOf", "not", "if"),
}
_CONTAINERS = {"query": "query", "header": "headers"}


class Input(NamedTuple):
    """A parameter, or a property of a body.

    Attributes:
        location: `query`, `header` or `body`.
        name: Its name.
        schema: Its schema, without references and `allOf`.
        value: Its value in the request, or None.
    """

    location: str
    name: str
    schema: Document
    value: Any

    def __str__(self) -> str:
        return f"{self.location}.{self.name}"

    @property
    def is_free_text(self) -> bool:
        """True if the schema allows any string."""
        return self.schema.get("type") == "string" and not RESTRICTIONS & self.schema.keys()

    def set(self, case: Case, value: Any) -> None:
        """Set another value in a copy of the request."""
        container = getattr(case, _CONTAINERS.get(self.location, self.location))
        container[self.name] = str(value) if self.location == "header" else value


def inputs(case: Case) -> Iterator[Input]:
    """Yield the inputs of the operation of a request, except path parameters and cookies."""
    document = case.operation.schema.raw_schema
    for parameter in parameters(document, as_operation(case.operation)):
        location, name = parameter["in"], parameter["name"]
        if location in _CONTAINERS and "schema" in parameter:
            value = getattr(case, _CONTAINERS[location]).get(name)
            yield Input(location, name, merge_all_of(document, parameter["schema"]), value)
    properties, schema = body(case)
    for name, node in schema.get("properties", {}).items():
        yield Input("body", name, merge_all_of(document, node), properties.get(name))


def body(case: Case) -> tuple[dict[str, Any], Document]:
    """Return the properties of the body of a request, and their schema; both are empty unless it is an object."""
    documented = content(case.operation)
    if not isinstance(case.body, dict) or case.media_type not in documented:
        return {}, {}
    return case.body, merge_all_of(case.operation.schema.raw_schema, documented[case.media_type].get("schema", {}))


def content(operation: TestedOperation) -> Document:
    """Return the media types of the body of an operation's requests, with their definitions."""
    request_body = resolve(operation.schema.raw_schema, operation.definition.raw.get("requestBody", {}))
    documented: Document = request_body.get("content", {})
    return documented


def query_parameters(operation: TestedOperation) -> dict[str, Any]:
    """Return the query parameters of an operation by their names."""
    return {each.name: each for each in operation.query}


def is_paged(operation: TestedOperation) -> bool:
    """Return True if an operation lists items in pages."""
    return {"offset", "limit"} <= query_parameters(operation).keys()
