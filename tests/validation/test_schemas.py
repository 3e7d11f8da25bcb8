"""Schemas of OpenAPI 3.0 and 3.1."""

from typing import Any
from unittest.mock import Mock

import jsonschema_rs
import pytest

from scripts.openapi import Document
from scripts.project import UserError
from scripts.schemas import Direction, SchemaCompiler, merge_all_of, schema_types

V30, V31 = "3.0.3", "3.1.0"


def document(version: str = V31, schemas: Any = None, **keywords: Any) -> Document:
    return {"openapi": version, "paths": {}, "components": {"schemas": schemas or {}}, **keywords}


def is_valid(
    schema: Any,
    value: Any,
    version: str = V31,
    schemas: Any = None,
    direction: Direction = Direction.REQUEST,
    **keywords: Any,
) -> bool:
    compiler = SchemaCompiler(document(version, schemas, **keywords), direction)
    return compiler.compile(schema, "/schema").is_valid(value)


def failure(schema: Any, version: str = V31, schemas: Any = None, **keywords: Any) -> str:
    with pytest.raises(UserError) as caught:
        is_valid(schema, None, version, schemas, **keywords)
    return str(caught.value)


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string", "nullable": True}, None, True),
        ({"type": "string", "nullable": True}, 5, False),
        ({"type": "string", "nullable": False}, None, False),
        ({"type": "string", "nullable": True, "enum": ["a"]}, None, False),
        ({"type": "string", "nullable": True, "enum": ["a", None]}, None, True),
        ({"type": "string", "enum": ["a", None]}, None, False),
        ({"nullable": True, "allOf": [{"type": "string"}]}, None, False),
        ({"allOf": [{"type": "string", "nullable": True}]}, None, True),
        ({"type": "object", "nullable": True, "properties": {"a": {"type": "integer"}}}, {"a": "x"}, False),
        ({}, None, True),
    ],
)
def test_nullable_of_30_adds_null_to_the_type(schema: Any, value: Any, expected: bool) -> None:
    assert is_valid(schema, value, V30) is expected


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"minimum": 1, "exclusiveMinimum": True}, 1, False),
        ({"minimum": 1, "exclusiveMinimum": True}, 1.1, True),
        ({"minimum": 1, "exclusiveMinimum": False}, 1, True),
        ({"minimum": 1, "exclusiveMinimum": False}, 0, False),
        ({"exclusiveMinimum": True}, -5, True),
        ({"maximum": 1, "exclusiveMaximum": True}, 1, False),
        ({"maximum": 1, "exclusiveMaximum": False}, 1, True),
    ],
)
def test_exclusive_limits_of_30_are_flags(schema: Any, value: Any, expected: bool) -> None:
    assert is_valid(schema, value, V30) is expected


def test_siblings_of_a_reference_are_ignored_in_30_only() -> None:
    schema = {"$ref": "#/components/schemas/Text", "minLength": 3}
    schemas = {"Text": {"type": "string"}}
    assert is_valid(schema, "a", V30, schemas)
    assert not is_valid(schema, "a", V31, schemas)
    assert not is_valid(schema, 5, V31, schemas)


