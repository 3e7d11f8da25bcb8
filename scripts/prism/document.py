"""OpenAPI documents that make Prism generate a single response."""

import json
from collections.abc import Mapping
from typing import Any

from scripts.openapi import Document, resolve

_SCHEMAS_BY_NAME = {"properties", "patternProperties", "dependentSchemas", "$defs", "definitions"}
_VALUES = {"example", "examples", "default", "const", "enum"}
# Prism follows every `$ref`, in examples too, even to a file or another host.
_ESCAPED_REF = "$ref\ue000"


def response_document(
    contract: Document, media_type: str | None, content: Document, headers: Mapping[str, Document]
) -> str:
    """Return a document for one response, as JSON.

    It has no other part of the contract: what Prism rejects there, such as some path templates, cannot matter, and
    neither can the size of the contract.

    Args:
        contract: The contract that references lead to.
        media_type: The media type of the response, None if it has no body.
        content: The media type object.
        headers: The header objects by name. Their values become the properties of the body of a second operation, as
            Prism generates only strings and numbers for headers.

    Raises:
        UserError: A reference leads nowhere.
    """
    copier = _Copier(contract)
    contents: list[Document] = [{}] if media_type is None else [{media_type: copier.media_type(content)}]
    if headers:
        properties = {name: copier.header(header) for name, header in headers.items()}
        contents.append({"application/json": {"schema": {"type": "object", "properties": properties}}})
    document: Document = {
        **{name: contract[name] for name in ("openapi", "jsonSchemaDialect") if name in contract},
        "info": {"title": "Response", "version": "1"},
        "paths": {
            f"/{index}": {"get": {"responses": {"default": {"description": "", "content": each}}}}
            for index, each in enumerate(contents)
        },
        "components": {"schemas": copier.referenced_schemas()},
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def unescape(body: bytes) -> bytes:
    """Return a generated body with the names that `response_document` escapes."""
    return body.replace(f'"{_ESCAPED_REF}"'.encode(), b'"$ref"')


class _Copier:
    """Copies parts of the contract. In the copies, schemas that are referred to have numbers as names."""

    def __init__(self, contract: Document) -> None:
        self._contract = contract
        self._references: dict[str, int] = {}

    def media_type(self, content: Document) -> Document:
        """Return a copy of a media type object."""
        copy = {name: self._keyword(name, value) for name, value in content.items() if name in {"schema", "example"}}
        if "examples" in content:
            examples = {name: resolve(self._contract, each) for name, each in content["examples"].items()}
            copy["examples"] = {name: _escape(each) for name, each in examples.items()}
        return copy

    def header(self, header: Document) -> Any:
        """Return a schema for the value of a header: its first example, else what its schema describes."""
        holder = next(iter(header.get("content", {}).values()), header)
        values = [resolve(self._contract, each).get("value") for each in holder.get("examples", {}).values()]
        if "example" in holder:
            values.append(holder["example"])
        return {"const": _escape(values[0])} if values else self._schema(holder.get("schema", {}))

    def referenced_schemas(self) -> Document:
        """Return copies of all schemas that the copies refer to."""
        schemas: Document = {}
        while len(schemas) < len(self._references):
            reference = list(self._references)[len(schemas)]
            schemas[str(len(schemas))] = self._schema(resolve(self._contract, {"$ref": reference}))
        return schemas

    def _schema(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._schema(each) for each in node]
        if not isinstance(node, dict):
            return node
        copy = {name: self._keyword(name, value) for name, value in node.items()}
        if isinstance(reference := node.get("$ref"), str):
            number = self._references.setdefault(reference, len(self._references))
            copy["$ref"] = f"#/components/schemas/{number}"
        return copy

    def _keyword(self, name: str, value: Any) -> Any:
        if name in _VALUES or name.startswith("x-"):
            return _escape(value)
        if name in _SCHEMAS_BY_NAME and isinstance(value, dict):
            return {key: self._schema(each) for key, each in value.items()}
        if name in {"oneOf", "anyOf"} and isinstance(value, list):
            return self._schema(value[:1])  # Prism generates the first alternative, and expands the others in vain
        return self._schema(value)


def _escape(value: Any) -> Any:
    """Return a JSON value in which no object looks like a reference."""
    if isinstance(value, list):
        return [_escape(each) for each in value]
    if isinstance(value, dict):
        return {_ESCAPED_REF if name == "$ref" else name: _escape(each) for name, each in value.items()}
    return value
