"""Preparation of schemas for the parser of openapi-python-client."""

from collections.abc import Iterator
from typing import Any

from openapi_python_client.strings import snake_case

from scripts.generate.media_types import Kind, kind_of
from scripts.openapi import Document, is_choice_of_members

_MAPS = ("properties", "patternProperties", "$defs")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else")
# Keywords that determine a type.
_TYPES = {"$ref", "type", "enum", "const", "properties", "items", "prefixItems", "additionalProperties", "required"}
_TYPES |= {"allOf", "anyOf", "oneOf", "format"}
_JSON_TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def prepare_schema(schema: Any) -> Any:
    """Return an equivalent schema, in constructs that the parser interprets correctly."""
    if not isinstance(schema, dict):
        return {} if isinstance(schema, bool) else schema
    copied: Document = {}
    for key, value in schema.items():
        if is_choice_of_members(key, value) or (key == "items" and isinstance(value, bool)):
            continue  # the parser would make a union type of a choice
        keyword = "prefixItems" if key == "items" and isinstance(value, list) else key  # JSON Schema draft 7
        if keyword in _MAPS and isinstance(value, dict):
            copied[keyword] = {name: prepare_schema(each) for name, each in value.items()}
        elif keyword in _LISTS and isinstance(value, list):
            copied[keyword] = [prepare_schema(each) for each in value]
        else:
            copied[keyword] = prepare_schema(value) if keyword in _SINGLE and isinstance(value, dict) else value
    for change in (_constant, _enumeration, _array, _file, _combination):
        change(copied)
    if copied.get("deprecated") is True:
        copied["description"] = deprecated_description(copied)
    if isinstance(copied.get("default"), (dict, list)):
        del copied["default"]  # the parser rejects it, and an omitted property is not sent
    return copied


def deprecated_description(described: Document) -> str:
    """Return the description of a deprecated parameter or schema, with a note of that."""
    return f"Deprecated. {described.get('description', '')}".rstrip()


def _constant(schema: Document) -> None:
    """Type a constant that Python's `Literal` cannot represent by its JSON type."""
    if "const" not in schema:
        return
    value = schema["const"]
    if value is None or isinstance(value, (float, dict, list)):
        del schema["const"]
        schema.setdefault("type", _JSON_TYPES.get(type(value), "array" if isinstance(value, list) else "object"))


def _enumeration(schema: Document) -> None:
    """Split an enumeration of several JSON types, and give colliding members of a class other names."""
    values = schema.get("enum")
    if not isinstance(values, list) or not values:
        return
    distinct = list({(type(each), str(each)): each for each in values}.values())
    kinds = {type(each) for each in distinct if each is not None}
    if kinds <= {str} or kinds <= {int}:
        schema["enum"] = distinct
        _name_members(schema, [each for each in distinct if isinstance(each, str)])
        return
    del schema["enum"]
    if kinds <= {bool} and None not in distinct:
        schema["type"] = "boolean"
        return
    schema.pop("type", None)
    schema["anyOf"] = [*schema.get("anyOf", []), *_branches(distinct)]


def _branches(values: list[Any]) -> Iterator[Document]:
    """Yield a schema for the values of each JSON type; fractions and objects are not enumerated."""
    for kind, name in _JSON_TYPES.items():
        own = [each for each in values if type(each) is kind]
        if own:
            yield {"type": name, **({"enum": own} if kind in {str, int} else {})}
    for kind, name in ((dict, "object"), (list, "array")):
        if any(isinstance(each, kind) for each in values):
            yield {"type": name, **({"items": {}} if kind is list else {})}


def _name_members(schema: Document, values: list[str]) -> None:
    names = [snake_case(each).upper() for each in values]
    if len(set(names)) < len(names) and len(schema.get("x-enum-varnames", [])) < len(values):
        schema["x-enum-varnames"] = [
            f"{name or 'value'}_{number}" if name in names[:number] else name or f"value_{number}"
            for number, name in enumerate(names)
        ]


def _array(schema: Document) -> None:
    types = schema.get("type")
    is_array = types == "array" or (isinstance(types, list) and "array" in types)
    if is_array and not schema.get("prefixItems"):
        schema.setdefault("items", {})
    if isinstance(types, list) and len(types) == 1:
        schema["type"] = types[0]


def _file(schema: Document) -> None:
    """Mark the files of OpenAPI 3.1 as those of OpenAPI 3.0."""
    media_type = schema.get("contentMediaType")
    is_text = schema.get("type", "string") == "string" and "contentEncoding" not in schema
    if isinstance(media_type, str) and is_text and kind_of(media_type, None) is Kind.FILE:
        schema |= {"type": "string", "format": "binary"}


def _combination(schema: Document) -> None:
    """Write combinations so that the parser ignores none of their parts."""
    if "additionalProperties" in schema and not _TYPES - {"additionalProperties"} & schema.keys():
        schema["type"] = "object"
    if "$ref" in schema and {"properties", "required", "readOnly", "writeOnly"} & schema.keys():
        schema["allOf"] = [{"$ref": schema.pop("$ref")}, *schema.get("allOf", [])]
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return
    own = {name: schema[name] for name in ("properties", "required") if name in schema}
    kept = [each for each in parts if not isinstance(each, dict) or _TYPES & each.keys()]
    if not any("$ref" in each or "properties" in each or "allOf" in each for each in kept if isinstance(each, dict)):
        # Constraints of a scalar: one schema.
        del schema["allOf"]
        for each in kept:
            schema |= {name: value for name, value in each.items() if name not in schema}
        return
    if len(kept) == 1 and own and isinstance(kept[0], dict) and "$ref" in kept[0]:
        kept.append({"type": "object", **own})  # the parser would take the reference alone
    schema["allOf"] = kept
