"""Example responses of the contract, for tests of applications that use the client."""

from collections.abc import Sequence
from typing import Any

from scripts.generate.python.methods import Group
from scripts.openapi import Document, Operation, resolve

# Schemas may be recursive: optional properties of objects nested deeper are omitted, and values still deeper are null.
_OPTIONAL_DEPTH, _MAX_DEPTH = 4, 8
_STRINGS = {
    "date": "2024-05-09",
    "date-time": "2024-05-09T12:00:00Z",
    "email": "someone@service.example",
    "time": "12:00:00Z",
    "uri": "https://service.example/",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
}


def example_responses(document: Document, groups: Sequence[Group]) -> list[Document]:
    """Return the example responses of each operation.

    Returns:
        For each operation: the names of its methods, its method and path, and by status code the media type of the body
        and its examples by name. A body without examples has one that is made from its schema.
    """
    names: dict[tuple[str, str], list[str]] = {}
    found: dict[tuple[str, str], Operation] = {}
    for group in groups:
        for method in group.methods:
            key = method.operation.method, method.operation.path
            found[key] = method.operation
            names.setdefault(key, []).append(f"{group.name}.{method.name}")
    return [
        {"names": names[key], "method": key[0], "path": key[1], "responses": _responses(document, operation)}
        for key, operation in found.items()
    ]


def _responses(document: Document, operation: Operation) -> dict[str, Document]:
    responses = {}
    for status, response in operation.definition.get("responses", {}).items():
        content = resolve(document, response).get("content", {})
        media_type: str = next(iter(content), "")
        examples = _examples(document, content[media_type]) if media_type else {}
        responses[str(status)] = {"media_type": media_type, "examples": examples}
    return responses


def _examples(document: Document, media_type: Document) -> dict[str, Any]:
    named = {name: resolve(document, each) for name, each in media_type.get("examples", {}).items()}
    values = {name: each["value"] for name, each in named.items() if "value" in each}
    if values:
        return values
    return {"": media_type["example"] if "example" in media_type else sample(document, media_type.get("schema", {}))}


def sample(document: Document, schema: Any, depth: int = 0) -> Any:
    """Return a value of a schema: its example, or the simplest value that most services accept."""
    schema = resolve(document, schema)
    if not isinstance(schema, dict) or depth > _MAX_DEPTH:
        return None
    fixed = [schema[keyword] for keyword in ("example", "const", "default") if keyword in schema]
    fixed += [schema[keyword][0] for keyword in ("examples", "enum") if schema.get(keyword)]
    if fixed:
        return fixed[0]
    choice = schema.get("oneOf") or schema.get("anyOf")
    if choice:
        return sample(document, choice[0], depth + 1)
    if schema.get("allOf"):
        return _merged([sample(document, each, depth + 1) for each in [*schema["allOf"], {**schema, "allOf": []}]])
    types = schema.get("type", "object" if "properties" in schema else None)
    return _typed(document, schema, types[0] if isinstance(types, list) else types, depth)


def _merged(values: list[Any]) -> Any:
    """Return an object with the properties of all objects, else the first value that is not null."""
    objects = [each for each in values if isinstance(each, dict)]
    if objects:
        return {name: value for each in objects for name, value in each.items()}
    return next((each for each in values if each is not None), None)


def _typed(document: Document, schema: Document, kind: str | None, depth: int) -> Any:
    if kind == "object":
        required = schema.get("required", [])
        properties = schema.get("properties", {}).items()
        kept = {name: each for name, each in properties if name in required or depth < _OPTIONAL_DEPTH}
        return {name: sample(document, each, depth + 1) for name, each in kept.items()}
    if kind == "array":
        count = schema.get("minItems", 1 if depth < _OPTIONAL_DEPTH else 0)
        return [sample(document, schema.get("items", {}), depth + 1)] * count
    if kind == "string":
        text = _STRINGS.get(schema.get("format", ""), "text")
        return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]
    if kind in {"integer", "number"}:
        return schema.get("minimum", 1)
    return True if kind == "boolean" else None
