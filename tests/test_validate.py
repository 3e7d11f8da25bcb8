"""Validation finds what is wrong with a contract, and says where."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML

from scripts import openapi, validate
from scripts.project import CONTRACT, ROOT


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.validate", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_contract_has_no_fault() -> None:
    ended = run()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1].startswith("validate: no faults in 10 operations, 8 events, ")


def test_every_yaml_reader_reads_the_same_contract() -> None:
    """PyYAML without its C parts, and YAML 1.2: what users have isn't the parser that the scripts have."""
    text = CONTRACT.read_text(encoding="utf-8")
    ours = openapi.load(CONTRACT)
    assert yaml.safe_load(text) == ours
    assert YAML(typ="safe", pure=True).load(text) == ours


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "value: {model_id: 3fa85f64-",
            "value: {model_id: x-",
            "updateChatbotModel: request as application/json: ",
        ),
        ("    TalkRequest:\n", "    Unused:\n      type: object\n    TalkRequest:\n", "redocly no-unused-components"),
        ("operationId: setWebhook", "operationId: setTheWebhook", "erratum webhook-payloads: operation setWebhook"),
        ("https://caigunn-api", "http://caigunn-api", "spectral owasp:api8:2023-no-server-http"),
        ("enum: [file, crawler, text]", "enum: [file, crawler, text, video]", "erratum create-type: "),
        ("      summary: Talk to the chatbot\n", "", "summary"),
    ],
)
def test_a_fault_is_found_and_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "openapi.yaml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    ended = run("--contract", str(broken))
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert message in ended.stdout


def test_a_document_that_is_no_openapi_is_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "openapi.yaml"
    broken.write_text(
        CONTRACT.read_text(encoding="utf-8").replace("\npaths:\n", "\npaths: []\nold:\n"), encoding="utf-8"
    )
    ended = run("--contract", str(broken))
    assert ended.returncode == 2
    assert ended.stderr == f"validate: {broken}: `paths` is not a map of path items\n"


def test_a_relative_path_is_relative_to_where_it_is_written() -> None:
    command = [sys.executable, "-m", "scripts.validate", "--contract", "../openapi.yaml"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        command, cwd=ROOT / "tests", env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_what_openapi_permits_to_leave_out_is_no_traceback() -> None:
    document = openapi.load(CONTRACT)
    del document["webhooks"]["training.failed"]["post"]["operationId"]
    del document["paths"]["/api/external/chatbot/talk"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert list(validate.example_faults(document)) == []


def test_every_place_has_a_named_example() -> None:
    document = openapi.load(CONTRACT)
    del document["paths"]["/api/external/chatbot/talk"]["post"]["requestBody"]["content"]["application/json"][
        "examples"
    ]
    assert list(validate.example_faults(document)) == ["talk: request as application/json: has no named example"]


def test_no_example_is_a_placeholder() -> None:
    def texts(value: object) -> list[str]:
        if isinstance(value, dict):
            return [text for member in value.values() for text in texts(member)]
        if isinstance(value, list):
            return [text for member in value for text in texts(member)]
        return [value] if isinstance(value, str) else []

    examples = openapi.load(CONTRACT)["components"]["examples"]
    assert {"string", "", "TODO"}.isdisjoint(texts([example["value"] for example in examples.values()]))
