"""Code samples, each run against the mock."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.openapi import Operation, operations, resolve
from scripts.processes import Mock
from scripts.project import CLIENT, node
from scripts.reference.samples import samples
from tests.support import pet_shop
from tests.support.project_contract import DOCUMENT, OPERATIONS, SCHEMES, success_response

# Replaced by the URL of the mock.
SERVER = "http://server.invalid"
FOUND = samples(DOCUMENT, None, SERVER)
LANGUAGES = ("shell", "python", "javascript")


def run_samples(language: str, sources: Sequence[str], url: str, folder: Path) -> str:
    """Run samples in a language against a mock, one after the other, and return their output."""
    if language == "javascript":
        sources = [f"{{\n{each}\n}}" for each in sources]
    source = "\n".join(sources).replace(SERVER, url)
    assert SERVER not in source
    (folder / ".curlrc").write_text('fail-with-body\nsilent\nshow-error\nwrite-out = "\\n%{http_code}"\n')
    variables = {each.variable: "a-credential" for each in SCHEMES.values()} | {"CURL_HOME": str(folder)}
    program = folder / "sample"
    program.write_text(source, encoding="utf-8")
    commands: dict[str, list[str | Path]] = {
        "shell": ["/bin/bash", "-eu", program],
        "python": [sys.executable, "-W", "error", program],
        "javascript": [node(), "--input-type=module", "--eval", source],
    }
    environment = {**os.environ, **variables, "PYTHONPATH": str(CLIENT)}
    ended = subprocess.run(
        commands[language], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    return ended.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_samples_get_documented_responses(mock: Mock, tmp_path: Path, language: str) -> None:
    found = [(name, each["source"]) for name, samples in FOUND.items() for each in samples if each["lang"] == language]
    sources = [source for _, source in found]
    before = len(mock.log.read_text().splitlines())
    run_samples(language, sources, mock.url, tmp_path)
    added = [line.split()[3] for line in mock.log.read_text().splitlines()[before:]]
    # A mock that has just become ready may still list its operations.
    logged = [each for each in added if each.isdecimal()]
    assert logged == [str(success_response(OPERATIONS[name])[0]) for name, _ in found]


@pytest.mark.parametrize("language", ["shell", "python"])
def test_rejected_sample_fails(mock: Mock, tmp_path: Path, language: str) -> None:
    sample = next(each for each in FOUND["createTrainingData"] if each["lang"] == language)
    wrong = sample["source"].replace("type=", "kind=")
    with pytest.raises(AssertionError):
        run_samples(language, [wrong], mock.url, tmp_path)


@pytest.mark.parametrize("operation", list(operations(DOCUMENT)), ids=lambda operation: operation.id)
def test_each_example_has_a_sample_in_each_language(operation: Operation) -> None:
    content = resolve(DOCUMENT, operation.definition.get("requestBody", {})).get("content", {})
    bodies = {(name, media) for media, each in content.items() for name in each["examples"]} or {(None, None)}
    found = FOUND[operation.id]
    for label in ("cURL", "JavaScript"):
        keys = {(each.get("example"), each.get("contentType")) for each in found if each["label"] == label}
        assert keys == bodies
    assert {each.get("example") for each in found if each["label"] == "Python"} == {name for name, _ in bodies}


def test_curl_sample_escapes_texts_and_credentials(tmp_path: Path) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    text = """it's "$(touch harm)" `touch harm` \\ ;type=x,"""
    document["components"]["examples"]["Question"]["value"] = {"text": text}
    document["components"]["examples"]["TrainingDataFromFiles"]["value"] = {"files": [text, "@/etc/passwd"]}
    found = samples(document, None, SERVER)
    shell = {
        each["example"]: each["source"]
        for name in ("talk", "createTrainingData")
        for each in found[name]
        if each["lang"] == "shell"
    }
    script = "curl() { printf '%s\\0' \"$@\"; }\nCAIGUNN_API_KEY=k\nCAIGUNN_ACCESS_TOKEN=t\n"
    for example in ("question", "file"):
        ended = subprocess.run(
            ["/bin/bash", "-euc", script + shell[example]], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        arguments = ended.stdout.split("\0")
        assert "api-key: k" in arguments
        if example == "question":
            assert json.loads(arguments[arguments.index("--data-raw") + 1]) == {"text": text}
        else:
            assert any("@/etc/passwd" in each and each.startswith('files="') for each in arguments)
    assert not list(tmp_path.iterdir())


def test_operation_without_examples_has_no_samples() -> None:
    found = samples(pet_shop.CONTRACT, None, "http://127.0.0.1:1")
    assert set(found) == {"list-pets", "addPet"}
    assert "http://127.0.0.1:1/pets" in found["list-pets"][0]["source"]
    assert '"Authorization: Bearer $PET_SHOP_SHOP_TOKEN"' in found["addPet"][0]["source"]


def test_path_parameter_is_filled_in() -> None:
    document = json.loads(json.dumps(pet_shop.CONTRACT))
    document["paths"]["/pets/{pet-id}"]["parameters"][0]["example"] = 7
    pet = {each["label"]: each["source"] for each in samples(document, None, "http://127.0.0.1:1")["getPet"]}
    assert "http://127.0.0.1:1/pets/7" in pet["cURL"]
    assert "petshop.works.fetch(pet_id=7)" in pet["Python"]
