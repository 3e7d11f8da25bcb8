"""Validation of the contract."""

import io
import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML

from scripts import openapi, validate
from scripts.project import CONTRACT, ROOT, UserError

TALK = "/api/external/chatbot/talk"


# By name: an edit of the contract, and the problem that it causes.
EDITS = {
    "example": (
        "value: {model_id: 3fa85f64-",
        "value: {model_id: x-",
        "updateChatbotModel: request as application/json: ",
    ),
    "unused schema": (
        "    TalkRequest:\n",
        "    Unused:\n      type: object\n    TalkRequest:\n",
        "redocly no-unused-components",
    ),
    "operation of an erratum": (
        "operationId: setWebhook",
        "operationId: setTheWebhook",
        "erratum webhook-payloads: operation setWebhook",
    ),
    "http": ("https://caigunn-api", "http://caigunn-api", "spectral owasp:api8:2023-no-server-http"),
    "claim of an erratum": (
        "enum: [file, crawler, text]",
        "enum: [file, crawler, text, video]",
        "erratum create-type: ",
    ),
    "no summary": ("      summary: Talk to the chatbot\n", "", "redocly operation-summary"),
}


def edited(*edits: tuple[str, str]) -> str:
    """Return the contract with texts replaced, each once."""
    text = CONTRACT.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The output for a contract with all problems: the linters take seconds."""
    path = tmp_path_factory.mktemp("validate") / "openapi.yaml"
    path.write_text(edited(*((old, new) for old, new, _ in EDITS.values())), encoding="utf-8")
    with redirect_stdout(io.StringIO()) as captured:
        assert validate.main(["--contract", str(path)]) == 1
    return captured.getvalue()


@pytest.mark.slow
def test_contract_has_no_problems() -> None:
    command = [sys.executable, "-m", "scripts.validate", "--contract", "../openapi.yaml"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        command, cwd=ROOT / "tests", env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    document = openapi.load(CONTRACT)
    counts = f"{len(list(openapi.operations(document)))} operations, {len(document['webhooks'])} events, "
    assert ended.stdout.splitlines()[-1].startswith(f"validate: 2024-05-09: no problems in {counts}")


def test_all_yaml_parsers_read_the_same_contract() -> None:
    # PyYAML without its C parts, and YAML 1.2: the parsers of users differ from that of the scripts.
    text = CONTRACT.read_text(encoding="utf-8")
    document = openapi.load(CONTRACT)
    assert yaml.safe_load(text) == document
    assert YAML(typ="safe", pure=True).load(text) == document


@pytest.mark.parametrize("message", [message for _, _, message in EDITS.values()], ids=EDITS)
def test_problem_is_reported(output: str, message: str) -> None:
    assert message in output


def test_each_problem_has_a_place_and_is_reported_once(output: str) -> None:
    problems = [line for line in output.splitlines() if not line.startswith(("validate: ", "erratum "))]
    places = [re.match(r"\S+openapi\.yaml:\d+: (#/\S*): ", line) for line in problems]
    assert all(places), problems
    assert len({place[1] for place in places if place}) == len(problems)
    (example,) = [line for line in problems if "/components/examples/ChosenModel/" in line]
    assert ": value.model_id: must match format" in example
    assert sum("Unused" in line for line in problems) == 1


def test_invalid_openapi_is_a_failure_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(edited(("\npaths:\n", "\npaths: []\nx-old:\n")), encoding="utf-8")
    with pytest.raises(UserError, match=rf"^{path}:\d+: #/paths"):
        validate.main(["--contract", str(path)])


def test_linter_that_crashes_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "crash.js").write_text('console.error("broken"); process.exit(3)', encoding="utf-8")
    monkeypatch.setattr(validate, "npm_package", lambda _: tmp_path / "crash.js")
    with pytest.raises(UserError, match=r"^redocly: exit code 3: broken$"):
        list(validate.redocly_problems(CONTRACT))


def test_optional_parts_may_be_missing() -> None:
    document = openapi.load(CONTRACT)
    del document["webhooks"]["training.failed"]["post"]["operationId"]
    del document["paths"][TALK]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert list(validate.example_problems(document, CONTRACT)) == []


def test_body_without_named_example_is_reported() -> None:
    document = openapi.load(CONTRACT)
    del document["paths"][TALK]["post"]["requestBody"]["content"]["application/json"]["examples"]
    (problem,) = validate.example_problems(document, CONTRACT)
    place = rf"{CONTRACT}:\d+: #/paths/~1api~1external~1chatbot~1talk/post/requestBody/content/application~1json: "
    reason = "talk: request as application/json: has no named example; add one next to its schema: "
    assert re.fullmatch(place + re.escape(reason + "`examples: {usual: {value: …}}`"), str(problem))


def test_examples_have_no_placeholders() -> None:
    def texts(value: object) -> list[str]:
        if isinstance(value, dict):
            return [text for child in value.values() for text in texts(child)]
        if isinstance(value, list):
            return [text for child in value for text in texts(child)]
        return [value] if isinstance(value, str) else []

    examples = openapi.load(CONTRACT)["components"]["examples"]
    assert {"string", "", "TODO"}.isdisjoint(texts([example["value"] for example in examples.values()]))