@pytest.mark.parametrize(
    "schema", [{"const": 1}, {"if": {}, "then": False}, {"prefixItems": [False]}, {"patternProperties": {"a": False}}]
)
def test_keywords_of_31_have_no_meaning_in_30(schema: Any) -> None:
    assert is_valid(schema, ["a"], V30)
    assert is_valid(schema, {"a": 1}, V30)


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"type": ["string", "null"]}, None, 5),
        ({"const": {"a": [1]}}, {"a": [1.0]}, {"a": [2]}),
        ({"exclusiveMinimum": 1}, 2, 1),
        ({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, ["a", 1], [1, 1]),
        ({"prefixItems": [{}], "items": False}, ["a"], ["a", "b"]),
        ({"contains": {"const": 1}, "maxContains": 1}, [1, 2], [1, 1]),
        ({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}, {"a": 1}, {"b": 1}),
        ({"prefixItems": [{}], "unevaluatedItems": False}, [1], [1, 2]),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1, "b": 1}, {"a": 1}),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1, "b": 1}, {"a": 1}),
        ({"propertyNames": {"pattern": "^a"}}, {"ab": 1}, {"b": 1}),
        ({"if": {"minimum": 5}, "then": {"multipleOf": 5}, "else": {"maximum": 3}}, 10, 4),
        ({"type": "integer", "format": "int32"}, 2**31 - 1, 2**31),
        ({"type": "integer", "format": "int32"}, -(2**31), -(2**31) - 1),
        ({"type": "integer", "format": "int64"}, 2**63 - 1, 2**63),
        ({"type": "integer"}, 1.0, 1.5),
        ({"type": "number", "multipleOf": 0.01}, 19.99, 19.999),
        ({"multipleOf": 0.01}, 0.07, 0.075),
        ({"maximum": 9007199254740992}, 9007199254740992, 9007199254740993),
        ({"const": 9007199254740993}, 9007199254740993, 9007199254740992),
        ({"enum": [10**30]}, 10**30, 10**30 + 1),
        ({"uniqueItems": True}, [1, True, "1"], [1, 1.0]),
        ({"maxLength": 1}, "😀", "ab"),
        ({"format": "uuid"}, "3fa85f64-5717-4562-b3fc-2c963f66afa6", "3fa85f64"),
        ({"format": "date"}, "2024-02-29", "2023-02-29"),
        ({"format": "date-time"}, "2024-05-01T00:00:00Z", "2024-05-01"),
        ({"format": "int32"}, "text", 2**31),
        ({"format": "byte"}, "YWI=", "YWI"),
        ({"type": "string", "format": "byte"}, "", "a-b="),
        ({"format": "unknown"}, "anything", None),
        (True, 5, None),
    ],
)
def test_keyword_of_31_is_validated(schema: Any, valid: Any, invalid: Any) -> None:
    assert is_valid(schema, valid)
    assert invalid is None or not is_valid(schema, invalid)


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("https://spec.openapis.org/oas/3.1/dialect/base", False),
        ("https://spec.openapis.org/oas/3.1/dialect/2024-11-10", False),
        ("https://json-schema.org/draft/2020-12/schema", False),
        ("https://json-schema.org/draft/2020-12/schema#", False),
        ("https://json-schema.org/draft/2019-09/schema", True),
        ("http://json-schema.org/draft-07/schema#", True),
        ("http://json-schema.org/draft-04/schema#", True),
    ],
)
def test_dialect_of_the_document_decides(dialect: str, expected: bool) -> None:
    # Before 2020-12, there was no prefixItems.
    schema = {"prefixItems": [{"type": "string"}]}
    assert is_valid(schema, [1], jsonSchemaDialect=dialect) is expected
    schemas = {"A": schema, "B": {"$ref": "#/components/schemas/A"}}
    reference = {"$ref": "#/components/schemas/B"}
    assert is_valid(reference, [1], schemas=schemas, jsonSchemaDialect=dialect) is expected


def test_schema_may_have_its_own_dialect() -> None:
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", "prefixItems": [{"type": "string"}]}
    assert is_valid(schema, [1])


def test_unknown_dialect_is_a_failure() -> None:
    assert failure({}, jsonSchemaDialect="https://example.com/dialect").startswith(
        "#/jsonSchemaDialect: 'https://example.com/dialect' is not supported: use https://json-schema.org/"
    )
    assert failure({"$schema": "https://example.com/dialect"}).startswith("#/schema/$schema: 'https://example.com/")


