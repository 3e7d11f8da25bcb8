"""The mock's parts that can be told apart from outside only with effort: what Prism says, and what it is given."""

import copy
import json
from typing import Any

import pytest

from scripts import openapi
from scripts.mock.lowering import engine_path, lower
from scripts.mock.refusal import explain
from scripts.mock.texts import admits_empty, flatten, read
from scripts.project import CONTRACT, Failure


def violation(place: str, message: str, code: str = "type", severity: str = "Error") -> dict[str, Any]:
    return {"location": ["request", *place.split(".")], "severity": severity, "code": code, "message": message}


MISSING = [
    violation("body", f"Request body must have required property '{name}'", "required") for name in ("files", "text")
]


@pytest.mark.parametrize(
    ("violations", "line"),
    [
        ([], None),
        ([violation("query.a", "Query param a is deprecated", severity="Warning")], None),
        ([violation("body.a", "Request body property a must be string")], "body.a: must be string"),
        ([violation("body.a.0.b", "Request body property a.0.b must be string")], "body.a.0.b: must be string"),
        (MISSING, "body.files: is required; body.text: is required"),
        (
            [*MISSING, violation("body", "Request body must match a schema in anyOf", "anyOf")],
            "body: one of files, text is required",
        ),
        (
            [violation("body.a", "Request body property a must match a schema in oneOf", "oneOf")],
            "body.a: must match a schema in oneOf",
        ),
        (
            [violation(f"query.p{n}", f"Request query parameter p{n} must be integer") for n in range(7)],
            "; ".join(f"query.p{n}: must be integer" for n in range(5)) + "; and 2 more",
        ),
    ],
)
def test_violations_become_one_line(violations: list[dict[str, Any]], line: str | None) -> None:
    assert explain(json.dumps(violations)) == line


def test_violations_that_were_cut_off_are_read_as_far_as_they_go() -> None:
    whole = json.dumps([violation("body.a", "Request body property a must be string")] * 2)
    assert explain(f"Too many violations! {whole[:-20]}") == "body.a: must be string"


def test_lowering_leaves_the_contract_as_it_is() -> None:
    contract = openapi.load(CONTRACT)
    before = copy.deepcopy(contract)
    lower(contract)
    assert contract == before


def test_prism_sees_forms_as_json_and_neither_credentials_nor_servers() -> None:
    contract = openapi.load(CONTRACT)
    lowered = lower(contract)
    path = "/api/external/chatbot/training_data"
    assert path not in lowered["paths"]
    for media_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        operation = lowered["paths"][engine_path(path, media_type)]["post"]
        assert list(operation["requestBody"]["content"]) == ["application/json"]
    assert {"servers", "webhooks", "security"}.isdisjoint(lowered)
    assert all("security" not in operation.definition for operation in openapi.operations(lowered))
    assert sum(1 for _ in openapi.operations(lowered)) == sum(1 for _ in openapi.operations(contract)) + 1


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({}, "1", "1"),
        ({"type": "string"}, "1", "1"),
        ({"type": "integer"}, "-12", -12),
        ({"type": "number"}, "1.5e3", 1500.0),
        ({"type": "boolean"}, "false", False),
        ({"type": ["integer", "string"]}, "1", "1"),
    ],
)
def test_a_text_stands_for_a_value_of_its_type(schema: dict[str, Any], text: str, value: object) -> None:
    found = read(schema, text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1.0"),
        ("integer", "0x1"),
        ("integer", " 1"),
        ("integer", "9" * 5000),
        ("number", "inf"),
        ("boolean", "1"),
    ],
)
def test_a_text_of_another_type_is_told(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"^must be {kind}"):
        read({"type": kind}, text)


@pytest.mark.parametrize(
    ("schema", "admitted"),
    [
        ({}, True),
        ({"type": "string"}, True),
        ({"$ref": "#/components/schemas/Name"}, False),
        ({"type": "string", "format": "date-time"}, False),
        ({"type": "integer"}, False),
        ({"enum": ["", "a"]}, True),
    ],
)
def test_the_empty_text_fits_or_not(schema: dict[str, Any], *, admitted: bool) -> None:
    document = {"components": {"schemas": {"Name": {"type": "string", "minLength": 1}}}}
    assert admits_empty(document, schema) is admitted


def test_a_schema_is_flattened() -> None:
    document = {"a": {"type": "string", "enum": ["x"]}}
    assert flatten(document, {"allOf": [{"$ref": "#/a"}], "default": "x"}) == {
        "type": "string",
        "enum": ["x"],
        "default": "x",
    }


@pytest.mark.parametrize("reference", ["#/b", "other.yaml#/a", "#/a/type/x", 7, "#/loop"])
def test_a_reference_that_leads_nowhere_is_told(reference: object) -> None:
    document = {"a": {"type": "string"}, "loop": {"$ref": "#/loop"}}
    with pytest.raises(Failure, match=r"leads nowhere|not a reference"):
        openapi.resolve(document, {"$ref": reference})
