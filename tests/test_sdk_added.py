"""That an operation added to the contract is in the client, method, types, docstring and tests, by generating."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from scripts.openapi import load
from scripts.project import ROOT

PATH = "/api/external/chatbot/events/{event_id}"
OPERATION = {
    "operationId": "getEvent",
    "summary": "Get an event",
    "description": "Returns what became of background work.",
    "tags": ["webhook"],
    "security": [{"api-key": []}],
    "parameters": [
        {
            "name": "event_id",
            "in": "path",
            "required": True,
            "description": "The id of the event.",
            "schema": {"$ref": "#/components/schemas/EventId"},
            "examples": {"event": {"value": "0b8f4c1e-2a59-4b62-8f0e-1b5f6f0f9d11"}},
        }
    ],
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
        "404": {"$ref": "#/components/responses/NotFound"},
    },
}
SIGNATURE = r"def get_event\(\s*self,\s*\*,\s*event_id: UUID \| str,.*?\) -> CrawlingInitialEvent:"


def test_an_added_operation_needs_nothing_but_to_be_generated(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for name in ("scripts", "tests", "generated"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "generator-config.yaml", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, copy / name)
    (copy / "node_modules").symlink_to(ROOT / "node_modules")
    contract = load(ROOT / "openapi.yaml")
    contract["paths"][PATH] = {"get": OPERATION}
    (copy / "openapi.yaml").write_text(yaml.safe_dump(contract, sort_keys=False), encoding="utf-8")

    def run(*command: str) -> str:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
        command = (sys.executable, "-m", *command)
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "11 operations" in run("scripts.generate")
    group = (copy / "generated/python/caigunn_client/groups/webhook.py").read_text(encoding="utf-8")
    assert re.search(SIGNATURE, group, re.DOTALL)
    run("mypy", "--cache-dir", str(tmp_path / "cache"), "generated/python/caigunn_client/groups")
    told = run(
        "pytest", "-q", "-p", "no:cacheprovider", "tests/test_sdk_surface.py", "-k", "getEvent or get_event or these"
    )
    assert re.search(r"^10 passed", told, re.MULTILINE), told