@pytest.mark.parametrize("version", [V30, V31])
@pytest.mark.parametrize(
    ("direction", "optional", "needed"),
    [(Direction.REQUEST, "id", "secret"), (Direction.RESPONSE, "secret", "id")],
)
@pytest.mark.parametrize(
    "schema",
    [
        {"required": ["id", "secret"], "properties": {"id": {"readOnly": True}, "secret": {"writeOnly": True}}},
        {
            "required": ["id", "secret"],
            "properties": {"id": {"$ref": "#/components/schemas/Id"}, "secret": {"allOf": [{"writeOnly": True}]}},
        },
        {
            "allOf": [
                {"required": ["id", "secret"]},
                {"properties": {"id": {"readOnly": True}, "secret": {"writeOnly": True}}},
            ]
        },
        {
            "allOf": [{"required": ["id", "secret"]}],
            "properties": {"id": {"readOnly": True}, "secret": {"writeOnly": True}},
        },
    ],
)
def test_property_of_the_other_direction_is_not_required(
    version: str, direction: Direction, optional: str, needed: str, schema: Any
) -> None:
    schemas = {"Id": {"type": "integer", "readOnly": True}}
    assert is_valid(schema, {needed: 1}, version, schemas, direction)
    assert not is_valid(schema, {optional: 1}, version, schemas, direction)
    assert is_valid(schema, {optional: 1, needed: 1}, version, schemas, direction)


def test_property_that_must_be_absent_stays_so() -> None:
    schema = {"properties": {"id": {"readOnly": True}}, "not": {"required": ["id"]}}
    assert is_valid(schema, {})
    assert not is_valid(schema, {"id": 1})


def test_discriminator_changes_no_result() -> None:
    schema = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind"},
    }
    schemas = {
        "Cat": {"required": ["meow"], "properties": {"meow": {"type": "boolean"}}},
        "Dog": {"required": ["bark"], "properties": {"bark": {"type": "boolean"}}},
    }
    assert is_valid(schema, {"kind": "Dog", "meow": True}, V31, schemas)
    assert not is_valid(schema, {"kind": "Dog"}, V31, schemas)


@pytest.mark.parametrize("version", [V30, V31])
@pytest.mark.parametrize(
    ("reference", "valid", "invalid"),
    [
        ("#/components/schemas/Tree", {"children": [{"children": []}]}, {"children": [{"children": 5}]}),
        ("#/components/schemas/Tree/properties/children", [{}], [5]),
        ("#/components/parameters/limit/schema", 5, "5"),
        ("#/components/schemas/a~1b%20c", True, 5),
        ("#/components/schemas/Chain", 5, "5"),
        ("#/x-schemas/0", None, 5),
    ],
)
def test_reference_into_the_document_is_resolved(version: str, reference: str, valid: Any, invalid: Any) -> None:
    whole = document(version)
    whole["components"] = {
        "schemas": {
            "Tree": {
                "type": "object",
                "properties": {"children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}},
            },
            "a/b c": {"type": "boolean"},
            "Chain": {"$ref": "#/components/schemas/Link"},
            "Link": {"$ref": "#/components/parameters/limit/schema"},
        },
        "parameters": {"limit": {"schema": {"type": "integer"}}},
    }
    whole["x-schemas"] = [{"enum": [None]}]
    validator = SchemaCompiler(whole, Direction.REQUEST).compile({"$ref": reference}, "/schema")
    assert validator.is_valid(valid)
    assert not validator.is_valid(invalid)


def test_siblings_of_every_reference_of_a_chain_are_validated() -> None:
    schemas = {"A": {"$ref": "#/components/schemas/B", "minimum": 3}, "B": {"type": "integer"}}
    assert not is_valid({"$ref": "#/components/schemas/A"}, 2, V31, schemas)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("#pet", True),
        ("https://example.com/pet", True),
        ("https://example.com/pet#/$defs/name", False),
        ("https://example.com/pet#named", False),
        ("pet", True),
    ],
)
def test_reference_to_id_or_anchor_is_resolved(reference: str, expected: bool) -> None:
    pet = {
        "$id": "https://example.com/pet",
        "type": "object",
        "properties": {"name": {"$ref": "#/$defs/name"}},
        "$defs": {"name": {"$anchor": "named", "type": "string"}},
    }
    schemas = {"Pet": pet, "Anchored": {"$anchor": "pet", "$ref": "https://example.com/pet"}}
    outer = {"$id": "https://example.com/outer", "$ref": reference} if reference == "pet" else {"$ref": reference}
    assert is_valid(outer, {"name": "Mei"}, V31, schemas) is expected
    assert is_valid(outer, "Mei", V31, schemas) is not expected
    assert not is_valid(outer, {"name": 5}, V31, schemas)


