"""Requests for the operations of a contract, valid ones and others that differ in one place."""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from scripts.openapi import Document, Operation, operations, parameters, resolve
from scripts.schemas import merge_all_of
from scripts.security import SecurityScheme, security_requirements
from tests.validation.differential.values import Values

BOUNDARY = "boundary-of-the-parts"
# The value of a file.
FILE = object()
_ACCEPTS = (
    *("*/*", "application/json", "application/*", "text/csv", "text/html", "application/json;q=0, */*", "image/*"),
    *(
        "text/csv;q=0.9, application/json;q=0.1",
        "application/json; charset=utf-8",
        "application/*+json",
        "APPLICATION/JSON",
    ),
    *("text/html, */*;q=0.1", "application/hal+json"),
)
_CONTENT_TYPES = (
    *(
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "text/plain",
        "application/xml",
        "text/json",
    ),
    *("application/vnd.other+json", "application/x-www-form-urlencoded", "application/octet-stream", "image/png"),
)
_AUTHORIZATIONS = ("Basic dTpw", "basic dTpw", "Basic !", "Basic", "Bearer t", "bearer t", "Digest a=b", "t", "")


@dataclass(frozen=True)
class GeneratedRequest:
    """One request.

    Attributes:
        operation: The operationId that it was made for.
        change: What makes it differ from a valid request; empty if nothing does.
        method: The method.
        path: The path, percent-encoded.
        query: The query, percent-encoded.
        headers: The headers.
        body: The body.
    """

    operation: str
    change: str
    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None


@dataclass
class _Draft:
    """A request before it is serialized: values by parameter, texts of what is not a value, and the body."""

    values: dict[tuple[str, str], Any]
    pairs: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    path: str | None = None
    method: str | None = None
    media_type: str | None = None
    content_type: str | None = None
    body: Any = None
    raw_body: bytes | None = None


