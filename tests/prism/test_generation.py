"""Responses that Prism generates from contracts of one feature."""

from typing import Any

import pytest

from scripts.openapi import Document
from scripts.prism.cache import PrismResponse
from scripts.project import Unavailable
from tests.prism.conftest import Prism, content_of, contract_of

JSON = "application/json"


def media_type_of(response: PrismResponse) -> str | None:
    return dict(response.headers).get(b"content-type", b"").decode() or None


def header_of(response: PrismResponse, name: str) -> str | None:
    value = dict(response.headers).get(name.encode())
    return None if value is None else value.decode()


@pytest.mark.parametrize(
    ("documented", "status"),
    [("default", 200), ("default", 404), ("2XX", 200), ("2XX", 299), ("4XX", 422), ("418", 418), ("301", 301)],
)
def test_documented_status_is_returned(prism: Prism, documented: str, status: int) -> None:
    found = prism.fetch(contract_of({documented: content_of(JSON, example={"a": 1})}), status)
    assert (found.status, found.body) == (status, b'{"a":1}')


@pytest.mark.parametrize("status", [201, 204, 302, 404])
def test_response_without_content_is_empty(prism: Prism, status: int) -> None:
    found = prism.fetch(contract_of({str(status): {"description": "Nothing."}}), status)
    assert found == PrismResponse(status, (), b"")


@pytest.mark.parametrize("status", [204, 205, 304])
def test_status_without_body_ignores_documented_content(prism: Prism, status: int) -> None:
    found = prism.fetch(contract_of({str(status): content_of(JSON, example=1)}), status)
    assert found == PrismResponse(status, (), b"")


def test_operation_without_responses_is_200_and_empty(prism: Prism) -> None:
    contract = contract_of({})
    del contract["paths"]["/things"]["get"]["responses"]
    assert prism.fetch(contract) == PrismResponse(200, (), b"")


@pytest.mark.parametrize(
    ("media_type", "content", "sent", "body"),
    [
        (JSON, {"example": "text"}, JSON, b'"text"'),
        (JSON, {"example": None}, JSON, b"null"),
        (JSON, {}, JSON, b""),
        (f"{JSON}; charset=utf-8", {"example": {"a": "ü"}}, f"{JSON}; charset=utf-8", '{"a":"ü"}'.encode()),
        ("application/problem+json", {"example": {"a": 1}}, "application/problem+json", b'{"a":1}'),
        ("text/json", {"example": {"a": 1}}, "text/json", b'{"a":1}'),
        ("application/xml", {"example": {"a": 1}}, "application/xml", b"<xml><a>1</a></xml>"),
        ("text/csv", {"example": "a,b"}, "text/csv", b"a,b"),
        ("text/csv", {"schema": {"type": "array", "items": {"type": "integer"}}}, "text/csv", b"[0]"),
        ("text/plain", {"example": 7}, "text/plain", b"7"),
        ("text/html", {}, "text/html", b""),
        ("image/png", {"schema": {"type": "string", "format": "binary"}}, "image/png", b"string"),
        ("image/png", {}, "image/png", b""),
        ("application/pdf", {"example": {"a": 1}}, "application/pdf", b'{"a":1}'),
        ("*/*", {"example": {"a": 1}}, JSON, b'{"a":1}'),
        ("*/*", {"example": "text"}, "text/plain", b"text"),
        ("*/*", {"schema": {"type": "array"}}, JSON, b"[]"),
        ("*/*", {}, None, b""),
        ("text/*", {"example": "text"}, "text/plain", b"text"),
        ("application/*", {"example": {"a": 1}}, JSON, b'{"a":1}'),
        ("application/*", {"example": "text"}, "application/octet-stream", b"text"),
        ("application/*+json", {"example": {"a": 1}}, "application/vnd.example+json", b'{"a":1}'),
        ("image/*", {"example": "text"}, "image/png", b"text"),
        ("font/*", {"example": "text"}, "font/octet-stream", b"text"),
    ],
)
def test_media_type_determines_content_type_and_body(
    prism: Prism, media_type: str, content: Document, sent: str | None, body: bytes
) -> None:
    found = prism.fetch(contract_of({"200": content_of(media_type, **content)}))
    assert (media_type_of(found), found.body) == (sent, body)