def test_components_are_those_of_the_document_within_an_id() -> None:
    schema = {"$id": "https://example.com/outer", "items": {"$ref": "#/components/schemas/Text"}}
    assert is_valid(schema, ["a"], V31, {"Text": {"type": "string"}})
    assert not is_valid(schema, [5], V31, {"Text": {"type": "string"}})


def test_dynamic_reference_uses_the_extending_schema() -> None:
    schemas = {
        "Tree": {
            "$id": "https://example.com/tree",
            "$dynamicAnchor": "node",
            "properties": {"children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
        },
        "Strict": {
            "$id": "https://example.com/strict",
            "$dynamicAnchor": "node",
            "$ref": "tree",
            "unevaluatedProperties": False,
        },
    }
    reference = {"$ref": "#/components/schemas/Strict"}
    assert is_valid(reference, {"children": [{"children": []}]}, V31, schemas)
    assert not is_valid(reference, {"children": [{"daat": 1}]}, V31, schemas)


@pytest.mark.parametrize(
    ("pattern", "valid", "invalid"),
    [
        (r"^\d{3}\-\d{4}$", "555-1234", "5551234"),
        (r"^[\w-\.]+$", "a-b.c", "a b"),
        (r"^[\w.-]+$", "a-b", "a b"),
        (r"^\/a\_b\@\#$", "/a_b@#", "a"),
        (r"^a{,2}$", "a{,2}", "aa"),
        (r"^{a}]$", "{a}]", "a"),
        (r"^\Z\e\h$", "Zeh", ""),
        (r"^(?<year>\d{4})-\k<year>$", "2024-2024", "2024-2025"),
        (r"^(a)\1$", "aa", "a"),
        (r"^\x41\u00e9\u{1F600}\ud83d\ude00$", "Aé😀😀", "A"),
        (r"^\cA\0\07$", "\x01\0\x07", "A"),
        (r"^[\b]$", "\b", "b"),
        (r"^[^]$", "\n", "ab"),
        (r"^[]$|^a$", "a", ""),
        (r"^[a&&b]$", "&", "c"),
        (r"^[[a]$", "[", "b"),
        (r"^[\d-x]$", "-", "w"),
        (r"^.$", "é", "\u2028"),
        (r"\bfoo\b", "éfoo!", "foot"),
        (r"^\d$", "5", "٣"),
        (r"^\p{L}+$", "é中", "1"),
        (r"^(?=.*\d)(?!a)[a-z\d]{2,}$", "b1", "a1"),
        ("^a$", "a", "a\n"),
    ],
)
def test_pattern_of_javascript_is_supported(pattern: str, valid: str, invalid: str) -> None:
    for schema in ({"pattern": pattern}, {"$ref": "#/components/schemas/Text"}):
        schemas = {"Text": {"pattern": pattern}}
        assert is_valid(schema, valid, V30, schemas)
        assert not is_valid(schema, invalid, V30, schemas)
    properties = {"patternProperties": {pattern: False}}
    assert not is_valid(properties, {valid: 1})
    assert is_valid(properties, {invalid: 1})


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "int"}, '#/schema/type: the schema cannot be compiled: "int" is not valid under any of'),
        (
            {"properties": {"a": {"pattern": "("}}},
            '#/schema/properties/a/pattern: the schema cannot be compiled: "(" is',
        ),
        (
            {"properties": {"a/b~c": {"minimum": "1"}}},
            "#/schema/properties/a~1b~0c/minimum: the schema cannot be compiled:",
        ),
        (
            {"items": {"$ref": "#/components/schemas/Bad"}},
            "#/components/schemas/Bad/allOf/0/required: the schema cannot",
        ),
        (
            {"$ref": "#/components/schemas/No"},
            "#/schema: the schema cannot be compiled: $ref '#/components/schemas/No' ",
        ),
        (
            {"$ref": "https://example.com/no"},
            "#/schema: the schema cannot be compiled: Resource 'https://example.com/no'",
        ),
        ({"$ref": "other.yaml"}, "#/schema: the schema cannot be compiled: "),
        ([], "#/schema: the schema cannot be compiled: "),
        ("text", "#/schema: the schema cannot be compiled: "),
    ],
)
def test_schema_that_cannot_be_compiled_is_an_error_with_pointer(schema: Any, message: str) -> None:
    found = failure(schema, schemas={"Bad": {"allOf": [{"required": "a"}]}})
    assert found.startswith(message)
    assert "\n" not in found


