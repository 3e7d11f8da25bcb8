"""Properties that only responses (`readOnly`) or only requests (`writeOnly`) contain."""

from typing import Any

from openapi_python_client.parser.properties import ModelProperty

from scripts.openapi import Document, resolve

_MAX_DEPTH = 20


class Access:
    """The restricted properties of models.

    Args:
        document: The contract, as `prepare` returns it.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: dict[tuple[str, str], frozenset[str]] = {}

    def restricted(self, model: ModelProperty, keyword: str) -> frozenset[str]:
        """Return the names of the properties of a model that have `readOnly` or `writeOnly`."""
        key = str(model.class_info.name), keyword
        if key not in self._found:
            schema = model.data.model_dump(mode="json", by_alias=True, exclude_none=True)
            self._found[key] = frozenset(self._names(schema, keyword, _MAX_DEPTH))
        return self._found[key]

    def _names(self, schema: Any, keyword: str, depth: int) -> set[str]:
        resolved = resolve(self._document, schema)
        if not isinstance(resolved, dict) or not depth:
            return set()
        found = {name for part in resolved.get("allOf", []) for name in self._names(part, keyword, depth - 1)}
        return found | {
            name for name, each in resolved.get("properties", {}).items() if self._has(each, keyword, depth - 1)
        }

    def _has(self, schema: Any, keyword: str, depth: int) -> bool:
        resolved = resolve(self._document, schema)
        if not isinstance(resolved, dict) or not depth:
            return False
        parts = resolved.get("allOf", [])
        return bool(resolved.get(keyword)) or any(self._has(each, keyword, depth - 1) for each in parts)
