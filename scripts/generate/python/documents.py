"""Preparation of a document for the parser of openapi-python-client: equivalent constructs that it supports."""

import re
from collections.abc import Iterator
from typing import Any

from scripts.generate.identifiers import use_pointers
from scripts.generate.media_types import FORM, MULTIPART, Kind, essence, kind_of
from scripts.generate.python.references import expand_base_schemas
from scripts.generate.python.schemas import deprecated_description, prepare_schema
from scripts.generate.references import name_schemas
from scripts.openapi import METHODS, Document, resolve

_IGNORED = {("header", name) for name in ("accept", "content-type", "authorization")}
_BINARY = {"type": "string", "format": "binary"}


def prepare(document: Document) -> Document:
    """Return a copy of a document that the parser reads completely.

    Schemas: see `prepare_schema`. References to path items, parameters and responses are replaced by their targets,
    and all schemas with a reference are components. Operations have an operationId, parameters a schema, and bodies
    media types that the parser supports.
    """
    prepared: Document = _prepare(use_pointers(document))
    for member in ("paths", "webhooks"):
        if member in prepared:
            prepared[member] = {path: dict(resolve(prepared, item)) for path, item in prepared[member].items()}
    for item in prepared.get("paths", {}).values():
        item["parameters"] = _sent(prepared, item.get("parameters", []))
    for path, method, operation in _operations(prepared.get("paths", {})):
        operation["operationId"] = operation.get("operationId") or _operation_id(path, method)
        operation["parameters"] = _sent(prepared, operation.get("parameters", []))
        operation["responses"] = {
            status: resolve(prepared, response)
            for status, response in operation.get("responses", {}).items()
            if not str(status).startswith("x-")
        }
        if "requestBody" in operation:
            operation["requestBody"] = _request_body(prepared, resolve(prepared, operation["requestBody"]))
    name_schemas(prepared, prepare_schema)
    expand_base_schemas(prepared)
    return prepared


def _sent(document: Document, parameters: list[Any]) -> list[Document]:
    """Return the parameters without references, and without the headers that OpenAPI ignores (3.1, 4.8.12.1)."""
    declared = [resolve(document, each) for each in parameters]
    return [each for each in declared if (each.get("in"), str(each.get("name")).lower()) not in _IGNORED]


def media_type_overrides(document: Document) -> dict[str, str]:
    """Return media types of bodies that the parser does not support, with the one to treat them as."""
    overrides = {}
    for _, _, operation in _operations(document["paths"]):
        for media_type in operation.get("requestBody", {}).get("content", {}):
            if essence(media_type) not in {FORM, MULTIPART} and kind_of(media_type, None) is not Kind.JSON:
                overrides[media_type] = "application/octet-stream"
            elif essence(media_type) == "text/json":
                overrides[media_type] = "application/json"
    return overrides


def _operations(paths: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in paths.items():
        yield from ((path, method, item[method]) for method in METHODS if method in item)


def _operation_id(path: str, method: str) -> str:
    """Return an operationId for an operation without one, such as `get_pets_pet_id`."""
    return "_".join([method, *re.findall(r"[A-Za-z0-9]+", path)])


def _prepare(node: Any) -> Any:
    """Return a copy of a part of a document, with its schemas and parameters prepared."""
    if isinstance(node, list):
        return [_prepare(each) for each in node]
    if not isinstance(node, dict):
        return node
    copied = {}
    for key, value in node.items():
        if key == "schema" and isinstance(value, (dict, bool)):
            copied[key] = prepare_schema(value)
        elif key == "schemas" and isinstance(value, dict):
            copied[key] = {name: prepare_schema(each) for name, each in value.items()}
        elif key in {"example", "examples", "x-examples"}:
            copied[key] = value
        else:
            copied[key] = _prepare(value)
    return _parameter(copied) if isinstance(copied.get("in"), str) and "name" in copied else copied


def _parameter(parameter: Document) -> Document:
    """Return a parameter with a schema, which has the description: the parser reads it only there."""
    for media in parameter.get("content", {}).values():
        parameter.setdefault("schema", media.get("schema", {}))
    if "type" not in parameter:  # security schemes have `in` and `name` too
        parameter.setdefault("schema", {})
    if parameter["in"] == "path":
        parameter["required"] = True
    if parameter.get("deprecated") is True:
        parameter["description"] = deprecated_description(parameter)
    schema, description = parameter.get("schema"), parameter.get("description")
    if isinstance(schema, dict) and "$ref" not in schema and isinstance(description, str):
        schema.setdefault("description", description)
    return parameter


def _request_body(document: Document, body: Document) -> Document:
    """Return a body whose media types each have a schema that Python can represent."""
    content: Document = {}
    for media_type, media in body.get("content", {}).items():
        schema = resolve(document, media.get("schema", {}))
        kind = _kind(media_type, media.get("schema"), schema)
        if essence(media_type) in {FORM, MULTIPART} or kind is Kind.JSON:
            # A range is not a media type that can be sent.
            name = media_type.replace("*", "x") if media_type.endswith("+json") else media_type
            name = "application/json" if "*" in name else name
            content.setdefault(name, {**media, "schema": media.get("schema", {})})
            continue
        is_scalar = schema.get("type") in {"boolean", "integer", "number", "string"} or "enum" in schema
        as_text = media["schema"] if is_scalar and kind is Kind.TEXT else {"type": "string"}
        content[media_type] = {**media, "schema": dict(_BINARY) if kind is Kind.FILE else as_text}
    return {**body, "content": content}


def _kind(media_type: str, declared: Any, schema: Document) -> Kind:
    """Return how a body is represented; `kind_of` for a schema that is not parsed."""
    if schema.get("format") == "binary" and essence(media_type) not in {FORM, MULTIPART}:
        return Kind.FILE
    if essence(media_type) in {"*/*", "application/*"}:
        return Kind.FILE if declared is None or schema.get("type") == "string" else Kind.JSON
    return kind_of(media_type, None)
