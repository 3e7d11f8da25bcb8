"""Changes of the contract before it is given to openapi-python-client and openapi-typescript."""

from scripts.generate.python.parser import simplify
from scripts.generate.typescript.build import expand_choices
from scripts.openapi import Document

CHOICE: list[Document] = [{"required": ["a"]}, {"required": ["b"]}]
TYPES: list[Document] = [{"type": "object", "required": ["a"]}, {"required": ["b"]}]


def test_required_choice_is_removed_for_python() -> None:
    others: Document = {"y": {"oneOf": TYPES}, "properties": {"anyOf": {"oneOf": []}}}
    document: Document = {"x": {"type": "object", "anyOf": CHOICE}, **others}
    assert simplify(document) == {"x": {"type": "object"}, **others}
    assert document["x"]["anyOf"] is CHOICE


def test_description_of_a_parameter_is_copied_to_its_schema() -> None:
    parameter = {"in": "query", "description": "Of the parameter.", "schema": {"type": "string"}}
    assert simplify(parameter)["schema"] == {"type": "string", "description": "Of the parameter."}
    described = {**parameter, "schema": {"description": "Of the schema."}}
    assert simplify(described)["schema"] == {"description": "Of the schema."}


def test_required_choice_is_expanded_for_typescript() -> None:
    others: Document = {"y": {"oneOf": TYPES}}
    schema = {"type": "object", "description": "d", "required": ["c"], "anyOf": CHOICE}
    objects = [{"type": "object", "required": ["c", name]} for name in ("a", "b")]
    assert expand_choices({"x": schema, **others}) == {"x": {"description": "d", "anyOf": objects}, **others}
