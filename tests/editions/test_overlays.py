"""Overlays: validating and applying them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scripts import openapi
from scripts.editions import overlay
from scripts.editions.contracts import overlaid
from scripts.openapi import Document
from scripts.project import CONTRACT, OVERLAYS, UserError
from tests.support.yaml_files import write_yaml

TALK = "/api/external/chatbot/talk"


def written(path: Path, *actions: dict[str, Any], **changed: Any) -> Path:
    """Write an overlay of these actions, and return its path."""
    content = {"overlay": "1.0.0", "info": {"title": "Test", "version": "1"}, "actions": list(actions), **changed}
    write_yaml(path, content)
    return path


def applied(tmp_path: Path, *actions: dict[str, Any]) -> Document:
    return overlay.apply(openapi.load(CONTRACT), written(tmp_path / "overlay.yaml", *actions))


def remove(target: str) -> dict[str, Any]:
    return {"target": target, "remove": True}


def update(target: str, value: Any) -> dict[str, Any]:
    return {"target": target, "update": value}


def test_actions_are_applied_in_order(tmp_path: Path) -> None:
    target = "$.components.schemas.TalkRequest"
    document = applied(
        tmp_path,
        update("$.info", {"version": "2"}),
        remove(f"{target}.required"),
        update(target, {"required": ["nickname"], "properties": {"nickname": {"type": "string"}}}),
        remove("$.tags[?(@.name != 'models')]"),
        remove(f"$.paths['{TALK}']"),
    )
    schema = document["components"]["schemas"]["TalkRequest"]
    assert (document["info"]["version"], document["info"]["title"]) == ("2", "CaiGunn")
    assert (schema["required"], list(schema["properties"])) == (["nickname"], ["text", "nickname"])
    assert [tag["name"] for tag in document["tags"]] == ["models"]
    assert TALK not in document["paths"]


def test_values_of_one_action_are_independent(tmp_path: Path) -> None:
    document = applied(
        tmp_path,
        update("$.components.examples['Question','Answer'].value", {"data": {"a": 1}}),
        update("$.components.examples.Answer.value.data", {"b": 2}),
    )
    examples = document["components"]["examples"]
    assert (examples["Question"]["value"]["data"], examples["Answer"]["value"]["data"]) == ({"a": 1}, {"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (remove("$.paths['/no']"), "action 2 ($.paths['/no']): matches nothing; correct the target"),
        (update("$.tags[?(@.name == 'no')]", {}), "action 2 ($.tags[?(@.name == 'no')]): matches nothing"),
        (
            remove("$.components.schemas['Model','Modle']"),
            "action 2 ($.components.schemas['Model','Modle']): Modle is not there",
        ),
        (remove("$.paths["), "action 2 ($.paths[): not a JSONPath: "),
        (update("$.tags[0]", {"name": "a"}), "action 2 ($.tags[0]): oas-patch cannot apply it: "),
        ({"target": "$.info"}, "action 2 ($.info): needs either `update` or `remove: true`"),
        (update("$.info", {}) | {"remove": True}, "action 2 ($.info): needs either `update` or `remove: true`"),
        ({"target": "info", "remove": True}, "actions/1/target: "),
        ({"target": "$.info", "delete": True}, "actions/1: "),
    ],
)
def test_faulty_action_is_reported(tmp_path: Path, action: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=re.escape(message)) as raised:
        applied(tmp_path, update("$.info", {"version": "2"}), action)
    assert str(raised.value).startswith(str(tmp_path / "overlay.yaml"))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("changed", [{"overlay": "1.1.0"}, {"actions": []}, {"info": {}}, {"other": 1}])
def test_invalid_overlay_is_reported(tmp_path: Path, changed: dict[str, Any]) -> None:
    path = written(tmp_path / "overlay.yaml", remove("$.info"), **changed)
    with pytest.raises(UserError, match=rf"^{path}: "):
        overlay.read(path)


def test_overlay_of_another_edition_is_reported(tmp_path: Path) -> None:
    path = written(tmp_path / "2030-01-01.yaml", update("$.info", {"version": "2029-01-01"}))
    with pytest.raises(UserError, match=r"info\.version becomes '2029-01-01'; set it to '2030-01-01'"):
        overlaid(CONTRACT, path)


@pytest.mark.parametrize("path", sorted(OVERLAYS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_action_is_needed(path: Path) -> None:
    """An action that changes nothing would be a leftover."""
    document = openapi.load(CONTRACT)
    for number, action in enumerate(overlay.read(path)["actions"], 1):
        before = json.dumps(document)
        document = overlay.apply_action(document, action, str(number))
        assert json.dumps(document) != before, f"action {number} ({action['target']})"
