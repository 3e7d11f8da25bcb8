"""Differences of operations, and which operation replaces another one."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from scripts.editions.contracts import base_name
from scripts.editions.notes import counterparts, read_notes
from scripts.migration.changes import operation_changes
from scripts.openapi import Document, operations


def contract(*ids: str, notes: dict[str, Any] | None = None) -> Document:
    """Return a contract with operations of these ids."""
    schema = {
        "type": "object",
        "properties": {
            "size": {"type": "integer"},
            "kind": {"enum": ["a", "b"]},
            "next": {"$ref": "#/components/schemas/A"},
        },
    }
    operation = {
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
        "responses": {"204": {"description": "Done."}},
        "security": [{"key": []}],
    }
    return {
        "paths": {f"/{each}": {"put": copy.deepcopy(operation) | {"operationId": each}} for each in ids},
        "components": {
            "schemas": {"A": schema},
            "securitySchemes": {name: {"type": "apiKey", "in": "header", "name": name} for name in ("key", "token")},
        },
        "x-migration": notes or {},
    }


def changes(edit: Callable[[Document], object]) -> list[str]:
    """Return the differences that an edit of a contract makes to its operation."""
    old, new = contract("talk"), contract("talk")
    edit(new)
    return list(operation_changes(old, next(operations(old)), new, next(operations(new))))


def schema_of(document: Document) -> Document:
    found: Document = document["components"]["schemas"]["A"]
    return found


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda _: None, []),
        (
            lambda document: schema_of(document)["properties"]["kind"].update(enum=["a"]),
            ["The property `kind` of the body may be: `a`. Before: `a`, `b`."],
        ),
        (
            lambda document: schema_of(document)["properties"].update(
                size={"type": ["string", "null"], "format": "uri"}
            ),
            ["The property `size` of the body may be: string or null (uri). Before: integer."],
        ),
        (
            lambda document: schema_of(document).update(allOf=[{"properties": {"more": {}}, "required": ["more"]}]),
            ["The property `more` of the body is new, and required."],
        ),
        (
            lambda document: next(operations(document)).definition["security"].append({"token": []}),
            ["The credential `key` is no longer required."],
        ),
        (
            lambda document: next(operations(document)).definition["security"][0].update(token=[]),
            ["The credential `token` is now required."],
        ),
    ],
    ids=["same", "enum", "type", "allOf", "alternative", "additional credential"],
)
def test_difference_is_a_sentence(edit: Callable[[Document], object], expected: list[str]) -> None:
    assert changes(edit) == expected


def editions() -> dict[str, Document]:
    """Return editions around that of openapi.yaml, which rename an operation in each step."""
    return {
        "2000-01-01": contract("first", notes={"first": {"replaced-by": "second", "note": "Renamed. "}}),
        base_name(): contract("second"),
        "2999-01-01": contract("third", "added", notes={"second": {"replaced-by": "third"}}),
        "2999-02-01": contract("fourth", "added", notes={"third": {"replaced-by": "fourth"}}),
    }


def test_replacements_are_followed_over_all_steps() -> None:
    documents = editions()
    assert {name: each.id for name, each in counterparts(documents, "2000-01-01", "2999-02-01").items()} == {
        "first": "fourth"
    }
    assert {name: each.id for name, each in counterparts(documents, "2999-02-01", "2999-01-01").items()} == {
        "fourth": "third",
        "added": "added",
    }


def test_notes_are_those_of_the_steps_between_two_editions() -> None:
    documents = editions()
    assert read_notes(documents, "2000-01-01", base_name()).texts == {"first": ["Renamed."]}
    assert read_notes(documents, base_name(), "2999-01-01").replacement("second") == "third"
    assert read_notes(documents, "2999-01-01", "2999-02-01").replacement("second") == "second"
