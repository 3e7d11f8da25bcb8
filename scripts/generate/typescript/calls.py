"""Calls of operations: what the TypeScript client has to know of an operation to send its requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.credentials import accepted_schemes
from scripts.generate.media_types import FORM, Kind, essence, kind_of
from scripts.generate.servers import operation_server
from scripts.openapi import Document, Operation, operations, parameters, resolve

_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_SCALARS = {"boolean", "integer", "number", "string"}


@dataclass(frozen=True)
class Call:
    """A call of an operation.

    Attributes:
        method: The method of the request.
        path: The path template.
        summary: The contract's summary.
        security: The alternative sets of options that are its credentials.
        body: The media types of its body.
        needs_nothing: It has no required parameter.
        styles: The parameters that openapi-fetch does not serialize by their style.
        encoding: The styles and media types of properties of forms that are not the default ones.
        by_content_type: The Content-Type of a successful response decides whether it is JSON.
        server: The URL of its own server.
    """

    method: str
    path: str
    summary: str
    security: list[list[str]]
    body: list[str]
    needs_nothing: bool
    styles: list[Document]
    encoding: Document
    by_content_type: bool
    server: str | None

    @property
    def definition(self) -> Document:
        """The call in the client's table of operations."""
        optional = {
            "styles": self.styles,
            "encoding": self.encoding,
            "byContentType": self.by_content_type,
            "server": self.server,
        }
        return {"security": self.security, "body": self.body, **{name: each for name, each in optional.items() if each}}


def calls(document: Document, options: Mapping[str, str]) -> list[Call]:
    """Return the calls of all operations.

    Args:
        document: The contract.
        options: The options of the client that are credentials, by their security schemes.
    """
    return [
        Call(
            each.method,
            each.path,
            each.definition.get("summary", ""),
            [
                [options[scheme] for scheme in alternative if scheme in options]
                for alternative in accepted_schemes(document, each)
            ],
            _media_types(document, each),
            not any(parameter.get("required") for parameter in parameters(document, each)),
            [_style(parameter) for parameter in parameters(document, each) if _is_styled(document, parameter)],
            _encoding(document, each),
            _is_by_content_type(document, each),
            operation_server(document, each),
        )
        for each in operations(document)
    ]


def _style(declared: Document) -> Document:
    """Return the style of a parameter or property, as the client reads it."""
    location = declared.get("in", "query")
    style = "form" if "content" in declared else declared.get("style", _DEFAULT_STYLES[location])
    explode = declared.get("explode", style == "form")
    found = {"in": location, "name": declared.get("name"), "style": style, "explode": bool(explode)}
    found |= {"json": True} if "content" in declared else {}
    found |= {"reserved": True} if declared.get("allowReserved") else {}
    if found.get("json") and location in {"path", "header"}:
        found["style"] = "simple"
    return {name: each for name, each in found.items() if each is not None}


def _is_styled(document: Document, parameter: Document) -> bool:
    """Return True if openapi-fetch would serialize a parameter in another way, or not at all."""
    location, style = parameter["in"], _style(parameter)
    if location == "cookie" or {"json", "reserved"} & style.keys() or style["style"] != _DEFAULT_STYLES[location]:
        return True
    kind = _schema(document, parameter).get("type")
    is_scalar = set(kind if isinstance(kind, list) else [kind]) <= {*_SCALARS, "null"}
    return not is_scalar and not (location == "query" and kind == "array" and style["explode"])


def _schema(document: Document, declared: Document) -> Document:
    """Return the schema of a parameter or media type; an empty one if it allows everything."""
    schema = resolve(document, declared.get("schema", {}))
    return schema if isinstance(schema, dict) else {}


def _media_types(document: Document, operation: Operation) -> list[str]:
    """Return the media types of an operation's body; those of ranges are replaced by one that can be sent."""
    body = resolve(document, operation.definition.get("requestBody", {}))
    return [_sent(document, media_type, media) for media_type, media in body.get("content", {}).items()]


def _sent(document: Document, media_type: str, media: Document) -> str:
    if "*" not in media_type:
        return media_type
    if media_type.endswith("+json"):
        return media_type.replace("*", "x")
    schema = _schema(document, media)
    is_json = essence(media_type) in {"*/*", "application/*"} and schema.get("type") not in {None, "string"}
    return "application/json" if is_json else "application/octet-stream"


def _encoding(document: Document, operation: Operation) -> Document:
    body = resolve(document, operation.definition.get("requestBody", {}))
    found: dict[str, Any] = {}
    for media_type, media in body.get("content", {}).items():
        for name, each in media.get("encoding", {}).items():
            content_type = str(each.get("contentType", ""))
            is_single = bool(content_type) and not {"*", ","} & set(content_type)
            styled = {} if not {"style", "explode", "allowReserved"} & each.keys() else _style({"name": name, **each})
            if essence(media_type) == FORM and "json" in content_type:
                styled |= {"name": name, "style": "form", "explode": True, "json": True}
            elif is_single:
                styled |= {"contentType": content_type}
            styled.pop("in", None)
            found |= {name: styled} if styled else {}
    return found


def _is_by_content_type(document: Document, operation: Operation) -> bool:
    """Return True if one of the successful responses is not JSON."""
    for status, response in operation.definition.get("responses", {}).items():
        if str(status)[0] in {"2", "d"}:
            for media_type, media in resolve(document, response).get("content", {}).items():
                schema = _schema(document, media)
                if kind_of(media_type, None) is not Kind.JSON or schema.get("format") == "binary":
                    return True
    return False
