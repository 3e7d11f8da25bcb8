"""References within a document."""

from typing import Any

import pytest

from scripts.openapi import Document, resolve
from scripts.project import UserError


def document(version: str = "3.1.0", /, **fields: Any) -> Document:
    return {"openapi": version, **fields}


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("#/components/schemas/A", "component"),
        ("#/paths/~1users~1{id}/get", "operation"),
        ("#/paths/~1users~1%7Bid%7D/get", "operation"),
        ("#/x~0y", "tilde"),
        ("#/x%7E0y", "tilde"),
        ("#/%C3%A9", "accent"),
        ("#/list/1", "second"),
        ("#/list/1/", "empty name"),
        ("#/200", "number"),
    ],
)
def test_reference_is_resolved(reference: str, target: str) -> None:
    targets = {
        "components": {"schemas": {"A": {"is": "component"}}},
        "paths": {"/users/{id}": {"get": {"is": "operation"}}},
        "x~y": {"is": "tilde"},
        "é": {"is": "accent"},
        "list": [{}, {"is": "second", "": {"is": "empty name"}}],
        "200": {"is": "number"},
    }
    assert resolve(document(**targets), {"$ref": reference})["is"] == target


def test_chain_of_references_is_resolved() -> None:
    chain = document(a={"$ref": "#/b"}, b={"$ref": "#/c"}, c={"is": "c"})
    assert resolve(chain, {"$ref": "#/a"}) is chain["c"]


def test_object_without_a_reference_is_returned() -> None:
    node = {"$ref": {"type": "string"}}
    assert resolve(document(), node) is node


def test_description_next_to_a_reference_overrides_in_31() -> None:
    target = {"description": "of the target", "summary": "of the target", "name": "n"}
    node = {"$ref": "#/a", "description": "own", "name": "ignored"}
    assert resolve(document(a=target), node) == {"description": "own", "summary": "of the target", "name": "n"}
    assert resolve(document("3.0.3", a=target), node) == target
    assert target["description"] == "of the target"


@pytest.mark.parametrize(
    "reference", ["#/nothing", "#/list/7", "#/list/x", "#/list/-1", "#/a/b/c", "other.yaml", "#anchor", "#"]
)
def test_reference_that_leads_nowhere_is_rejected(reference: str) -> None:
    with pytest.raises(UserError, match=r"^\$ref '.*': not a JSON pointer|^\$ref '.*' leads nowhere$"):
        resolve(document(list=[{}], a={"b": "text"}), {"$ref": reference})


@pytest.mark.parametrize("reference", ["#/a", "#/b", "#/c"])
def test_circular_reference_is_rejected(reference: str) -> None:
    circle = document(a={"$ref": "#/a"}, b={"$ref": "#/c"}, c={"$ref": "#/b"})
    with pytest.raises(UserError, match="circular"):
        resolve(circle, {"$ref": reference})