def test_each_of_several_media_types_can_be_chosen(prism: Prism) -> None:
    content = {JSON: {"example": {"a": 1}}, "text/csv": {"example": "a,b"}, "*/*": {"example": "any"}}
    contract = contract_of({"200": {"description": "", "content": content}})
    assert [prism.fetch(contract, media_type=each).body for each in content] == [b'{"a":1}', b"a,b", b"any"]


@pytest.mark.parametrize(
    ("example", "body"), [(None, b"1"), ("first", b"1"), ("odd, name", b"2"), ("referenced", b"3")]
)
def test_named_example_is_returned(prism: Prism, example: str | None, body: bytes) -> None:
    examples = {"first": {"value": 1}, "odd, name": {"value": 2}, "referenced": {"$ref": "#/components/examples/Three"}}
    contract = contract_of({"200": content_of(JSON, examples=examples)}, examples={"Three": {"value": 3}})
    assert prism.fetch(contract, example=example).body == body


def test_external_example_falls_back_to_the_schema(prism: Prism) -> None:
    content = {"schema": {"type": "boolean"}, "examples": {"a": {"externalValue": "http://127.0.0.1:9/a.json"}}}
    assert prism.fetch(contract_of({"200": content_of(JSON, **content)})).body == b"true"


@pytest.mark.parametrize("reference", ["http://127.0.0.1:9/a.json", "/etc/hostname", "#/nowhere"])
@pytest.mark.parametrize("place", ["example", "examples", "default", "enum", "x-note"])
def test_reference_in_a_value_is_data(prism: Prism, place: str, reference: str) -> None:
    value = {"$ref": reference, "$id": 1}
    contents: dict[str, Document] = {
        "example": {"example": value},
        "examples": {"examples": {"a": {"value": value}}},
        "default": {"schema": {"type": "object", "default": value}},
        "enum": {"schema": {"enum": [value]}},
        "x-note": {"schema": {"x-note": value, "const": value}},
    }
    found = prism.fetch(contract_of({"200": content_of(JSON, **contents[place])}))
    assert found.body == f'{{"$ref":"{reference}","$id":1}}'.encode()


