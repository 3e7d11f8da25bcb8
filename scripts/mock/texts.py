"""What the texts of a query, a header or a form stand for, by the schema of the member that they are given for."""

import re
from typing import Any

from scripts.openapi import Document, resolve, schema_validator

_INTEGER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# Python reads no longer one, and no schema could tell it from a shorter one.
_MOST_DIGITS = 4000


def flatten(document: Document, schema: Any) -> dict[str, Any]:
    """Return a schema with its own `$ref` and its `allOf` resolved to their members; later ones win."""
    schema = resolve(document, schema)
    flat: dict[str, Any] = {}
    for part in schema.get("allOf", []):
        flat |= flatten(document, part)
    return flat | {name: value for name, value in schema.items() if name != "allOf"}


def types(schema: dict[str, Any]) -> list[str]:
    """Return the types that a flat schema permits; none if it doesn't say."""
    declared = schema.get("type", [])
    return [declared] if isinstance(declared, str) else list(declared)


def read(schema: dict[str, Any], text: str) -> Any:
    """Return the value that a text stands for.

    Whether the value fits the schema is Prism's decision; this tells only what kind of value it is, as Prism would take
    `0x10` for an integer and `1` for a boolean.

    Args:
        schema: The flat schema of the member.
        text: The text.

    Raises:
        ValueError: The text stands for no value of the schema's type; the message says what it must be.
    """
    permitted = types(schema)
    if not permitted or "string" in permitted:
        return text
    if "boolean" in permitted and text in {"true", "false"}:
        return text == "true"
    if "integer" in permitted and _INTEGER.fullmatch(text) and len(text) <= _MOST_DIGITS:
        return int(text)
    if "number" in permitted and _NUMBER.fullmatch(text):
        return float(text)
    raise ValueError(f"must be {' or '.join(permitted)}" + (" (true or false)" if "boolean" in permitted else ""))


def admits_empty(document: Document, schema: Any) -> bool:
    """Tell whether the empty text fits a schema."""
    return bool(schema_validator(document, schema).is_valid(""))