class RequestGenerator:
    """Generates requests for one contract. The same seed generates the same requests."""

    def __init__(self, document: Document, seed: int) -> None:
        self._document = document
        self._random = random.Random(seed)
        self._values = Values(document, self._random)
        self._operations = list(operations(document))

    def generate(self, count: int) -> Iterator[GeneratedRequest]:
        """Yield requests, the operations in turn; a third of them valid."""
        for number in range(count):
            operation = self._operations[number % len(self._operations)]
            draft = self._valid(operation)
            change = "" if number // len(self._operations) % 3 == 0 else self._change(operation, draft)
            yield self._serialize(operation, draft, change)

    def _valid(self, operation: Operation) -> _Draft:
        declared = parameters(self._document, operation)
        values = {
            (node["in"], node["name"]): self._values.valid(_schema(node), 1)
            for node in declared
            if node.get("required") or node["in"] == "path" or self._random.random() < 0.5
        }
        draft = _Draft(values)
        alternatives = security_requirements(self._document, operation)
        for scheme in self._random.choice(alternatives) if alternatives else ():
            _add_credential(draft, scheme)
        body = resolve(self._document, operation.definition.get("requestBody", {}))
        if body and (body.get("required") or self._random.random() < 0.8):
            draft.media_type = self._random.choice(list(body["content"]))
            schema = body["content"][draft.media_type].get("schema", {})
            draft.body = self._with_files(self._values.valid(schema), schema)
        return draft

    def _with_files(self, value: Any, schema: Any) -> Any:
        properties = merge_all_of(self._document, schema).get("properties", {})
        for name in value if isinstance(value, dict) else ():
            each = merge_all_of(self._document, properties.get(name, {}))
            item = merge_all_of(self._document, each.get("items", {}))
            if each.get("format") == "binary":
                value[name] = FILE
            elif item.get("format") == "binary":
                value[name] = [FILE] * self._random.randint(1, 2)
        return value

    def _change(self, operation: Operation, draft: _Draft) -> str:
        """Change a draft in one place, and return how."""
        changes: list[Callable[[], str]] = [lambda: self._change_head(operation, draft)]
        if parameters(self._document, operation):
            changes += [lambda: self._change_parameter(operation, draft)] * 5
        if draft.media_type is not None:
            changes += [lambda: self._change_body(operation, draft)] * 6
        if security_requirements(self._document, operation):
            changes += [lambda: self._change_credential(draft)]
        return self._random.choice(changes)()

    def _change_head(self, operation: Operation, draft: _Draft) -> str:
        accept = self._random.choice(_ACCEPTS)
        path = operation.path
        changes: list[tuple[str, Callable[[], Any]]] = [
            (f"Accept: {accept}", lambda: draft.headers.append(("Accept", accept))),
            ("unknown parameter", lambda: draft.pairs.append("unknown=1")),
            ("another method", lambda: setattr(draft, "method", "PATCH" if operation.method != "PATCH" else "PUT")),
            ("HEAD", lambda: setattr(draft, "method", "HEAD" if operation.method == "GET" else None)),
            ("unknown path", lambda: setattr(draft, "path", f"{path}/unknown")),
            ("trailing slash", lambda: setattr(draft, "path", f"{path}/")),
            ("capitals in the path", lambda: setattr(draft, "path", path.upper() if "{" not in path else path)),
        ]
        label, change = self._random.choice(changes * 1 + changes[:1] * 6)
        change()
        return label

    def _change_parameter(self, operation: Operation, draft: _Draft) -> str:
        node = self._random.choice(parameters(self._document, operation))
        key = node["in"], node["name"]
        where = f"{node['in']}.{node['name']}"
        value = draft.values.get(key, self._values.valid(_schema(node)))
        draft.values[key] = value
        kind = self._random.random()
        if kind < 0.2 and node["in"] != "path":
            del draft.values[key]
            return f"{where}: missing"
        if kind < 0.3 and node["in"] == "query":
            draft.pairs += _query(node, self._values.valid(_schema(node)))
            return f"{where}: twice"
        if kind < 0.4 and node["in"] == "query":
            del draft.values[key]
            text = self._random.choice(["", "=", "=%zz", "=%ff", "=%00", "=a&a", "[]=1", "[a]=1"])
            draft.pairs.append(f"{quote(node['name'])}{text}")
            return f"{where}: {text or 'no value'}"
        if kind < 0.7 and not isinstance(value, dict | list):
            draft.values[key] = self._values.text()
            return f"{where}: another text {draft.values[key]!r}"
        label, draft.values[key] = self._values.changed(value, _schema(node))
        return f"{where}: {label}"

    def _change_body(self, operation: Operation, draft: _Draft) -> str:
        content = resolve(self._document, operation.definition["requestBody"])["content"]
        kind = self._random.random()
        if kind < 0.05:
            draft.media_type, draft.body = None, None
            return "body: missing"
        if kind < 0.15:
            draft.content_type = self._random.choice(_CONTENT_TYPES)
            return f"Content-Type: {draft.content_type}"
        if kind < 0.17 and _is_json(draft.media_type):
            draft.raw_body = self._random.choice(
                [b"{", b"", b"[1,]", b"NaN", b'{"a":1}x', b'"\xff"', b'{"a":1,"a":"x"}']
            )
            return f"body: {draft.raw_body!r}"
        schema = content[draft.media_type].get("schema", {})
        label, draft.body = self._values.changed(draft.body, schema)
        return f"body: {label}"

    def _change_credential(self, draft: _Draft) -> str:
        if self._random.random() < 0.4:
            draft.headers, draft.cookies, draft.pairs = [], [], []
            return "credentials: missing"
        text = self._random.choice(_AUTHORIZATIONS)
        draft.headers = [(name, text) for name, _ in draft.headers]
        draft.cookies = [f"{each.partition('=')[0]}={text}" for each in draft.cookies]
        draft.pairs = [f"{each.partition('=')[0]}={quote(text)}" for each in draft.pairs]
        return f"credentials: {text!r}"

    def _serialize(self, operation: Operation, draft: _Draft, change: str) -> GeneratedRequest:
        path = draft.path or operation.path
        pairs, headers, cookies = list(draft.pairs), list(draft.headers), list(draft.cookies)
        for node in parameters(self._document, operation):
            key = node["in"], node["name"]
            if key not in draft.values:
                continue
            value = draft.values[key]
            match node["in"]:
                case "path":
                    path = path.replace(f"{{{node['name']}}}", _path(node, value))
                case "query":
                    pairs += _query(node, value)
                case "header":
                    headers.append((node["name"], _header(value)))
                case _:
                    cookies.append(f"{node['name']}={quote(_text(value))}")
        if cookies:
            headers.append(("Cookie", "; ".join(cookies)))
        body = draft.raw_body
        if draft.media_type is not None:
            content_type, made = _body(draft.media_type, draft.body)
            body = made if body is None else body
            headers.append(("Content-Type", draft.content_type or content_type))
        request = GeneratedRequest(
            operation.id,
            change,
            draft.method or operation.method,
            quote(path, "/%;=,.:@!$&'()*+~"),
            "&".join(pairs),
            (),
            body,
        )
        return replace(request, headers=tuple((name, _printable(value)) for name, value in headers))


