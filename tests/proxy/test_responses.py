"""Validation of responses."""

import gzip
import json

import pytest

from scripts import openapi
from scripts.project import CONTRACT, UserError
from scripts.schemas import Direction, SchemaCompiler
from scripts.validation.errors import LimitExceeded
from scripts.validation.response import ResponseValidator

DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/a": {
            "get": {
                "responses": {
                    "200": {
                        "headers": {
                            "X-Left": {"required": True, "schema": {"type": "integer", "minimum": 0}},
                            "X-Note": {"schema": {"type": "string"}},
                        },
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/A"}},
                            "text/*": {},
                        },
                    },
                    "204": {},
                    "202": {"content": {"application/json": {"schema": False}}},
                    "4XX": {"content": {"application/problem+json": {"schema": {"required": ["detail"]}}}},
                }
            }
        }
    },
    "components": {"schemas": {"A": {"type": "object", "properties": {"b": {"items": {"enum": [1, 2]}}}}}},
}
JSON = {"content-type": "application/json; charset=utf-8", "x-left": "1"}


def violations(status: int, headers: dict[str, str], body: bytes | None, *, is_complete: bool = True) -> list[str]:
    validator = ResponseValidator(DOCUMENT, next(openapi.operations(DOCUMENT)))
    fields = [(name.encode(), value.encode()) for name, value in headers.items()]
    return [str(each) for each in validator.violations(status, fields, body, is_complete=is_complete)]


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (200, JSON, b'{"b": [1, 2]}', []),
        (200, {**JSON, "content-encoding": "gzip"}, gzip.compress(b'{"b": []}', mtime=0), []),
        (200, {**JSON, "content-type": "text/plain"}, b"anything", []),
        (204, {}, None, []),
        (404, {"content-type": "application/problem+json"}, b'{"detail": 1}', []),
        (200, JSON, None, []),
        (500, JSON, b"{}", ["status: 500 is not one of 200, 204, 202, 4XX"]),
        (200, JSON, b'{"b": [1, "s3cret", "s3cret too"]}', ["body.b[]: must be one of 1, 2"]),
        (404, {"content-type": "application/problem+json"}, b"{}", ["body.detail: is required"]),
        (202, JSON, b'"s3cret"', ["body: is not allowed here"]),
        (200, JSON, b"", ["body: is empty, and must be JSON"]),
        (200, JSON, b'{"b": NaN}', ["body: is not JSON: NaN is not a number of JSON"]),
        (200, JSON, b'"\xff"', ["body: is not UTF-8 at byte 1"]),
        (200, JSON, b'"\\ud800"', ["body: must be object"]),
        (200, JSON, b'{"a": "\\\\ud800 \\ud83d\\ude00 \\udc00", "b": [1]}', []),
        (200, {"x-left": "1"}, b"{}", ["header.Content-Type: must be application/json or text/*"]),
        (200, {"content-type": "text/css"}, b"", ["header.X-Left: is required"]),
        (200, {**JSON, "x-left": "s3cret"}, b"{}", ["header.X-Left: must be integer"]),
        (200, {**JSON, "x-left": "-1"}, b"{}", ["header.X-Left: must be at least 0"]),
    ],
)
def test_response_is_validated_by_its_operation(
    status: int, headers: dict[str, str], body: bytes | None, expected: list[str]
) -> None:
    assert violations(status, headers, body) == expected


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({**JSON, "content-encoding": "br"}, b"?"),
        ({**JSON, "content-encoding": "gzip"}, b"{}"),
        ({**JSON, "content-encoding": "gzip"}, gzip.compress(b" " * 2**23, mtime=0)),
        (JSON, b"[" * 100_000),
        (JSON, b'{"b": [1e999]}'),
        (JSON, b"9" * 5000),
        (JSON, b" " * (4 * 2**20 + 1)),
    ],
)
def test_response_that_cannot_be_read_is_not_validated(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(LimitExceeded):
        violations(200, headers, body)


def test_schema_that_cannot_be_compiled_is_a_failure() -> None:
    content = {"application/json": {"schema": {"pattern": "(?<!x"}}}
    document = {"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": {"content": content}}}}}}
    with pytest.raises(UserError, match="/200/content/application~1json/schema/pattern: "):
        ResponseValidator(document, next(openapi.operations(document)))


def test_response_that_was_cut_off_is_not_validated() -> None:
    with pytest.raises(LimitExceeded, match="was cut off"):
        violations(200, JSON, b'{"b":', is_complete=False)


def test_examples_of_the_contract_have_no_violations() -> None:
    contract = openapi.load(CONTRACT)
    compiler = SchemaCompiler(contract, Direction.RESPONSE)
    seen = 0
    for operation in openapi.operations(contract):
        validator = ResponseValidator(contract, operation, compiler)
        for status, node in operation.definition["responses"].items():
            for media_type, content in openapi.resolve(contract, node).get("content", {}).items():
                for example in content["examples"].values():
                    body = json.dumps(openapi.resolve(contract, example)["value"]).encode()
                    headers = [(b"content-type", media_type.encode())]
                    assert list(validator.violations(int(status), headers, body)) == []
                    seen += 1
    assert seen > 50
