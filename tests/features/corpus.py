"""Contracts of one OpenAPI feature each, in `contracts/`, and the requests that they accept and reject.

A feature has the keys of a contract's part (`operation`, `item`, `responses`, `schema`, `schemas`, `schemes`,
`document`); the rest is one operation `send` of `/a`, whose response is `{"ok": true}`. Or it has the `text` of its
document. `accepted` and `rejected` are requests, `response` is that to the first accepted one, and
`call` with `client` are the arguments by which a client sends it.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scripts import openapi
from scripts.openapi import METHODS, Document
from tests.support.contracts import BOUNDARY, JSON, MULTIPART, URLENCODED

CONTRACTS = Path(__file__).with_name("contracts")
LIMITS = Path(__file__).with_name("limits.yaml")
SECTIONS = ("parameters", "bodies", "schemas", "responses", "security", "references", "documents")

_OK = {
    "description": "The thing.",
    "content": {
        JSON: {"schema": {"type": "object", "properties": {"ok": {"type": "boolean"}}}, "example": {"ok": True}}
    },
}


@dataclass(frozen=True)
class Request:
    """A request.

    Attributes:
        method: The method.
        target: Path and query.
        headers: The headers, with `Content-Type`.
        body: The body.
        expected: The keys `status`, `error` and `headers_sent` of a rejected request.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    expected: Mapping[str, Any]

    def encode(self) -> bytes:
        """Return the request as it is sent."""
        lines = {"Host": "mock.example", "Connection": "close", **self.headers}
        if self.body or self.method in {"POST", "PUT", "PATCH"}:
            lines["Content-Length"] = str(len(self.body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{self.method} {self.target} HTTP/1.1\r\n{head}\r\n".encode() + self.body


@dataclass(frozen=True)
class Feature:
    """A feature of OpenAPI and its contract.

    Attributes:
        number: Its number, from 1.
        section: The title of its section.
        name: Its name.
        definition: What the corpus has of it.
    """

    number: int
    section: str
    name: str
    definition: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.section}: {self.name}"

    def write(self, folder: Path) -> Path:
        """Write the contract and its other files, and return its path."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.definition.get("files", {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(json.dumps(content), encoding="utf-8")
        text = self.definition.get("text") or json.dumps(self._document())
        path = folder / ("contract.json" if text.startswith("{") else "contract.yaml")
        path.write_text(text, encoding="utf-8")
        return path

    def load(self, folder: Path) -> Document:
        """Write, read and check the contract."""
        path = self.write(folder)
        document = openapi.load(path)
        openapi.check(document, path)
        return document

    @property
    def accepted(self) -> Sequence[Request]:
        """The requests that are valid, by default one without anything."""
        return [_request(each) for each in self.definition.get("accepted", [{"GET": "/a"}])]

    @property
    def rejected(self) -> Sequence[Request]:
        """The requests that are not."""
        return [_request(each) for each in self.definition.get("rejected", [])]

    @property
    def response(self) -> Mapping[str, Any]:
        """The response to the first valid request: `status`, `headers`, and `json` or `body`."""
        found: Mapping[str, Any] = self.definition.get("response", {"json": {"ok": True}})
        return {"status": 200, **found}

    @property
    def call(self) -> Mapping[str, Any] | None:
        """The arguments by which a client sends the first accepted request; None if no client is tested."""
        found: Mapping[str, Any] | None = self.definition.get("call", {} if "client" in self.definition else None)
        return found

    def _document(self) -> Document:
        own = self.definition
        operation = {"operationId": "send", "responses": own.get("responses", {"200": _OK}), **own.get("operation", {})}
        if operation["operationId"] is None:
            del operation["operationId"]
        if "schema" in own:
            operation["requestBody"] = {"required": True, "content": {JSON: {"schema": own["schema"]}}}
        method = own.get("method", "post" if "requestBody" in operation else "get")
        components = {"schemas": own.get("schemas", {}), "securitySchemes": own.get("schemes", {})}
        return {
            "openapi": own.get("openapi", "3.1.0"),
            "info": {"title": f"Feature {self.number}", "version": "1.0.0"},
            "paths": {own.get("path", "/a"): {**own.get("item", {}), method: operation}},
            "components": {name: each for name, each in components.items() if each},
            **own.get("document", {}),
        }


@dataclass(frozen=True)
class Limit:
    """A feature that a tool does not support.

    Attributes:
        kind: `refused` if the tool reports it in one clear line, `wrong` if it does something else.
        reason: A part of the line, or the wrong behavior.
    """

    kind: str
    reason: str


@cache
def limits(tool: str) -> dict[str, Limit]:
    """Return what a tool does not support, by feature."""
    return {
        name: Limit(kind, reason)
        for kind, reasons in openapi.read_yaml(LIMITS)[tool].items()
        for reason, names in reasons.items()
        for name in names
    }


@cache
def features() -> list[Feature]:
    """Return all features, in the order of the sections."""
    found: list[Feature] = []
    for section in SECTIONS:
        content = openapi.read_yaml(CONTRACTS / f"{section}.yaml")
        for definition in content["features"]:
            found.append(Feature(len(found) + 1, content["section"], definition["feature"], definition))
    return found


def each_feature(chosen: Sequence[Feature]) -> pytest.MarkDecorator:
    """Return the parametrization of a test by features."""
    return pytest.mark.parametrize("feature", chosen, ids=str)


def _request(definition: Mapping[str, Any]) -> Request:
    method = next(name for name in definition if name.lower() in METHODS)
    headers = dict(definition.get("headers", {}))
    body, media_type = b"", None
    if "json" in definition:
        body, media_type = json.dumps(definition["json"]).encode(), JSON
    elif "form" in definition:
        body, media_type = definition["form"].encode(), URLENCODED
    elif "parts" in definition:
        body, media_type = b"".join(_parts(definition["parts"])), MULTIPART
    elif "body" in definition:
        body = definition["body"].encode()
    media_type = definition.get("type", media_type)
    if media_type:
        headers["Content-Type"] = media_type
    if definition.get("gzip"):
        body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
    expected = {name: definition[name] for name in ("status", "error", "headers_sent") if name in definition}
    return Request(method, definition[method], headers, body, expected)


def _parts(parts: Sequence[Sequence[Any]]) -> Iterator[bytes]:
    """Yield the parts of a form: each has a name, a content, and maybe a filename, a media type and headers."""
    defaults: tuple[Any, ...] = ("", "", {})
    for name, content, *rest in parts:
        filename, media_type, headers = (*rest, *defaults[len(rest) :])
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        head += f'; filename="{filename}"' if filename else ""
        head += f"\r\nContent-Type: {media_type}" if media_type else ""
        head += "".join(f"\r\n{header}: {value}" for header, value in headers.items())
        yield f"{head}\r\n\r\n{content}\r\n".encode()
    yield f"--{BOUNDARY}--\r\n".encode()
