"""Valid requests of an operation, derived from the examples and schemas of the contract."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

from scripts import openapi
from scripts.contract.probes.transport import Request
from scripts.credentials import accepted_schemes, credentials
from scripts.openapi import Document, Operation, resolve
from scripts.schemas import merge_all_of
from scripts.validation.negotiation import is_json

MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"
_SAMPLES: Mapping[str, Any] = {"string": "text", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
_FORMATS = {
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "date-time": "2024-05-09T10:21:07Z",
    "date": "2024-05-09",
    "email": "mei@example.com",
    "uri": "https://example.com",
}


class File(NamedTuple):
    """A file of a form."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Input:
    """A parameter, or a property of a body.

    Attributes:
        location: `path`, `query`, `header` or `body`.
        name: Its name.
        schema: Its schema, without references and `allOf`.
        required: Whether it is required.
        pointer: Where the contract defines it.
        description: What the contract says about it.
        examples: Its examples.
    """

    location: str
    name: str
    schema: Document
    required: bool
    pointer: str
    description: str = ""
    examples: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return f"{self.location}.{self.name}"


@dataclass(frozen=True)
class Call:
    """A request of an operation that satisfies the contract.

    Attributes:
        operation: The operation.
        media_type: The media type of the body, or None.
        values: The values of parameters and body properties, by location and name.
        credentials: The headers with the credentials.
    """

    operation: Operation
    media_type: str | None
    values: Mapping[tuple[str, str], Any]
    credentials: tuple[tuple[str, str], ...]
    extra: tuple[tuple[str, str], ...] = field(default=(("Accept", "application/json"),))

    def having(self, location: str, **values: Any) -> "Call":
        """Return a copy with other values; None removes one."""
        changed = {**self.values, **{(location, name): value for name, value in values.items()}}
        return replace(self, values={key: value for key, value in changed.items() if value is not None})

    def put(self, where: Input, value: Any) -> "Call":
        """Return a copy with another value of an input."""
        return replace(self, values={**self.values, (where.location, where.name): value})

    def value(self, where: Input) -> Any:
        """Return the value of an input, or None."""
        return self.values.get((where.location, where.name))

    def body(self) -> dict[str, Any]:
        """Return the properties of the body."""
        return {name: value for (location, name), value in self.values.items() if location == "body"}

    def request(self) -> Request:
        """Return the request."""
        path = self.operation.path
        query, headers = [], [*self.extra, *self.credentials]
        for (location, name), value in self.values.items():
            if location == "path":
                path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
            elif location == "query":
                query.append((name, _text(value)))
            elif location == "header":
                headers.append((name, _text(value)))
        body, content_type = encode(self.media_type, self.body())
        if content_type:
            headers.append(("Content-Type", content_type))
        return Request(self.operation.method, path, tuple(query), tuple(headers), body)

    def __str__(self) -> str:
        return self.operation.label


def encode(media_type: str | None, body: Mapping[str, Any]) -> tuple[bytes | None, str]:
    """Return a body and its `Content-Type`."""
    if media_type is None:
        return None, ""
    if media_type == URLENCODED:
        pairs = [
            (name, each) for name, value in body.items() for each in (value if isinstance(value, list) else [value])
        ]
        return "&".join(f"{quote_plus(name)}={_plus(_text(value))}" for name, value in pairs).encode(), media_type
    if media_type == MULTIPART:
        boundary = f"boundary-{secrets.token_hex(8)}"
        return b"".join(_parts(body, boundary)), f"{media_type}; boundary={boundary}"
    return encode_json(body), media_type


