"""Response headers: selection of the documented headers to send, and serialization of their values."""

import json
import re
from collections.abc import Mapping
from typing import Any

from scripts.openapi import Document, resolve

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# OpenAPI ignores a `Content-Type` among the headers, bodies are never encoded, and the server sets the others.
_NEVER_SENT = {
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}


def documented_headers(contract: Document, response: Document) -> dict[str, Document]:
    """Return the header objects of a response that are sent, by name.

    Raises:
        UserError: A reference leads nowhere.
    """
    return {
        name: resolve(contract, header)
        for name, header in response.get("headers", {}).items()
        if _TOKEN.fullmatch(name)
        and name.lower() not in _NEVER_SENT
        and not name.lower().startswith("access-control-")  # depends on the request
    }


def serialize_headers(headers: Mapping[str, Document], values: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """Return headers as they are sent, with lower-case names.

    Args:
        headers: The header objects by name.
        values: The JSON values by name. A header without a value, or with one that HTTP cannot carry, is left out.
    """
    serialized = [(name, _serialize(header, values.get(name))) for name, header in headers.items()]
    return [
        (name.lower().encode(), text.strip().encode("utf-8", "replace"))
        for name, text in serialized
        if text is not None and not _CONTROL.search(text)
    ]


def _serialize(header: Document, value: Any) -> str | None:
    """Return a value as `style: simple` writes it, or as JSON where the header has `content`."""
    if value is None:
        return None
    if "content" in header and not isinstance(value, str):
        return _json(value)
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, dict):
        separator = "=" if header.get("explode") else ","
        return ",".join(f"{name}{separator}{_text(each)}" for name, each in value.items())
    return _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