def _schema(node: Document) -> Any:
    content = next(iter(node.get("content", {}).values()), node)
    example = {"example": node["example"]} if "example" in node else {}
    return {**content.get("schema", {}), **example}


def _add_credential(draft: _Draft, scheme: SecurityScheme) -> None:
    values = {"basic": "Basic dTpw", "digest": "Digest username=u", "bearer": "Bearer token", "": "key-of-the-account"}
    match scheme.location:
        case "header":
            draft.headers.append((scheme.name, values[scheme.scheme]))
        case "query":
            draft.pairs.append(f"{scheme.name}=key-of-the-account")
        case "cookie":
            draft.cookies.append(f"{scheme.name}=key-of-the-account")


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, dict | list) else str(value)


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable() and ord(char) < 127)


def _header(value: Any) -> str:
    return ",".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _path(node: Document, value: Any) -> str:
    """Return a path parameter by its style."""
    texts = [quote(_text(each), "") for each in (value if isinstance(value, list) else [value])]
    match node.get("style", "simple"):
        case "label":
            return "." + ("." if node.get("explode") else ",").join(texts)
        case "matrix":
            return f";{node['name']}={','.join(texts)}"
    return ",".join(texts)


def _query(node: Document, value: Any) -> list[str]:
    """Return the pairs of a query parameter by its style."""
    name = quote(node["name"])
    style = node.get("style", "form")
    explode = node.get("explode", style == "form")
    if "content" in node:
        return [f"{name}={quote(json.dumps(value), '')}"]
    if isinstance(value, dict):
        return _object_pairs(name, style, explode, {key: quote(_text(each), "") for key, each in value.items()})
    texts = [quote(_text(each), "") for each in (value if isinstance(value, list) else [value])]
    if explode or not isinstance(value, list):
        return [f"{name}={text}" for text in texts]
    return [name + "=" + {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(style, ",").join(texts)]


def _object_pairs(name: str, style: str, explode: bool, texts: Mapping[str, str]) -> list[str]:
    if style == "deepObject":
        return [f"{name}[{key}]={text}" for key, text in texts.items()]
    if explode:
        return [f"{key}={text}" for key, text in texts.items()]
    return [f"{name}={','.join(part for pair in texts.items() for part in pair)}"]


def _is_json(media_type: str | None) -> bool:
    return bool(media_type) and (str(media_type).endswith("json") or media_type == "*/*")


def _body(media_type: str, value: Any) -> tuple[str, bytes]:
    """Return the `Content-Type` and the bytes of a body."""
    if _is_json(media_type):
        concrete = {"*/*": "application/json", "application/*+json": "application/vnd.any+json"}
        return concrete.get(media_type, media_type), json.dumps(value, default=str).encode()
    fields = _fields(value) if isinstance(value, Mapping) else []
    if media_type == "application/x-www-form-urlencoded":
        return media_type, urlencode([(name, _text(each)) for name, each in fields if each is not FILE]).encode()
    if media_type == "multipart/form-data":
        return f"{media_type}; boundary={BOUNDARY}", b"".join(
            _part(*each) for each in fields
        ) + f"--{BOUNDARY}--\r\n".encode()
    return media_type, _text(value).encode()


def _fields(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, item) for name, each in value.items() for item in (each if isinstance(each, list) else [each])]


def _part(name: str, value: Any) -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"'
    if value is FILE:
        kind = '; filename="a.bin"\r\nContent-Type: application/octet-stream'
        return f"--{BOUNDARY}\r\n{disposition}{kind}\r\n\r\nbytes\r\n".encode()
    kind = "\r\nContent-Type: application/json" if isinstance(value, dict) else ""
    return f"--{BOUNDARY}\r\n{disposition}{kind}\r\n\r\n{_text(value)}\r\n".encode()
