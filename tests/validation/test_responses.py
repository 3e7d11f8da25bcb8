"""Responses."""

import gzip
import json
from typing import Any

import pytest

from scripts.openapi import Document, operations
from scripts.project import UserError
from scripts.validation.errors import LimitExceeded
from scripts.validation.limits import MAX_BODY_BYTES
from scripts.validation.response import ResponseValidator
from tests.support.contracts import JSON, contract

POINT = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}
JSON_HEADERS = [(b"content-type", b"application/json")]


def validator(responses: Document, version: str = "3.1.0") -> ResponseValidator:
    document = contract(version=version, responses=responses)
    return ResponseValidator(document, next(operations(document)))


def violations(
    responses: Document, status: int = 200, headers: Any = (), body: Any = None, **keywords: Any
) -> list[str]:
    """Return the violations of a response; the body may be bytes or a value."""
    raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    return [str(each) for each in validator(responses).violations(status, headers, raw, **keywords)]


def describe(schema: Any = None, media_type: str = JSON, **keywords: Any) -> Document:
    """Return a response, with content if there is a schema."""
    content = {} if schema is None else {"content": {media_type: {"schema": schema}}}
    return {"description": "A response.", **content, **keywords}


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (200, []),
        (201, ["body.x: is required"]),
        (299, ["body: must be array"]),
        (404, ["body: must be boolean"]),
    ],
)
def test_status_then_range_then_default_describes_a_response(status: int, found: list[str]) -> None:
    responses = {
        "default": describe({"type": "boolean"}),
        "2XX": describe({"type": "array"}),
        "201": describe(POINT),
        "200": describe(),
        "x-note": "ignored",
    }
    assert violations(responses, status, JSON_HEADERS, {}) == found


def test_undocumented_status_is_a_violation() -> None:
    assert violations({"200": describe(), "4xx": describe()}, 500) == ["status: 500 is not one of 200, 4XX"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"x": 1}, []),
        ({"x": "1"}, ["body.x: must be integer"]),
        (b"", ["body: is empty, and must be JSON"]),
        (b"{", ["body: is not JSON: Expecting property name enclosed in double quotes at line 1 column 2"]),
        (None, []),
    ],
)
def test_json_body_is_validated(body: Any, found: list[str]) -> None:
    assert violations({"200": describe(POINT)}, 200, JSON_HEADERS, body) == found


@pytest.mark.parametrize("media_type", ["application/problem+json", "text/json", "Application/Json; charset=utf-8"])
def test_json_of_every_media_type_is_validated(media_type: str) -> None:
    headers = [(b"content-type", media_type.encode())]
    assert violations({"200": describe(POINT, "*/*")}, 200, headers, {}) == ["body.x: is required"]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([(b"content-type", b"text/html")], ["header.Content-Type: must be application/json, not text/html"]),
        ([], ["header.Content-Type: must be application/json"]),
    ],
)
def test_media_type_that_is_not_documented(headers: Any, found: list[str]) -> None:
    assert violations({"200": describe(POINT)}, 200, headers, b"<p>") == found


def test_body_of_another_type_than_json_is_not_validated() -> None:
    headers = [(b"content-type", b"text/csv")]
    assert violations({"200": describe({"type": "object"}, "text/csv")}, 200, headers, b"a,b") == []


def test_properties_of_the_request_are_not_required() -> None:
    schema = {
        "required": ["id", "secret"],
        "properties": {"id": {"type": "integer", "readOnly": True}, "secret": {"type": "string", "writeOnly": True}},
    }
    assert violations({"200": describe(schema)}, 200, JSON_HEADERS, {}) == ["body.id: is required"]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([(b"x-rate-limit", b"5"), (b"x-tags", b"a"), (b"x-tags", b"b")], []),
        ([], ["header.X-Rate-Limit: is required"]),
        ([(b"x-rate-limit", b"many")], ["header.X-Rate-Limit: must be integer"]),
        ([(b"x-rate-limit", b"5"), (b"x-tags", b"a,c")], ["header.X-Tags.1: must be one of a, b"]),
        ([(b"x-rate-limit", b"5"), (b"x-filter", b'{"x": "1"}')], ["header.X-Filter.x: must be integer"]),
    ],
)
def test_headers_are_validated(headers: Any, found: list[str]) -> None:
    declared = {
        "X-Rate-Limit": {"required": True, "schema": {"type": "integer"}},
        "X-Tags": {"schema": {"type": "array", "items": {"enum": ["a", "b"]}}},
        "X-Filter": {"content": {JSON: {"schema": POINT}}},
        "Content-Type": {"schema": {"type": "integer"}},
    }
    assert violations({"200": describe(headers=declared)}, 200, headers) == found


def test_referenced_response_and_header_are_validated() -> None:
    document = contract(responses={"200": {"$ref": "#/components/responses/Found"}})
    document["components"]["responses"] = {"Found": describe(headers={"X-Id": {"$ref": "#/components/headers/Id"}})}
    document["components"]["headers"] = {"Id": {"required": True, "schema": {"type": "integer"}}}
    found = ResponseValidator(document, next(operations(document))).violations(200, [], None)
    assert [str(each) for each in found] == ["header.X-Id: is required"]


@pytest.mark.parametrize("encoding", [b"gzip", b"x-gzip"])
def test_compressed_body_is_validated(encoding: bytes) -> None:
    headers = [*JSON_HEADERS, (b"content-encoding", encoding)]
    assert violations({"200": describe(POINT)}, 200, headers, gzip.compress(b"{}")) == ["body.x: is required"]


@pytest.mark.parametrize(
    ("headers", "body", "keywords", "reason"),
    [
        ([(b"content-encoding", b"br")], b"", {}, "has the encoding 'br', which is not supported"),
        ([(b"content-encoding", b"gzip")], b"text", {}, "is not gzip, as its header says"),
        ([], b"[1", {"is_complete": False}, "was cut off"),
        ([], b"[" * 100_000, {}, "is nested too deeply"),
        ([], b" " * (MAX_BODY_BYTES + 1), {}, "is larger than 4 MiB"),
    ],
)
def test_body_that_cannot_be_validated_raises(headers: Any, body: bytes, keywords: Any, reason: str) -> None:
    with pytest.raises(LimitExceeded, match=reason):
        violations({"200": describe({})}, 200, [*JSON_HEADERS, *headers], body, **keywords)


def test_violations_of_items_are_reported_once() -> None:
    body = [{"x": "1"}, {"x": "2"}, {}]
    found = violations({"200": describe({"type": "array", "items": POINT})}, 200, JSON_HEADERS, body)
    assert found == ["body[].x: must be integer", "body[].x: is required"]


def test_many_violations_are_counted() -> None:
    schema = {"required": list("abcdefgh")}
    found = violations({"200": describe(schema)}, 200, JSON_HEADERS, {})
    assert found == [*(f"body.{name}: is required" for name in "abcde"), "body: has 3 more violations"]


@pytest.mark.parametrize(
    ("response", "pointer"),
    [
        (describe({"type": "int"}), "content/application~1json/schema/type"),
        (describe(headers={"X-A": {"schema": {"type": "int"}}}), "headers/X-A/schema/type"),
    ],
)
def test_invalid_schema_is_a_failure_with_its_pointer(response: Document, pointer: str) -> None:
    with pytest.raises(
        UserError, match=f"^#/paths/~1things/post/responses/200/{pointer}: the schema cannot be compiled"
    ):
        validator({"200": response})