def encode_json(value: Any) -> bytes:
    """Return the JSON of a value: UTF-8, with escapes only where it cannot be encoded."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def _parts(body: Mapping[str, Any], boundary: str) -> Iterator[bytes]:
    for name, value in body.items():
        for each in value if isinstance(value, list) else [value]:
            disposition = f'Content-Disposition: form-data; name="{name}"'
            content = _text(each).encode("utf-8", "surrogatepass") if not isinstance(each, File) else each.content
            if isinstance(each, File):
                filename = each.name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
                disposition += f'; filename="{filename}"\r\nContent-Type: application/octet-stream'
            yield f"--{boundary}\r\n{disposition}\r\n\r\n".encode("utf-8", "surrogatepass") + content + b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _text(value: Any) -> str:
    if isinstance(value, File):
        return value.content.decode("utf-8", "replace")
    return value if isinstance(value, str) else json.dumps(value)


def _plus(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


def inputs(document: Document, operation: Operation, media_type: str | None = None) -> list[Input]:
    """Return the inputs of an operation: parameters, and properties of the body of a media type."""
    found = []
    known = {each.header.lower() for each in credentials(document).values()}
    for node in openapi.parameters(document, operation):
        if node["in"] in {"path", "query", "header"} and node["name"].lower() not in known:
            pointer = f"{operation.id}, {node['in']} parameter {node['name']}"
            schema = merge_all_of(document, node.get("schema", {}))
            examples = tuple(resolve(document, each).get("value") for each in node.get("examples", {}).values())
            examples += (node["example"],) if "example" in node else ()
            description = node.get("description", "")
            required = bool(node.get("required"))
            found.append(Input(node["in"], node["name"], schema, required, pointer, description, examples))
    content = body_content(document, operation)
    if media_type in content:
        schema = merge_all_of(document, content[media_type].get("schema", {}))
        for name, node in schema.get("properties", {}).items():
            pointer = f"{operation.id}, request body ({media_type}), property {name}"
            merged = merge_all_of(document, node)
            required = name in schema.get("required", ())
            found.append(Input("body", name, merged, required, pointer, merged.get("description", "")))
    return found


def body_content(document: Document, operation: Operation) -> Document:
    """Return the media types of an operation's body, with their definitions."""
    content: Document = resolve(document, operation.definition.get("requestBody", {})).get("content", {})
    return content


def calls(document: Document, operation: Operation) -> list[Call]:
    """Return a call of an operation for each media type and each named example of its body."""
    content = body_content(document, operation)
    if not content:
        return [_call(document, operation, None, None, "")]
    found = []
    for media_type, definition in content.items():
        schema = merge_all_of(document, definition.get("schema", {}))
        examples = {name: resolve(document, node).get("value") for name, node in definition.get("examples", {}).items()}
        if "example" in definition:
            examples["example"] = definition["example"]
        for name, value in (examples or {"": _sample(document, schema)}).items():
            if isinstance(value, dict):
                found.append(_call(document, operation, media_type, _with_files(document, schema, value), name))
    return found


def _call(document: Document, operation: Operation, media_type: str | None, body: Any, example: str) -> Call:
    values: dict[tuple[str, str], Any] = {}
    for node in openapi.parameters(document, operation):
        named = {name: resolve(document, each).get("value") for name, each in node.get("examples", {}).items()}
        if example in named:
            values[node["in"], node["name"]] = named[example]
        elif node.get("required"):
            schema = node.get("schema", {})
            first = next(iter(named.values()), node.get("example"))
            values[node["in"], node["name"]] = _sample(document, schema) if first is None else first
    known = credentials(document)
    names = {each.header.lower() for each in known.values()}
    values = {key: value for key, value in values.items() if key[0] != "cookie" and key[1].lower() not in names}
    values |= {("body", name): value for name, value in (body or {}).items()}
    schemes = next(iter(accepted_schemes(document, operation)), ())
    sent = tuple((known[scheme].header, known[scheme].header_value()) for scheme in schemes)
    return Call(operation, media_type, values, sent)


def _with_files(document: Document, schema: Document, value: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a form with files instead of the texts of an example."""
    properties = {name: merge_all_of(document, node) for name, node in schema.get("properties", {}).items()}
    return {name: _files(document, properties.get(name, {}), name, each) for name, each in value.items()}


def _files(document: Document, schema: Document, name: str, value: Any) -> Any:
    items = merge_all_of(document, schema.get("items", {}))
    if is_binary(items) and isinstance(value, list):
        return [File(f"{name}-{number}.txt", str(each).encode()) for number, each in enumerate(value, 1)]
    return File(f"{name}.txt", str(value).encode()) if is_binary(schema) else value


def is_binary(schema: Document) -> bool:
    """Return True if a schema is that of a file, and not that of a text with a media type."""
    media_type = schema.get("contentMediaType")
    is_text = media_type is None or is_json(media_type) or media_type.startswith("text/") or "contentEncoding" in schema
    return schema.get("format") == "binary" or not is_text


def _sample(document: Document, node: Any) -> Any:
    """Return a value that satisfies a schema."""
    schema = merge_all_of(document, node)
    for keyword in ("example", "const", "default"):
        if keyword in schema:
            return schema[keyword]
    for keyword in ("examples", "enum"):
        if schema.get(keyword):
            return schema[keyword][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: _sample(document, properties.get(name, {})) for name in schema.get("required", ())}
    if kind in {"integer", "number"} and "minimum" in schema:
        return schema["minimum"]
    if kind == "string":
        return _FORMATS.get(schema.get("format", ""), "text" + "x" * max(0, schema.get("minLength", 0) - 4))
    return _SAMPLES.get(kind)
