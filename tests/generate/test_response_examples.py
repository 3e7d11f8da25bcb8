"""Example responses that are made from schemas."""

from typing import Any

import pytest

from scripts.generate.python.responses import sample

NODE: dict[str, Any] = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
DOCUMENT = {
    "components": {
        "schemas": {"Node": NODE, "All": {"allOf": [{"$ref": "#/components/schemas/All"}, {"type": "string"}]}}
    }
}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "minLength": 6}, "textxx"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "string", "format": "uuid"}, "3fa85f64-5717-4562-b3fc-2c963f66afa6"),
        ({"type": "string", "enum": ["a", "b"]}, "a"),
        ({"const": 7}, 7),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": ["boolean", "null"]}, True),
        ({"type": "null"}, None),
        ({}, None),
        (True, None),
        ({"type": "array", "items": {"type": "number"}, "minItems": 2}, [1, 1]),
        ({"type": "object", "properties": {"a": {"example": 3}, "b": {"examples": [4]}}}, {"a": 3, "b": 4}),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "text"),
        (
            {"allOf": [{"properties": {"a": {"const": 1}}}], "properties": {"b": {"const": 2}}},
            {"a": 1, "b": 2},
        ),
        ({"$ref": "#/components/schemas/All"}, "text"),
        ({"$ref": "#/components/schemas/Node"}, {"next": {"next": {"next": {"next": {}}}}}),
    ],
)
def test_sample_satisfies_the_schema(schema: Any, expected: Any) -> None:
    assert sample(DOCUMENT, schema) == expected
