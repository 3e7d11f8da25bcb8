"""Responses from the examples of a contract, where Prism is not installed."""

import asyncio
from typing import Any

import pytest

from scripts.mock.examples import ExampleGenerator
from scripts.openapi import Document
from scripts.prism.cache import PrismResponse, ResponseCache, ResponseKey
from scripts.project import Unavailable
from tests.prism.conftest import content_of, contract_of, documented

JSON = "application/json"


def fetch(contract: Document, status: int = 200, **choice: Any) -> PrismResponse:
    """Return a response of the first operation of a contract."""
    responses = documented(contract)
    written = responses.resolve(status)
    assert written
    choice.setdefault("media_type", responses.default_media_type(written))
    return asyncio.run(ResponseCache(ExampleGenerator()).fetch(ResponseKey(responses, status, **choice)))


def body(media_type: str = JSON, **content: Any) -> bytes:
    """Return the body of a response with a media type."""
    things = {"Lamp": {"type": "object", "properties": {"name": {"examples": ["Lamp"]}}, "required": ["name"]}}
    return fetch(contract_of({"200": content_of(media_type, **content)}, schemas=things)).body


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"example": {"a": "ü"}}, '{"a":"ü"}'.encode()),
        ({"example": "text"}, b'"text"'),
        ({"example": {"$ref": "other"}}, b'{"$ref":"other"}'),
        ({"examples": {"one": {"value": 1}, "two": {"value": 2}}}, b"1"),
        ({"schema": {"example": 3}}, b"3"),
        ({"schema": {"type": "string", "enum": ["low", "high"]}}, b'"low"'),
        ({"schema": {"$ref": "#/components/schemas/Lamp"}}, b'{"name":"Lamp"}'),
        ({"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Lamp"}}}, b'[{"name":"Lamp"}]'),
        (
            {"schema": {"allOf": [{"$ref": "#/components/schemas/Lamp"}, {"properties": {"n": {"default": 1}}}]}},
            b'{"name":"Lamp","n":1}',
        ),
        ({"schema": {"type": "array", "items": {"const": 1}, "minItems": 3}}, b"[1,1,1]"),
        ({"schema": {"oneOf": [{"const": 1}, {"const": 2}]}}, b"1"),
        (
            {
                "schema": {
                    "properties": {"n": {"const": 1}},
                    "required": ["n", "name"],
                    "anyOf": [{"$ref": "#/components/schemas/Lamp"}, {}],
                }
            },
            b'{"n":1,"name":"Lamp"}',
        ),
        (
            {
                "schema": {
                    "properties": {"n": {"const": 1}, "key": {"type": "string", "writeOnly": True}},
                    "required": ["n", "key"],
                }
            },
            b'{"n":1}',
        ),
        ({"schema": {"properties": {"optional": {"type": "string"}, "n": {"const": 1}}}}, b'{"n":1}'),
        ({}, b""),
    ],
)
def test_response_is_the_example(content: Document, expected: bytes) -> None:
    assert body(**content) == expected


@pytest.mark.parametrize(
    "content",
    [
        {"schema": {"type": "string"}},
        {"schema": {"properties": {"a": {"type": "string"}}, "required": ["a"]}},
        {"schema": {"type": "array", "items": {"type": "integer"}}},
        {"schema": {"type": "array", "items": {"const": 1}, "minItems": 2, "uniqueItems": True}},
        {"schema": {"properties": {"n": {"type": "string"}}, "required": ["n"], "oneOf": [{"required": ["m"]}]}},
        {"examples": {"far": {"externalValue": "https://shop.example/lamp.json"}}},
    ],
)
def test_response_without_example_is_unavailable(content: Document) -> None:
    with pytest.raises(
        Unavailable, match=r"the contract has no example of this response: add one, or install Node\.js"
    ):
        body(**content)


def test_recursive_schema_ends() -> None:
    node = {"properties": {"child": {"$ref": "#/components/schemas/Node"}, "name": {"const": "n"}}}
    contract = contract_of(
        {"200": content_of(JSON, schema={"$ref": "#/components/schemas/Node"})}, schemas={"Node": node}
    )
    assert fetch(contract).body == b'{"name":"n"}'


def test_alternative_that_is_the_schema_itself_ends() -> None:
    node = {"oneOf": [{"$ref": "#/components/schemas/Node"}, {"const": 1}]}
    content = content_of(JSON, schema={"$ref": "#/components/schemas/Node"})
    with pytest.raises(Unavailable):
        fetch(contract_of({"200": content}, schemas={"Node": node}))


def test_text_is_sent_as_it_is() -> None:
    assert body("text/plain", example="a,b") == b"a,b"
    with pytest.raises(Unavailable):
        body("application/xml", example={"a": 1})


def test_named_example_status_and_headers_are_used() -> None:
    headers = {"X-Rate": {"schema": {"type": "integer", "examples": [7]}}, "X-Unknown": {"schema": {"type": "string"}}}
    examples = {"one": {"value": 1}, "two": {"value": 2}}
    contract = contract_of({"4XX": content_of(JSON, examples=examples) | {"headers": headers}})
    found = fetch(contract, 404, example="two")
    assert (found.status, found.body, dict(found.headers)[b"x-rate"]) == (404, b"2", b"7")
    assert b"x-unknown" not in dict(found.headers)


def test_response_without_content_is_empty() -> None:
    assert fetch(contract_of({"204": {"description": "Nothing."}}), 204) == PrismResponse(204, (), b"")


def test_random_values_are_unavailable() -> None:
    with pytest.raises(Unavailable, match="random values need Prism"):
        fetch(contract_of({"200": content_of(JSON, example=1)}), is_dynamic=True)
