"""A changed contract, in a copy of the project: the client and its tests follow after `make generate`."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml

from scripts.generate.cli import main
from scripts.project import CONTRACT, NODE_MODULES, ROOT

MODULE = Path(__file__).relative_to(ROOT / "tests")
# Tests of the project that need its Git repository or its environment.
PROJECT_TESTS = {"archives", "bench", "breaking", "docs"}
# The tests that fail for an added operation, and the files that docs/contract.md says to edit.
NAME_A_FILE = {
    "test_all_operations_of_an_edition_are_supported": "scripts/mock/state/handlers/editions.py",
    "test_contract_has_the_documented_operations": "docs/editions.md",
    "test_documented_counts_are_those_of_the_contract": "docs/editions.md",
    "test_listed_equivalent_mutants_exist": "equivalent.yaml",
    "test_service_of_another_framework_is_recognized": "tests/support/fastapi_service.py",
}
# The implementations of the renamed property.
RENAMED = {
    "scripts/mock/state/models.py": ('"source": "api"', '"origin": "api"'),
    "tests/support/fastapi_service.py": ('"source": "api"', '"origin": "api"'),
    "tests/support/fastapi_first_draft.py": ('source: str = "api"', 'origin: str = "api"'),
    "tests/support/flask_service.py": ('"source": "api"', '"origin": "api"'),
    "tests/support/flask_bugs.yaml": ('"source": "api"', '"origin": "api"'),
    "tests/support/node_service.mjs": ('source: "api"', 'origin: "api"'),
}
FOLDERS = ("scripts", "tests", "generated", "docs", "overlays", "errata", "examples")
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


def changed_contract() -> str:
    """Return the contract with further operations, a further credential, and a renamed property, edited as text."""
    text = CONTRACT.read_text(encoding="utf-8")
    for before, added in (
        ("paths:\n", {f"{EVENTS}/{{event_id}}": {"get": GET, "delete": DELETE}, EVENTS: {"post": POST}}),
        ("  schemas:\n", {"EventLabels": LABELS}),
        ("  securitySchemes:\n", {"session": {"type": "http", "scheme": "bearer", "description": "A session."}}),
    ):
        indent = " " * (len(before) - len(before.lstrip()) + 2)
        text = replace_once(text, f"\n{before}", f"\n{before}{textwrap.indent(yaml.safe_dump(added), indent)}")
    for before, after in (
        ("[uid, nickname, source, last_sent", "[uid, nickname, origin, last_sent"),
        ("\n        source:\n", "\n        origin:\n"),
        ("\n            source: api\n", "\n            origin: api\n"),
    ):
        text = replace_once(text, before, after)
    return text


def replace_once(text: str, before: str, after: str) -> str:
    """Replace a part of a text that occurs once."""
    assert text.count(before) == 1, before
    return text.replace(before, after)


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
    (copy / "openapi.yaml").write_text(changed_contract(), encoding="utf-8")
    overlay = copy / "overlays" / "2023-11-07.yaml"
    overlay.write_text(overlay.read_text(encoding="utf-8") + NOT_IN_2023, encoding="utf-8")
    assert "13 operations" in run(copy, "scripts.generate")
    for guide in (copy / "docs" / "migrations").glob("*.md"):
        run(copy, "scripts.migration", *re.findall(r"\d{4}-\d\d-\d\d", guide.stem))
    for name, (before, after) in RENAMED.items():
        path = copy / name
        path.write_text(replace_once(path.read_text(encoding="utf-8"), before, after), encoding="utf-8")
    return copy


def python(directory: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python in a directory."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )


def run(directory: Path, *command: str) -> str:
    """Run a module of Python in a directory, and return its output.

    Raises:
        AssertionError: It fails.
    """
    done = python(directory, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_added_operations_have_methods(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(changed_contract(), encoding="utf-8")
    assert main(["--contract", str(tmp_path / "openapi.yaml"), "--output", str(tmp_path / "client")]) == 0
    group = (tmp_path / "client/caigunn_client/groups/webhook.py").read_text(encoding="utf-8")
    for name, argument, result in (
        ("get_stored_event", "event_id: UUID | str", "CrawlingInitialEvent"),
        ("delete_stored_event", "event_id: UUID | str", "None"),
        ("label_stored_events", "labels: Sequence[str]", "CrawlingInitialEvent"),
    ):
        assert re.search(rf"def {name}\(\s*self,\s*\*,\s*{re.escape(argument)},.*?\) -> {result}:", group, re.DOTALL)


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.timeout(1800)
def test_only_tests_that_name_a_file_to_edit_fail(copy: Path) -> None:
    folders = {path.parent.name for path in (copy / "tests").glob("*/test_*.py")} - PROJECT_TESTS
    command = ("pytest", "-q", "-p", "no:cacheprovider", "-n", "2", "-m", "not slow", "--ignore", f"tests/{MODULE}")
    done = python(copy, *command, *(f"tests/{each}" for each in sorted(folders)))
    failed = re.findall(r"^(?:FAILED|ERROR) \S+?(?:::(\w+)|$)", done.stdout, re.MULTILINE)
    assert set(failed) == set(NAME_A_FILE), done.stdout
    assert all(file in done.stdout for file in NAME_A_FILE.values())
