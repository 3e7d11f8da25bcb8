"""Links of the contract: from an operation and its response to a call of another operation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scripts.contract.probes.calls import Call, calls
from scripts.contract.probes.responses import parsed
from scripts.contract.probes.transport import Response
from scripts.openapi import Document, Operation, operations, resolve, success_responses


@dataclass(frozen=True)
class Link:
    """A link.

    Attributes:
        source: The operation whose response has it.
        name: Its name.
        target: The operation that it leads to.
        definition: The link object.
    """

    source: Operation
    name: str
    target: Operation
    definition: Document

    @property
    def passes_values(self) -> bool:
        """True if it passes parameters, so that the target lists only what belongs to them."""
        return bool(self.definition.get("parameters"))

    @property
    def uses_response(self) -> bool:
        """True if it leads to a resource that the response names."""
        return any(str(each).startswith("$response.") for each in self.definition.get("parameters", {}).values())

    def response_values(self, document: Document) -> Iterator[tuple[str, str]]:
        """Yield the locations and names of the values that it takes from the response."""
        for location, name, expression in self._expressions(document):
            if str(expression).startswith("$response."):
                yield location, name

    def follow(self, document: Document, call: Call, response: Response) -> Call | None:
        """Return the call that the link describes, or None if the response lacks a value for it."""
        template = calls(document, self.target)[0]
        # Optional parameters of an example would filter the list.
        required = {
            (node["in"], node["name"])
            for node in (resolve(document, each) for each in self.target.definition.get("parameters", []))
            if node.get("required")
        }
        values = {key: value for key, value in template.values.items() if key[0] in {"body", "path"} or key in required}
        for location, name, expression in self._expressions(document):
            value = evaluate(expression, call, response)
            if value is None:
                return None
            values[location, name] = value
        return replace(template, values=values)

    def _expressions(self, document: Document) -> Iterator[tuple[str, str, Any]]:
        """Yield the location, the name and the expression of each value that it passes."""
        for name, expression in self.definition.get("parameters", {}).items():
            location, _, key = name.rpartition(".")
            yield location or _location(document, self.target, key), key, expression
        body = self.definition.get("requestBody")
        for name, expression in (body or {}).items() if isinstance(body, dict) else ():
            yield "body", name, expression


def links(document: Document) -> Iterator[Link]:
    """Yield the links of successful responses."""
    known = {each.id: each for each in operations(document)}
    for operation in known.values():
        for response in success_responses(document, operation).values():
            for name, each in response.get("links", {}).items():
                definition = resolve(document, each)
                target = known.get(definition.get("operationId", ""))
                if target is not None:
                    yield Link(operation, name, target, definition)


def evaluate(expression: Any, call: Call, response: Response) -> Any:
    """Return the value of a runtime expression (OpenAPI 3.1, 4.8.20.4), or None."""
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    source, _, pointer = expression.partition("#")
    if source == "$response.body":
        return _at(parsed(response), pointer)
    if source == "$request.body":
        return _at(call.body(), pointer)
    _, location, name = [*source.split(".", 2), "", ""][:3]
    if source.startswith("$request."):
        return call.values.get((location, name))
    return response.headers.get(name.lower()) if location == "header" else None


def _at(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            return None
    return value


def _location(document: Document, operation: Operation, name: str) -> str:
    nodes = (resolve(document, each) for each in operation.definition.get("parameters", []))
    return next((node["in"] for node in nodes if node["name"] == name), "query")
