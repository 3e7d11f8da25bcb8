"""Responses from the examples of a contract, for the wheel where Node.js or Prism is not installed."""

import json
import logging
from collections.abc import Mapping
from typing import Any, Final

from scripts.openapi import Document
from scripts.prism.generator import GeneratedResponse, ResponseGenerator
from scripts.project import Unavailable
from scripts.schemas import merge_all_of
from scripts.validation.negotiation import is_json

INSTALL = "install Node.js, and Prism with `npm install @stoplight/prism-cli`"
_NONE: Final = object()

log = logging.getLogger("mock")


class ExampleGenerator(ResponseGenerator):
    """Generates the responses that have examples: of the media type, or of each required part of the schema."""

    async def start(self) -> None:
        """Log that the responses are not those of Prism."""
        log.info("Prism is not installed: responses are the contract's examples; for others %s", INSTALL)

    async def stop(self) -> None:
        """Do nothing."""

    async def generate(
        self, document: str, status: int, example: str | None, *, is_dynamic: bool = False
    ) -> GeneratedResponse:
        """See `ResponseGenerator`."""
        if is_dynamic:
            raise Unavailable(f"random values need Prism: {INSTALL}")
        parsed: Document = json.loads(document)
        contents = [each["get"]["responses"]["default"]["content"] for each in parsed["paths"].values()]
        headers = _header_values(parsed, contents[1]) if len(contents) > 1 else {}
        media_type, content = next(iter(contents[0].items()), ("text/plain", {}))
        value = _content_value(parsed, content, example) if content else ""
        is_text = isinstance(value, str)
        if value is _NONE or not (is_text or is_json(media_type) or "*" in media_type):
            raise Unavailable(f"the contract has no example of this response: add one, or {INSTALL}")
        body = value if is_text and not (content and is_json(media_type)) else _json(value)
        return GeneratedResponse(status, media_type, is_text, headers, body.encode("utf-8", "replace"))


def _content_value(document: Document, content: Document, example: str | None) -> Any:
    examples = content.get("examples")
    if examples:
        return (examples[example] if example in examples else next(iter(examples.values()))).get("value", _NONE)
    return content["example"] if "example" in content else _schema_value(document, content.get("schema"))


def _header_values(document: Document, content: Document) -> Mapping[str, Any]:
    properties = content["application/json"]["schema"]["properties"]
    values = {name: _schema_value(document, schema) for name, schema in properties.items()}
    return {name: value for name, value in values.items() if value is not _NONE}


def _schema_value(document: Document, schema: Any, seen: frozenset[str] = frozenset()) -> Any:
    """Return the example of a schema, or one that consists of those of its parts; `_NONE` without any.

    Args:
        document: The document that references lead into.
        schema: The schema.
        seen: The references that lead to it. An object has no example within itself.
    """
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    if reference in seen:
        return _NONE
    seen = seen if reference is None else seen | {reference}
    merged = merge_all_of(document, schema)
    examples = [merged[name] for name in ("example", "const", "default") if name in merged]
    examples += [each for name in ("examples", "enum") if isinstance(merged.get(name), list) for each in merged[name]]
    if examples:
        return examples[0]
    if alternatives := [merged[name][0] for name in ("oneOf", "anyOf") if merged.get(name)]:
        references = {each["$ref"] for each in alternatives if isinstance(each, dict) and "$ref" in each}
        if references & seen:
            return _NONE
        rest = {name: value for name, value in merged.items() if name not in {"oneOf", "anyOf"}}
        return _schema_value(document, {"allOf": [rest, *alternatives]}, seen | references)
    return _value_of_parts(document, merged, seen)


def _value_of_parts(document: Document, schema: Document, seen: frozenset[str]) -> Any:
    """Return the example of an object or an array, which consists of those of its properties or of its items."""
    if "properties" in schema:
        of_requests = {name for name, each in schema["properties"].items() if _is_write_only(document, each)}
        properties = {name: each for name, each in schema["properties"].items() if name not in of_requests}
        found = {name: _schema_value(document, each, seen) for name, each in properties.items()}
        if any(found.get(name, _NONE) is _NONE for name in schema.get("required", ()) if name not in of_requests):
            return _NONE
        return {name: value for name, value in found.items() if value is not _NONE}
    item = _schema_value(document, schema["items"], seen) if "items" in schema else _NONE
    count = max(1, int(schema.get("minItems", 1)))
    return _NONE if item is _NONE or (count > 1 and schema.get("uniqueItems")) else [item] * count


def _is_write_only(document: Document, schema: Any) -> bool:
    return merge_all_of(document, schema).get("writeOnly") is True


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
