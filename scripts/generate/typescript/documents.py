"""Preparation of a document for openapi-typescript: equivalent constructs that it supports."""

import copy
from typing import Any

from scripts.generate.media_types import FORM, MULTIPART, Kind, essence, kind_of
from scripts.generate.references import name_schemas
from scripts.openapi import Document, is_choice_of_members, resolve
from scripts.openapi.structure import Part, walk

# Header parameters that OpenAPI ignores (3.1, 4.8.12.1).
_IGNORED = {"accept", "authorization", "content-type"}
_WITH_EXTENSIONS = {"document", "paths", "pathItem", "operation", "responses", "response", "requestBody"}


def prepare(document: Document) -> Document:
    """Return a copy of a document whose types are those of the values that the client sends and returns."""
    prepared: Document = expand_choices(document)
    name_schemas(prepared, copy.deepcopy)
    for part in walk(prepared):
        if part.kind in _WITH_EXTENSIONS:
            for name in [name for name in part.value if name.startswith("x-")]:
                del part.value[name]
        if part.kind == "schema":
            _prepare_schema(part.value)
        else:  # examples are data, which the linter would read
            part.value.pop("example", None)
            part.value.pop("examples", None)
            _prepare_part(prepared, part)
    return prepared


def _prepare_part(document: Document, part: Part) -> None:
    value = part.value
    if part.kind in {"pathItem", "operation"} and "parameters" in value:
        value["parameters"] = [each for each in value["parameters"] if not _is_ignored(document, each)]
    if part.kind == "operation" and part.pointer.startswith("/components/"):
        value.pop("operationId", None)  # paths have copies of it
    if part.kind == "parameter" and "content" in value:
        (media,) = value.pop("content").values()
        value["schema"] = media.get("schema", {})
    if part.kind in {"requestBody", "response"}:
        for media_type, media in value.get("content", {}).items():
            _set_type(document, media_type, media)


def expand_choices(node: Any) -> Any:
    """Return a copy of a document with each choice between sets of required properties as one between whole objects.

    openapi-typescript would make the type `unknown` of such a set, and so of the whole choice.
    """
    if isinstance(node, list):
        return [expand_choices(each) for each in node]
    if not isinstance(node, dict):
        return node
    for key, value in node.items():
        if is_choice_of_members(key, value):
            kept = {name: each for name, each in node.items() if name not in {key, "description"}}
            objects = [{**kept, "required": [*node.get("required", []), *choice["required"]]} for choice in value]
            description = {name: node[name] for name in ("description",) if name in node}
            return {**description, key: [expand_choices(each) for each in objects]}
    return {key: expand_choices(value) for key, value in node.items()}


def _is_ignored(document: Document, parameter: Any) -> bool:
    resolved = resolve(document, parameter)
    return resolved.get("in") == "header" and str(resolved.get("name")).lower() in _IGNORED


def _set_type(document: Document, media_type: str, media: Document) -> None:
    """Set the schema of a body that is a text or a file: it has no properties."""
    schema = resolve(document, media.get("schema", {}))
    if essence(media_type) in {FORM, MULTIPART} or not isinstance(schema, dict) or schema.get("format") == "binary":
        return
    kind = kind_of(media_type, None)
    if essence(media_type) in {"*/*", "application/*"} and schema.get("type") not in {None, "string"}:
        kind = Kind.JSON
    if kind is Kind.FILE:
        media["schema"] = {"type": "string", "format": "binary"}
    elif kind is Kind.TEXT and schema.get("type") != "string":
        media["schema"] = {"type": "string"}


def _prepare_schema(schema: Document) -> None:
    for name in ("$defs", "definitions"):
        schema.pop(name, None)  # they would be properties
    media_type = schema.get("contentMediaType")
    if isinstance(media_type, str) and "contentEncoding" not in schema and kind_of(media_type, None) is Kind.FILE:
        schema |= {"type": schema.get("type", "string"), "format": "binary"}
    if schema.get("properties") and isinstance(schema.get("additionalProperties"), dict):
        # An index signature of TypeScript is for all properties.
        schema["additionalProperties"] = True
    discriminator = schema.get("discriminator")
    mapping = discriminator.get("mapping", {}) if isinstance(discriminator, dict) else {}
    for value, target in mapping.items():
        if "#" not in target:
            mapping[value] = f"#/components/schemas/{target}"
