"""A changed contract, in a copy of the project: the client and its tests follow after `make generate`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.generate.cli import main
from scripts.openapi import Document, load
from scripts.project import CONTRACT, NODE_MODULES, ROOT

FOLDERS = ("scripts", "tests", "generated", "docs", "overlays", "errata")
# An overlay inherits what it does not remove.
NOT_IN_2023 = """
  - target: $.paths['/api/external/chatbot/events','/api/external/chatbot/events/{event_id}']
    remove: true
  - target: $.components.schemas.EventLabels
    remove: true
  - target: $.components.securitySchemes.session
    remove: true
"""
EVENTS = "/api/external/chatbot/events"
EVENT_ID = {
    "name": "event_id",
    "in": "path",
    "required": True,
    "description": "The id of the event.",
    "schema": {"$ref": "#/components/schemas/EventId"},
    "examples": {"event": {"value": "0b8f4c1e-2a59-4b62-8f0e-1b5f6f0f9d11"}},
}
ERRORS = {
    status: {"$ref": f"#/components/responses/{name}"}
    for status, name in (("401", "Unauthorized"), ("404", "NotFound"), ("500", "InternalServerError"))
}
GET = {
    "operationId": "getStoredEvent",
    "summary": "Get an event",
    "description": "Returns the event of a background job.",
    "tags": ["webhook"],
    "security": [{"api-key": []}],
    "parameters": [EVENT_ID],
    "responses": {
        "200": {
            "description": "The event.",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/CrawlingInitialEvent"},
                    "examples": {"event": {"$ref": "#/components/examples/CrawlingInitial"}},
                }
            },
        },
        **ERRORS,
    },
}
DELETE = {
    "operationId": "deleteStoredEvent",
    "summary": "Delete an event",
    "description": "Deletes the event of a background job.",
    "tags": ["webhook"],
    "security": [{"session": []}],
    "parameters": [EVENT_ID],
    "responses": {"204": {"description": "The event was deleted."}, **ERRORS},
}
POST = {
    "operationId": "labelStoredEvents",
    "summary": "Label events",
    "description": "Labels events of background jobs.",
    "tags": ["webhook"],
    "security": [{"api-key": [], "session": []}],
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"$ref": "#/components/schemas/EventLabels"},
                "examples": {"labels": {"value": {"labels": ["first", "second"]}}},
            }
        },
    },
    "responses": GET["responses"],
}
LABELS = {
    "type": "object",
    "required": ["labels"],
    "properties": {"labels": {"type": "array", "description": "The labels.", "items": {"type": "string"}}},
}


def changed_contract() -> Document:
    """Return the contract with further operations and a renamed property."""
    contract = load(CONTRACT)
    contract["paths"][f"{EVENTS}/{{event_id}}"] = {"get": GET, "delete": DELETE}
    contract["paths"][EVENTS] = {"post": POST}
    schemas = contract["components"]["schemas"]
    schemas["EventLabels"] = LABELS
    contract["components"]["securitySchemes"]["session"] = {
        "type": "http",
        "scheme": "bearer",
        "description": "A session.",
    }
    renamed: Document = rename_source(contract)
    return renamed


def rename_source(node: Any) -> Any:
    """Return a document in which the property `source` of conversations is `origin`."""
    if isinstance(node, dict):
        is_conversation = "last_sent_at" in node
        return {
            "origin" if key == "source" and is_conversation else key: rename_source(value)
            for key, value in node.items()
        }
    if isinstance(node, list):
        is_required = "last_sent_at" in node
        return ["origin" if each == "source" and is_required else rename_source(each) for each in node]
    return node


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the changed contract and its clients."""
    copy = tmp_path_factory.mktemp("project")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, copy)
    (copy / "node_modules").symlink_to(NODE_MODULES)
    (copy / "openapi.yaml").write_text(yaml.safe_dump(changed_contract(), sort_keys=False), encoding="utf-8")
    overlay = copy / "overlays" / "2023-11-07.yaml"
    overlay.write_text(overlay.read_text(encoding="utf-8") + NOT_IN_2023, encoding="utf-8")
    assert "13 operations" in run(copy, "scripts.generate")
    return copy


def run(directory: Path, *command: str) -> str:
    """Run a module of Python in a directory, and return its output."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_added_operations_have_methods(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(yaml.safe_dump(changed_contract(), sort_keys=False), encoding="utf-8")
    assert main(["--contract", str(tmp_path / "openapi.yaml"), "--output", str(tmp_path / "client")]) == 0
    group = (tmp_path / "client/caigunn_client/groups/webhook.py").read_text(encoding="utf-8")
    for name, argument, result in (
        ("get_stored_event", "event_id: UUID | str", "CrawlingInitialEvent"),
        ("delete_stored_event", "event_id: UUID | str", "None"),
        ("label_stored_events", "labels: Sequence[str]", "CrawlingInitialEvent"),
    ):
        assert re.search(rf"def {name}\(\s*self,\s*\*,\s*{re.escape(argument)},.*?\) -> {result}:", group, re.DOTALL)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_all_tests_of_the_clients_pass(copy: Path) -> None:
    command = ("pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "-m", "not slow")
    output = run(copy, *command, "tests/client", "tests/typescript")
    assert re.search(r"^(\d+) passed", output, re.MULTILINE), output
