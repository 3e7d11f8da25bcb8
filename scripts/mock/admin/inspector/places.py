"""Places in the contract that requests violate: the schema, and the section of the reference."""

from collections.abc import Iterator
from typing import Any

from scripts.openapi import Document, Operation, operations, parameters, resolve
from scripts.schemas import flatten, merge_all_of
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead
from scripts.validation.negotiation import find_media_type
from scripts.validation.routing import Router

# Alternatives within alternatives that are followed.
_MAX_DEPTH = 10


class Places:
    """Places of one version of a contract."""

    def __init__(self, document: Document) -> None:
        """Prepare to find the operations of requests."""
        self._document = document
        self._router = Router[Operation](document)
        for each in operations(document):
            self._router.add(each.method, each.path, each)

    def operation(self, head: RequestHead) -> Operation | None:
        """Return the operation that a request calls; None if the contract defines none."""
        try:
            return self._router.route(head.method, head.path)[0]
        except RequestError:
            return None

    def reference(self, operation: Operation) -> str:
        """Return the URL of an operation in the reference, relative to the inspector."""
        from scripts.reference.anchors import anchor  # noqa: PLC0415 - the mock starts without the reference

        return f"docs/#{anchor(operation)}"

    def schema(self, operation: Operation, head: RequestHead, location: str) -> Any:
        """Return the schema of the value at a location, or of the closest value around it that has one; else None.

        Args:
            operation: The operation of the request.
            head: The head of the request.
            location: The location, such as `query.limit` or `body.files.0`.
        """
        part, _, rest = location.partition(".")
        if part == "body":
            content = resolve(self._document, operation.definition.get("requestBody", {})).get("content", {})
            media_type = find_media_type(content, head.by_name.get(b"content-type", b"").decode("latin-1"))
            if media_type is None:
                return None
            return self._within(content[media_type].get("schema"), rest.split(".") if rest else [])
        for parameter in parameters(self._document, operation):
            if parameter["in"] == part and parameter["name"].lower() == rest.lower():
                return parameter.get("schema")
        return None

    def _within(self, schema: Any, steps: list[str]) -> Any:
        """Return the schema of the value that steps lead to; where they lead nowhere, the last one before."""
        for count in range(len(steps), 0, -1):  # a name may have dots
            for child in self._children(schema, ".".join(steps[:count])):
                return self._within(child, steps[count:])
        return merge_all_of(self._document, schema) if isinstance(schema, dict) else schema

    def _children(self, schema: Any, step: str, depth: int = 0) -> Iterator[Any]:
        """Yield the schemas of a property or an item, those of alternatives last."""
        parts = list(flatten(self._document, schema))
        for part in parts:
            if step in part.get("properties", {}):
                yield part["properties"][step]
            elif step.isdecimal() and "items" in part:
                yield part["items"]
        if depth < _MAX_DEPTH:
            for part in parts:
                for branch in (*part.get("anyOf", ()), *part.get("oneOf", ())):
                    yield from self._children(branch, step, depth + 1)
