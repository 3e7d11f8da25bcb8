"""Changes of the contract before it is given to openapi-python-client and openapi-typescript."""

from typing import Any

import pytest

from scripts.generate.identifiers import use_pointers
from scripts.generate.python.documents import prepare
from scripts.generate.python.schemas import prepare_schema
from scripts.generate.typescript.documents import expand_choices
from scripts.openapi import Document

CHOICE: list[Document] = [{"required": ["a"]}, {"required": ["b"]}]
TYPES: list[Document] = [{"type": "object", "required": ["a"]}, {"required": ["b"]}]
REFERENCE = {"$ref": "#/components/schemas/X"}


@pytest.mark.parametrize(
    ("schema", "prepared"),
    [
        ({"type": "object", "anyOf": CHOICE}, {"type": "object"}),
        ({"type": "object", "oneOf": TYPES}, {"type": "object", "oneOf": TYPES}),
        ({"properties": {"anyOf": {"oneOf": []}}}, {"properties": {"anyOf": {"oneOf": []}}}),
        ({"properties": {"enum": {"enum": ["a", "a"]}}}, {"properties": {"enum": {"enum": ["a"]}}}),
        ({"properties": {"x": True}}, {"properties": {"x": {}}}),
        ({"const": None}, {"type": "null"}),
        ({"const": {"a": 1}}, {"type": "object"}),
        ({"const": "x"}, {"const": "x"}),
        ({"enum": [1, 1.5]}, {"anyOf": [{"type": "integer", "enum": [1]}, {"type": "number"}]}),
        ({"enum": [True, False]}, {"type": "boolean"}),
        ({"type": "array"}, {"type": "array", "items": {}}),
        ({"type": ["string"]}, {"type": "string"}),
        ({"contentMediaType": "image/png"}, {"contentMediaType": "image/png", "type": "string", "format": "binary"}),
        ({"contentMediaType": "text/csv"}, {"contentMediaType": "text/csv"}),
        ({"allOf": [REFERENCE, {"description": "d"}]}, {"allOf": [REFERENCE]}),
        ({"allOf": [{"type": "string"}, {"maxLength": 3}]}, {"type": "string"}),
        ({**REFERENCE, "readOnly": True}, {"allOf": [REFERENCE], "readOnly": True}),
        ({"type": "object", "default": {}}, {"type": "object"}),
    ],
)
def test_schema_is_prepared_for_python(schema: Any, prepared: Any) -> None:
    assert prepare_schema(schema) == prepared


def test_properties_next_to_a_reference_are_kept() -> None:
    own = {"properties": {"a": {"type": "string"}}, "required": ["a"]}
    assert prepare_schema({"allOf": [REFERENCE], **own})["allOf"] == [REFERENCE, {"type": "object", **own}]


def test_document_itself_is_not_changed() -> None:
    document: Document = {"paths": {}, "components": {"schemas": {"X": {"type": "object", "anyOf": CHOICE}}}}
    assert prepare(document)["components"]["schemas"]["X"] == {"type": "object"}
    assert document["components"]["schemas"]["X"]["anyOf"] is CHOICE


def test_description_of_a_parameter_is_copied_to_its_schema() -> None:
    parameter = {"in": "query", "name": "x", "description": "Of the parameter.", "schema": {"type": "string"}}
    found = prepare({"paths": {"/": {"get": {"parameters": [parameter]}}}})["paths"]["/"]["get"]["parameters"][0]
    assert found["schema"] == {"type": "string", "description": "Of the parameter."}


def test_references_by_identifiers_become_pointers() -> None:
    tree = {"items": {"$dynamicRef": "#node"}, "not": {"$ref": "#/$defs/leaf"}, "$defs": {"leaf": {"$anchor": "leaf"}}}
    schemas: Document = {
        "Tree": {"$id": "https://schemas.example/a/tree", "$dynamicAnchor": "node", **tree},
        "Named": {"$ref": "https://schemas.example/a/tree#leaf"},
        "Strict": {"$id": "https://schemas.example/a/strict", "$dynamicAnchor": "node", "$ref": "tree"},
        "Plain": {"$ref": "#/components/schemas/Tree"},
        "Unknown": {"$ref": "https://schemas.example/none"},
    }
    found = use_pointers({"components": {"schemas": schemas}})["components"]["schemas"]
    pointer = "#/components/schemas/Tree"
    assert found["Tree"]["items"] == {"$ref": pointer}
    assert found["Tree"]["not"] == {"$ref": f"{pointer}/$defs/leaf"}
    assert [found[name]["$ref"] for name in ("Named", "Strict", "Plain", "Unknown")] == [
        f"{pointer}/$defs/leaf",
        pointer,
        pointer,
        "https://schemas.example/none",
    ]
    assert schemas["Strict"]["$ref"] == "tree"


def test_required_choice_is_expanded_for_typescript() -> None:
    others: Document = {"y": {"oneOf": TYPES}}
    schema = {"type": "object", "description": "d", "required": ["c"], "anyOf": CHOICE}
    objects = [{"type": "object", "required": ["c", name]} for name in ("a", "b")]
    assert expand_choices({"x": schema, **others}) == {"x": {"description": "d", "anyOf": objects}, **others}
