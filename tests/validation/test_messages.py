"""Messages of errors: one line, with the place and the reason, and without values of the request."""

import json
from typing import Any

import pytest

from scripts.validation.errors import RequestError, Violation, summarize
from tests.support.contracts import JSON, MULTIPART, URLENCODED, Api, accepting, contract, multipart, parameter

SECRET = "s3cret-value"  # noqa: S105 - of no service

DOG = {"type": "object", "required": ["kind", "bark"], "properties": {"kind": {"const": "dog"}}}
CAT = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"enum": ["cat", "lion"]}, "lives": {"type": "integer"}},
}
PETS = {"oneOf": [DOG, CAT]}


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"type": "integer"}, SECRET, "body: must be integer"),
        ({"type": ["integer", "null"]}, SECRET, "body: must be integer or null"),
        ({"enum": ["a", 1, None, True]}, SECRET, "body: must be one of a, 1, null, true"),
        ({"const": "a"}, SECRET, "body: must be a"),
        ({"format": "uuid"}, SECRET, 'body: must match format "uuid"'),
        ({"pattern": r"^\d\-\d.$"}, SECRET, r'body: must match pattern "^\d\-\d.$"'),
        ({"minLength": 99}, SECRET, "body: must have at least 99 characters"),
        ({"maxLength": 1}, SECRET, "body: must have at most 1 character"),
        ({"minItems": 2}, [SECRET], "body: must have at least 2 items"),
        ({"maxItems": 0}, [SECRET], "body: must have at most 0 items"),
        ({"minProperties": 2}, {"a": SECRET}, "body: must have at least 2 properties"),
        ({"maxProperties": 0}, {"a": SECRET}, "body: must have at most 0 properties"),
        ({"minimum": 5}, 4, "body: must be at least 5"),
        ({"maximum": 5}, 6, "body: must be at most 5"),
        ({"exclusiveMinimum": 5}, 5, "body: must be greater than 5"),
        ({"exclusiveMaximum": 5}, 5, "body: must be less than 5"),
        ({"multipleOf": 0.01}, 0.005, "body: must be a multiple of 0.01"),
        ({"uniqueItems": True}, [SECRET, SECRET], "body: must not have an item twice"),
        ({"required": ["a", "b"]}, {}, "body.a: is required; body.b: is required"),
        ({"additionalProperties": False}, {"a": SECRET}, "body: has a property that is not allowed here"),
        ({"additionalProperties": False, "properties": {"b": {}}}, {"a": SECRET}, "body.a: is not allowed here"),
        ({"properties": {"a": False}}, {"a": SECRET}, "body.a: is not allowed here"),
        ({"unevaluatedProperties": False}, {"a": SECRET}, "body.a: is not allowed here"),
        ({"propertyNames": {"maxLength": 1}}, {"ab": SECRET}, "body: has a property with an invalid name"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, SECRET, "body: must be integer or null"),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, "body: one of a, b is required"),
        (
            {"oneOf": [{"minLength": 99}, {"type": "null"}]},
            SECRET,
            "body: must match a schema of oneOf: must have at least 99 characters (oneOf/0), or must be null (oneOf/1)",
        ),
        ({"anyOf": [{"minLength": n} for n in range(20, 25)]}, SECRET, "body: must match a schema of anyOf"),
        ({"properties": {"a": PETS}}, {"a": {}}, "body.a.kind: is required"),
        ({"properties": {"a": PETS}}, {"a": SECRET}, "body.a: must be object"),
        (PETS, {"kind": SECRET}, "body.kind: must be dog (oneOf/0), or cat or lion (oneOf/1)"),
        (PETS, {"kind": "dog"}, "body.bark: is required (oneOf/0)"),
        (PETS, {"kind": "cat", "lives": SECRET}, "body.lives: must be integer (oneOf/1)"),
        ({"oneOf": [{"enum": [n]} for n in range(5)]}, SECRET, "body: must be one of 0, 1, 2, 3, 4"),
        ({"oneOf": [{}, {}]}, SECRET, "body: must match exactly one schema of oneOf, and matches more"),
        ({"not": {"type": "string"}}, SECRET, "body: must satisfy not"),
        ({"contains": {"type": "integer"}}, [SECRET], "body: must satisfy contains"),
        ({"items": False}, [SECRET], "body.0: is not allowed here"),
        ({"prefixItems": [{}], "items": False}, [1, SECRET], "body.1: is not allowed here"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": SECRET}, "body.b: is required"),
        ({"unevaluatedItems": False}, [SECRET], "body: must satisfy unevaluatedItems"),
        ({"properties": {"a": {"items": {"type": "integer"}}}}, {"a": [1, SECRET]}, "body.a.1: must be integer"),
        ({"type": "integer", "format": "int32"}, 2**31, "body: must be at most 2147483647"),
    ],
)
@pytest.mark.parametrize("padding", [0, 5000])
def test_message_of_a_keyword(schema: Any, value: Any, message: str, padding: int) -> None:
    error = Api.of(contract(body=schema)).error(headers={"Content-Type": JSON}, body=json.dumps(value) + " " * padding)
    first, _, _ = message.partition("; ")
    assert str(error).startswith(first if padding else message)
    for text in (str(error), repr(error), error.detail):
        assert SECRET not in text
        assert "\n" not in text


