"""References to base schemas with a discriminator."""

from collections.abc import Callable
from typing import Any

from scripts.openapi import Document

_SCHEMAS = "#/components/schemas/"


def expand_base_schemas(document: Document) -> None:
    """Change references to a base schema with a discriminator to the union of the schemas that extend it.

    A schema extends another by a reference in `allOf` (OpenAPI 3.1, 4.8.25).
    """
    schemas: Document = document.get("components", {}).get("schemas", {})
    bases = {
        name: schema
        for name, schema in schemas.items()
        if isinstance(schema, dict) and "discriminator" in schema and not {"oneOf", "anyOf"} & schema.keys()
    }
    unions = {f"{_SCHEMAS}{name}": _union(name, schema, schemas) for name, schema in bases.items()}

    def change(node: Any) -> Any:
        if isinstance(node, list):
            return [change(each) for each in node]
        if not isinstance(node, dict):
            return node
        union = unions.get(node["$ref"]) if isinstance(node.get("$ref"), str) else None
        if union:
            return union
        return {
            key: value if key in {"allOf", "discriminator", "example", "examples"} else change(value)
            for key, value in node.items()
        }

    if any(unions.values()):
        document["paths"] = change(document["paths"])
        for name, schema in schemas.items():
            schemas[name] = {
                **change(schema),
                **({"allOf": _changed_parts(schema["allOf"], change)} if "allOf" in schema else {}),
            }


def _changed_parts(parts: list[Any], change: Callable[[Any], Any]) -> list[Any]:
    """Return the parts of `allOf`, changed except for references, which extend the schema that they refer to."""
    return [part if isinstance(part, dict) and "$ref" in part else change(part) for part in parts]


def _union(base: str, schema: Document, schemas: Document) -> Document | None:
    """Return the union of a base schema and those that extend it, None if there are none."""
    found = [base]
    for name in found:
        reference = {"$ref": f"{_SCHEMAS}{name}"}
        found += [
            other
            for other, each in schemas.items()
            if other not in found and isinstance(each, dict) and reference in each.get("allOf", [])
        ]
    if len(found) == 1:
        return None
    # The base comes last: it matches all objects.
    members = [{"$ref": f"{_SCHEMAS}{name}"} for name in [*found[1:], base]]
    return {"oneOf": members, "discriminator": schema["discriminator"]}
