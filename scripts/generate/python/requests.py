"""Serialization of requests: for each operation, calls of the functions in `_encoding.py.jinja`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openapi_python_client.parser.bodies import Body, BodyType
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property

from scripts.generate.media_types import essence
from scripts.generate.servers import operation_server
from scripts.openapi import Document, Operation, parameters, resolve

_PATH_PARAMETER = re.compile(r"{([^{}/]+)}")
_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


@dataclass(frozen=True)
class Request:
    """The expressions that serialize the request of an operation.

    Attributes:
        path: The path.
        server: The URL of the operation's own server, or None.
        query: The pairs of each query parameter.
        escaped: A query parameter has delimiters, so the query is written by the client instead of httpx.
        headers: The name, the property and the value of each header.
        cookies: The pairs of each cookie.
        bodies: The statements for each body.
    """

    path: str
    server: str | None
    query: list[str]
    escaped: bool
    headers: list[tuple[str, Property, str]]
    cookies: list[str]
    bodies: list[list[str]]


def request_of(document: Document, operation: Operation, endpoint: Endpoint) -> Request:
    """Return the expressions that serialize the request of an operation.

    Args:
        document: The contract, as `prepare` returns it.
        operation: The operation.
        endpoint: The operation, as parsed by the generator.
    """
    declared = {(each["in"], each["name"]): each for each in parameters(document, operation)}

    def call(function: str, location: str, prop: Property, *, named: bool = True) -> str:
        name = prop.name.get_untrusted_value()
        arguments = [repr(name)] if named else []
        style = _style(declared[location, name])
        return f"_encoding.{function}({', '.join([*arguments, str(prop.python_name), *style])})"

    by_name = {each.name.get_untrusted_value(): each for each in endpoint.path_parameters}
    pieces = _PATH_PARAMETER.split(operation.path)
    path = [
        call("path", "path", by_name[piece]) if number % 2 else repr(piece)
        for number, piece in enumerate(pieces)
        if piece
    ]
    query = [call("query", "query", each) for each in endpoint.query_parameters]
    return Request(
        path=" + ".join(path) or "''",
        server=operation_server(document, operation),
        query=query,
        escaped=any(_is_delimited(each) for (location, _), each in declared.items() if location == "query"),
        headers=[
            (each.name.get_untrusted_value(), each, call("header", "header", each, named=False))
            for each in endpoint.header_parameters
        ],
        cookies=[call("query", "cookie", each) for each in endpoint.cookie_parameters],
        bodies=[[*_body(document, operation, each)] for each in endpoint.bodies],
    )


def _style(parameter: Document) -> list[str]:
    """Return the arguments for a style that is not the default one of its location."""
    if "content" in parameter:
        return ["'json'"]
    default = _DEFAULT_STYLES[parameter["in"]]
    style = parameter.get("style", default)
    explode = parameter.get("explode", style == "form")
    arguments = [repr(style), repr(bool(explode)), *(["True"] if parameter.get("allowReserved") else [])]
    return [] if (style, bool(explode), len(arguments)) == (default, default == "form", 2) else arguments


def _is_delimited(parameter: Document) -> bool:
    style = parameter.get("style", "form")
    explode = parameter.get("explode", style == "form")
    return "content" not in parameter and (
        (style != "deepObject" and not explode) or parameter.get("allowReserved", False)
    )


def _body(document: Document, operation: Operation, body: Body) -> Iterator[str]:
    """Yield the statements that serialize a body."""
    media_type = body.content_type.get_untrusted_value()
    declared = resolve(document, operation.definition["requestBody"])["content"]
    encoding: dict[str, Document] = declared.get(media_type, {}).get("encoding", {})
    styles = {name: _style({"in": "query", **each}) for name, each in encoding.items() if _has_style(each)}
    if body.body_type == BodyType.DATA:
        styles |= {name: ["'json'"] for name, each in encoding.items() if "json" in each.get("contentType", "")}
    styled = ", ".join(f"{name!r}: ({''.join(f'{argument}, ' for argument in each)})" for name, each in styles.items())
    if body.body_type == BodyType.JSON:
        yield "_kwargs['json'] = _models.to_json(body, request=True)"
    elif body.body_type == BodyType.DATA:
        pairs = f"_encoding.form(body, {{{styled}}})"
        is_delimited = any(_is_delimited({"in": "query", **each}) for each in encoding.values() if _has_style(each))
        # httpx would escape the delimiters.
        yield (
            f"_kwargs['content'] = _encoding.urlencode({pairs}).encode()"
            if is_delimited
            else f"_kwargs['data'] = {pairs}"
        )
    elif body.body_type == BodyType.FILES:
        media_types = {
            name: each["contentType"]
            for name, each in encoding.items()
            if name not in styles and _is_single(each.get("contentType", ""))
        }
        yield f"_kwargs['files'] = _encoding.multipart(body, {media_types!r}, {{{styled}}})"
        return  # httpx chooses the boundary of a multipart body, and sets the header
    else:
        yield "_kwargs['content'] = _encoding.content(body)"
        yield "_headers |= _encoding.content_headers(body, _kwargs['content'], " + f"{media_type!r})"
        return
    yield f"_headers['Content-Type'] = {media_type!r}"


def _has_style(encoding: Document) -> bool:
    return bool({"style", "explode", "allowReserved"} & encoding.keys())


def _is_single(media_type: str) -> bool:
    return bool(essence(media_type)) and "*" not in media_type and "," not in media_type
