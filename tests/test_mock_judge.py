"""What judges in Prism's place: what it is certain of, and what it leaves to Prism."""

import json
import time

import pytest

from scripts.mock.judge import FITS, Judge


def test_where_a_rule_is_broken_matters_and_the_value_doesnt() -> None:
    judge = Judge({}, {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}})
    assert judge([{"a": 1}]) == judge([{"a": 2, "b": 3}, {"a": "x"}]) != FITS
    assert len({judge([{"a": 1}]), judge([{}, {"a": 1}]), judge([1]), judge({}), judge([{"a": 1}] * 2)}) == 5
    required = Judge({}, {"type": "object", "required": ["a", "b"]})
    assert required({"a": 1}) != required({"b": 1})


def test_schemas_that_share_much_are_made_ready_once() -> None:
    """As a tree they would be a million."""
    schemas = {
        f"S{n}": {"type": "object", "properties": {side: {"$ref": f"#/components/schemas/S{n + 1}"} for side in "ab"}}
        for n in range(20)
    }
    schemas["S20"] = {"type": "string"}
    judge = Judge({"components": {"schemas": schemas}}, {"$ref": "#/components/schemas/S0"})
    assert judge({"a": {"b": {}}}) == FITS
    assert judge({"a": {"b": 1}}) != FITS


def test_a_body_with_many_faults_is_for_prism() -> None:
    """To find them all takes long, and nobody else is answered meanwhile."""
    judge = Judge({}, {"type": "array", "items": {"type": "integer"}})
    assert judge.read(b'["x"]')
    assert judge.read(json.dumps(["x"] * 21).encode()) is None
    begun = time.perf_counter()
    assert judge.read(json.dumps(["x"] * 10_000).encode()) is None
    assert time.perf_counter() - begun < 1
    assert judge.read(json.dumps([1] * 10_000).encode()) == FITS


@pytest.mark.parametrize(
    "said",
    [
        b'{"n": 12345678901234567890}',
        b'{"n": 1e3}',
        b'{"t": "\\ud800"}',
        b'{"__proto__": {}}',
        b'{"at": "2024-05-01T23:59:60Z"}',
        b'{"one": 1}',
        b"0",
        b"",
        b"{",
        b"[" * 2000 + b"]" * 2000,
    ],
)
def test_what_isnt_certain_is_for_prism(said: bytes) -> None:
    judge = Judge(
        {},
        {
            "type": ["object", "array"],
            "anyOf": [{"required": ["n"]}, {"required": ["t"]}, {"required": ["at"]}, {"required": ["sure"]}],
            "properties": {"at": {"type": "string", "format": "date-time"}},
        },
    )
    assert judge.read(said) is None
    assert judge.read(b'{"sure": 1, "n": 12345, "at": "2024-05-01T23:59:00Z"}') == FITS


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^a$"},
        {"type": "string", "format": "hostname"},
        {"oneOf": [{"type": "string"}]},
        {"type": "object", "additionalProperties": False},
        {"type": "object", "properties": {"a": {"not": {}}}},
        {"type": "array", "items": {"multipleOf": 2}},
        {"$ref": "#/nowhere"},
        {"$ref": "#/components/schemas/Tree"},
        {"$ref": "#/components/schemas/Text", "minLength": 2},
        {"type": "object", "properties": {"constructor": {"type": "string"}}},
        {"type": "object", "required": ["toString"]},
        {"enum": [{"a": 1}, "a"]},
        {"const": ["a"]},
        {"type": "integer", "x-nullable": True},
        {"properties": {"a": {"type": "string"}}, "items": {"type": "string"}},
        {"type": "strin"},
        {"type": "string", "minLength": "5"},
        {"type": "string", "format": ["uuid"]},
        {"type": "object", "properties": []},
        {"type": "object", "required": [1]},
        {"anyOf": 5},
        {"type": "string", "nullable": True},
        True,
    ],
)
def test_a_schema_that_may_be_understood_otherwise_is_for_prism(schema: object) -> None:
    tree = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
    assert Judge({"components": {"schemas": {"Tree": tree, "Text": {"type": "string"}}}}, schema)("a") is None
    assert Judge({}, {"type": "string"})("a") == FITS