@pytest.mark.parametrize(
    ("document", "arguments"),
    [
        (contract(parameter("q", "query", {"type": "integer"})), {"target": f"/things?q={SECRET}"}),
        (contract(parameter("q", "query", {"type": "integer"})), {"target": f"/things?q={SECRET}%zz"}),
        (contract(parameter("q", "header", {"type": "boolean"})), {"headers": {"q": SECRET}}),
        (contract(parameter("q", "cookie", {"enum": ["a"]})), {"headers": {"Cookie": f"q={SECRET}"}}),
        (contract(parameter("q", "path", {"pattern": "^a$"}), path="/things/{q}"), {"target": f"/things/{SECRET}"}),
        (contract(body={}), {"headers": {"Content-Type": JSON}, "body": f'"{SECRET}'}),
        (contract(body={}), {"headers": {"Content-Type": JSON}, "body": f'["{SECRET}", NaN]'}),
        (
            accepting(URLENCODED, {"properties": {"a": {"type": "integer"}}}),
            {"content_type": URLENCODED, "body": f"a={SECRET}"},
        ),
        (
            accepting("multipart/form-data", {"properties": {"a": {"type": "integer"}}}),
            {"content_type": MULTIPART, "body": multipart(("a", SECRET))},
        ),
        (accepting("text/plain", {"type": "integer"}), {"content_type": "text/plain", "body": SECRET}),
    ],
)
def test_value_of_a_request_is_not_repeated(document: Any, arguments: Any) -> None:
    error = Api.of(document).error(**{"headers": {"Content-Type": arguments.pop("content_type", JSON)}, **arguments})
    for text in (str(error), repr(error)):
        assert SECRET not in text


def test_violations_are_joined_and_counted() -> None:
    found = [Violation(f"body.{name}", "is required") for name in "aabcdefg"]
    assert summarize(found) == (
        "body.a: is required; body.b: is required; body.c: is required; body.d: is required; body.e: is required; "
        "and 2 more"
    )
    assert RequestError(400, found).detail == summarize(found)


def test_control_characters_of_a_name_are_escaped() -> None:
    api = Api.of(contract(body={"properties": {"b": {}}, "additionalProperties": False}))
    assert api.body_error('{"a\\nb": 1}') == r"body.a\nb: is not allowed here"


def test_headers_of_an_error() -> None:
    assert RequestError.at(405, "method X", "is not one of GET", {"Allow": "GET"}).headers == {"Allow": "GET"}
    assert RequestError.at(400, "body", "is required").headers == {}
