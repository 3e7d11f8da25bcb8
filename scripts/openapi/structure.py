"""Structure of OpenAPI documents: the kinds of objects, and the fields that hold them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

Document = dict[str, Any]

_PARAMETER = {"schema": "schema", "content": "{mediaType}", "examples": "{example}"}
_SCHEMA = {
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "[schema]"),
    **dict.fromkeys(("$defs", "definitions", "dependentSchemas", "patternProperties", "properties"), "{schema}"),
    **dict.fromkeys(("additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if"), "schema"),
    **dict.fromkeys(("items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"), "schema"),
}
# The fields of each kind of object that hold other objects: one, a `[list]` of them, or a `{map}` of names to them.
# `*` is every field without an own entry; fields whose names begin with `x-` are extensions, and hold data.
_FIELDS: dict[str, dict[str, str]] = {
    "document": {"paths": "paths", "webhooks": "{pathItem}", "components": "components"},
    "paths": {"*": "pathItem"},
    "pathItem": {**dict.fromkeys(METHODS, "operation"), "parameters": "[parameter]"},
    "operation": {
        "parameters": "[parameter]",
        "requestBody": "requestBody",
        "responses": "responses",
        "callbacks": "{callback}",
    },
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "requestBody": {"content": "{mediaType}"},
    "responses": {"*": "response"},
    "response": {"headers": "{header}", "content": "{mediaType}", "links": "{link}"},
    "mediaType": {"schema": "schema", "examples": "{example}", "encoding": "{encoding}"},
    "encoding": {"headers": "{header}"},
    "callback": {"*": "pathItem"},
    "schema": _SCHEMA,
    "example": {},
    "link": {},
    "securityScheme": {},
}
# The kinds of objects that a Reference Object may take the place of, by the section of `components` that has them.
SECTIONS = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "examples": "example",
    "requestBodies": "requestBody",
    "headers": "header",
    "securitySchemes": "securityScheme",
    "links": "link",
    "callbacks": "callback",
    "pathItems": "pathItem",
}
_FIELDS["components"] = {section: f"{{{kind}}}" for section, kind in SECTIONS.items()}


class Part(NamedTuple):
    """An object of a document.

    Attributes:
        kind: The kind of object, such as `operation`.
        pointer: The JSON pointer from where the walk began.
        value: The object.
    """

    kind: str
    pointer: str
    value: Document

    @property
    def reference(self) -> str | None:
        """Its `$ref`, None if it has none."""
        reference = self.value.get("$ref")
        return reference if isinstance(reference, str) else None


def walk(value: Any, kind: str = "document", pointer: str = "") -> Iterator[Part]:
    """Yield an object and all objects within it, in the order of the document; references are not followed.

    An object may be changed before the next one is requested. Values that are not objects, such as the schema `true`,
    are left out.
    """
    pending: list[tuple[str, str, Any]] = [(kind, pointer, value)]
    while pending:
        kind, pointer, value = pending.pop()
        if isinstance(value, dict):
            part = Part(kind, pointer, value)
            yield part
            if part.reference is None or kind in {"schema", "pathItem"}:
                pending += reversed(list(_children(part)))


def _children(part: Part) -> Iterator[tuple[str, str, Any]]:
    fields = _FIELDS[part.kind]
    others = fields.get("*")
    for name, value in part.value.items():
        form = fields.get(name) or (others if others and not name.startswith("x-") else None)
        if form is None:
            continue
        pointer = f"{part.pointer}/{escape(name)}"
        kind = form.strip("[]{}")
        if form[0] == "{":
            if isinstance(value, dict):
                for key, each in value.items():
                    yield kind, f"{pointer}/{escape(key)}", each
        elif isinstance(value, list):
            for index, each in enumerate(value):
                yield kind, f"{pointer}/{index}", each
        else:
            yield kind, pointer, value


def escape(step: str) -> str:
    """Return a step of a JSON pointer as it is written there."""
    return step.replace("~", "~0").replace("/", "~1") if "~" in step or "/" in step else step


def steps(pointer: str) -> list[str]:
    """Return the steps of a JSON pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
