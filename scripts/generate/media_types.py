"""Media types of bodies, and their representation in Python."""

from enum import Enum
from typing import Any

_TEXTS = {
    *("application/xml", "application/yaml", "application/x-yaml", "application/javascript", "application/graphql"),
    *("application/x-ndjson", "application/jsonl", "application/x-www-form-urlencoded", "image/svg+xml"),
}
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Kind(Enum):
    """Representation of a body in Python: the value of its JSON, a text, or a file."""

    JSON = "json"
    TEXT = "text"
    FILE = "file"


def essence(media_type: str) -> str:
    """Return a media type without parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def kind_of(media_type: str, schema: Any) -> Kind:
    """Return how a body is represented.

    Args:
        media_type: Its media type or range.
        schema: Its schema, as parsed by openapi-python-client; None without one.
    """
    name = essence(media_type)
    if getattr(schema, "schema_format", None) == "binary":
        return Kind.FILE
    if name in {"application/json", "text/json"} or name.endswith("+json"):
        return Kind.JSON
    if name in {"*/*", "application/*"}:
        return Kind.FILE if schema is None or getattr(schema, "type", None) == "string" else Kind.JSON
    return Kind.TEXT if name.startswith("text/") or name in _TEXTS or name.endswith("+xml") else Kind.FILE


def specificity(media_type: str) -> int:
    """Return a sort key: media types come before ranges, and ranges before `*/*`."""
    return media_type.count("*")