@pytest.mark.parametrize("version", [V30, V31])
def test_reference_in_a_circle_ends(version: str) -> None:
    schemas = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
    reference = {"$ref": "#/components/schemas/A"}
    assert merge_all_of(document(version, schemas), reference) == {}
    assert is_valid(reference, 5, version, schemas)


@pytest.mark.parametrize(
    ("schema", "merged"),
    [
        (
            {"allOf": [{"properties": {"a": {}}, "required": ["a"]}, {"properties": {"b": {}}, "required": ["b"]}]},
            {"properties": {"a": {}, "b": {}}, "required": ["a", "b"]},
        ),
        ({"allOf": [{"type": "string"}], "minLength": 1}, {"type": "string", "minLength": 1}),
        ({"allOf": [{"title": "a"}], "title": "b"}, {"title": "b"}),
        ({"$ref": "#/components/schemas/Base"}, {"properties": {"a": {}}}),
        (True, {}),
    ],
)
def test_all_of_is_merged(schema: Any, merged: Any) -> None:
    assert merge_all_of(document(schemas={"Base": {"allOf": [{"properties": {"a": {}}}]}}), schema) == merged


@pytest.mark.parametrize(("version", "merged"), [(V30, {"type": "string"}), (V31, {"type": "string", "title": "t"})])
def test_siblings_of_a_reference_are_merged_in_31_only(version: str, merged: Any) -> None:
    schema = {"$ref": "#/components/schemas/Text", "title": "t"}
    assert merge_all_of(document(version, {"Text": {"type": "string"}}), schema) == merged


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "string"}, ["string"]),
        ({"type": "number"}, ["integer", "number"]),
        ({"type": ["null", "array"]}, ["null", "array"]),
        ({"enum": [1, None]}, ["null", "integer", "number"]),
        ({"const": 1.5}, ["number"]),
        ({"allOf": [{"type": ["string", "null"]}, {"type": "string"}]}, ["string"]),
        ({"anyOf": [{"type": "boolean"}, {"type": "object"}]}, ["boolean", "object"]),
        ({"oneOf": [{"type": "boolean"}, {}], "type": ["boolean", "null"]}, ["null", "boolean"]),
        ({}, ["null", "boolean", "integer", "number", "string", "array", "object"]),
    ],
)
def test_types_of_a_schema_are_found(schema: Any, types: list[str]) -> None:
    assert schema_types(document(), schema) == types


def test_compile_time_is_not_quadratic_in_the_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    make_registry = Mock(wraps=jsonschema_rs.Registry)
    monkeypatch.setattr(jsonschema_rs, "Registry", make_registry)
    schemas = {f"S{number}": {"type": "object", "properties": {"n": {"type": "integer"}}} for number in range(50)}
    compiler = SchemaCompiler(document(schemas=schemas), Direction.REQUEST)
    for name in schemas:
        compiler.compile({"$ref": f"#/components/schemas/{name}"}, "/schema")
    assert make_registry.call_count == 2  # the empty one, and one with all schemas