@pytest.mark.parametrize(
    ("reference", "components"),
    [
        ("#/components/schemas/Name", {"schemas": {"Name": {"type": "string", "default": "Mei"}}}),
        ("#/components/schemas/a~1b", {"schemas": {"a/b": {"type": "string", "default": "Mei"}}}),
        ("#/components/x-more/Name", {"x-more": {"Name": {"type": "string", "default": "Mei"}}}),
        (
            "#/components/schemas/Other",
            {"schemas": {"Other": {"$ref": "#/components/schemas/Name"}, "Name": {"const": "Mei"}}},
        ),
    ],
)
def test_referenced_schema_is_followed(prism: Prism, reference: str, components: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": {"name": {"$ref": reference}}}
    contract = contract_of({"200": content_of(JSON, schema=schema)}, **components)
    assert prism.fetch(contract).body == b'{"name":"Mei"}'


def test_recursive_schema_ends(prism: Prism) -> None:
    node = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Node"}, "id": {"const": 1}}}
    contract = contract_of(
        {"200": content_of(JSON, schema={"$ref": "#/components/schemas/Node"})}, schemas={"Node": node}
    )
    assert prism.fetch(contract).body == b'{"child":{"child":{},"id":1},"id":1}'


def test_property_may_be_named_like_a_keyword(prism: Prism) -> None:
    names = ["default", "example", "oneOf", "properties", "x-y"]
    schema = {"type": "object", "properties": {name: {"$ref": "#/components/schemas/One"} for name in names}}
    contract = contract_of({"200": content_of(JSON, schema=schema)}, schemas={"One": {"const": 1}})
    assert prism.fetch(contract).body == b'{"default":1,"example":1,"oneOf":1,"properties":1,"x-y":1}'


def test_first_alternative_is_generated(prism: Prism) -> None:
    schema = {"oneOf": [{"type": "integer", "default": 1}, {"$ref": "#/components/schemas/Missing"}]}
    assert prism.fetch(contract_of({"200": content_of(JSON, schema=schema)})).body == b"1"


def test_dangling_reference_is_unavailable(prism: Prism) -> None:
    contract = contract_of({"200": content_of(JSON, schema={"$ref": "#/components/schemas/Missing"})})
    with pytest.raises(Unavailable, match="#/components/schemas/Missing"):
        prism.fetch(contract)


def test_schema_that_is_too_large_is_unavailable(prism: Prism) -> None:
    schema = {"type": "array", "minItems": 3000, "items": {"type": "integer"}}
    with pytest.raises(Unavailable, match="too complex to generate"):
        prism.fetch(contract_of({"200": content_of(JSON, schema=schema)}))


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ({"schema": {"type": "string"}, "example": "/a/1"}, "/a/1"),
        ({"schema": {"type": "string", "example": "/a/1"}}, "/a/1"),
        ({"schema": {"type": "string"}, "examples": {"a": {"value": "/a/1"}}}, "/a/1"),
        ({"schema": {"type": "string"}, "examples": {"a": {"$ref": "#/components/examples/A"}}}, "/a/1"),
        ({"$ref": "#/components/headers/Location"}, "/a/1"),
        ({"example": "/a/1"}, "/a/1"),
        ({"schema": {"type": "integer", "minimum": 60}}, "60"),
        ({"schema": {"$ref": "#/components/schemas/Limit"}}, "60"),
        ({"schema": {"type": "boolean"}}, "true"),
        ({"schema": {"type": "array", "items": {"type": "integer"}}, "example": [1, 2]}, "1,2"),
        ({"schema": {"type": "object"}, "example": {"a": 1, "b": "c"}}, "a,1,b,c"),
        ({"schema": {"type": "object"}, "explode": True, "example": {"a": 1, "b": "c"}}, "a=1,b=c"),
        ({"content": {JSON: {"example": {"a": [1, True]}}}}, '{"a":[1,true]}'),
        ({"content": {JSON: {"schema": {"type": "object", "properties": {"a": {"const": 1}}}}}}, '{"a":1}'),
        ({"schema": {"type": "string"}, "example": "a\r\nb: c"}, None),
        ({"schema": {"type": "string"}, "example": "Zürich"}, "Zürich"),
        ({"description": "Nothing is known of it."}, None),
    ],
)
def test_header_is_serialized(prism: Prism, header: Document, value: str | None) -> None:
    contract = contract_of(
        {"201": {"description": "", "headers": {"Location": header}}},
        headers={"Location": {"schema": {"type": "string"}, "example": "/a/1"}},
        examples={"A": {"value": "/a/1"}},
        schemas={"Limit": {"type": "integer", "default": 60}},
    )
    assert header_of(prism.fetch(contract), "location") == value


@pytest.mark.parametrize(
    "name",
    ["Content-Encoding", "Content-Length", "content-type", "Transfer-Encoding", "Access-Control-Allow-Origin", "a b"],
)
def test_header_of_the_server_is_not_sent(prism: Prism, name: str) -> None:
    header = {"schema": {"type": "string"}, "example": "gzip"}
    contract = contract_of({"200": {**content_of(JSON, example=1), "headers": {name: header, "X-Rate": header}}})
    assert prism.fetch(contract).headers == ((b"content-type", JSON.encode()), (b"x-rate", b"gzip"))


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/things/{thing-id}"), ("head", "/{1st}"), ("options", "/{a}{b}"), ("trace", "/a?b=c"), ("put", "/a#b")],
)
def test_path_and_method_do_not_matter(prism: Prism, method: str, path: str) -> None:
    definition = {"parameters": 7, "security": [{"missing": []}], "responses": {"200": content_of(JSON, example=1)}}
    assert prism.fetch({"openapi": "3.0.3", "info": {}, "paths": {path: {method: definition}}}).body == b"1"


def test_nullable_schema_of_openapi_3_0(prism: Prism) -> None:
    schema = {"type": "string", "nullable": True, "enum": ["a", None]}
    contract = contract_of({"200": content_of(JSON, schema=schema)}) | {"openapi": "3.0.3"}
    assert prism.fetch(contract).body == b'"a"'


def test_lone_surrogate_is_replaced(prism: Prism) -> None:
    contract = contract_of({"200": content_of("text/plain", example="a\ud800b")})
    assert prism.fetch(contract).body == "a\ufffdb".encode()


def test_large_response_is_complete(prism: Prism) -> None:
    text = "ü" * 2_000_000
    assert prism.fetch(contract_of({"200": content_of("text/plain", example=text)})).body == text.encode()
