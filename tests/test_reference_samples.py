"""That the samples of the reference are there for every request that has an example, and that they run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.openapi import load, operations, resolve
from scripts.project import CLIENT, CONTRACT, node
from scripts.reference.samples import samples
from scripts.serving import Mock
from tests import shop

DOCUMENT = load(CONTRACT)
# Stands where a sample has an address, for that of the mock.
ADDRESS = "http://address.invalid"
FOUND = samples(DOCUMENT, ADDRESS)
SAMPLES = [
    pytest.param(sample, id="-".join([name, sample["label"], sample.get("example", ""), sample.get("contentType", "")]))
    for name, written in FOUND.items()
    for sample in written
]


def run_sample(sample: dict[str, str], url: str, folder: Path) -> str:
    """Run a sample against a mock, and return what it says."""
    source = sample["source"].replace(ADDRESS, url)
    assert ADDRESS not in source
    (folder / ".curlrc").write_text('fail-with-body\nsilent\nshow-error\nwrite-out = "\\n%{http_code}"\n')
    variables = {"CAIGUNN_API_KEY": "a key", "CAIGUNN_ACCESS_TOKEN": "a token", "CURL_HOME": str(folder)}
    program = folder / "sample"
    program.write_text(source, encoding="utf-8")
    commands: dict[str, list[str | Path]] = {
        "shell": ["/bin/bash", "-eu", program],
        "python": [sys.executable, "-W", "error", program],
        "javascript": [node(), "--input-type=module", "--eval", source],
    }
    environment = {**os.environ, **variables, "PYTHONPATH": str(CLIENT)}
    done = subprocess.run(
        commands[sample["lang"]], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples_run_and_get_200(sample: dict[str, str], mock: Mock, tmp_path: Path) -> None:
    before = len(mock.log.read_text().splitlines())
    said = run_sample(sample, mock.url, tmp_path)
    status = {"shell": said.split()[-1], "javascript": said.split()[0], "python": "200"}[sample["lang"]]
    assert status == "200", said
    answered = [line.split()[1:4] for line in mock.log.read_text().splitlines()[before:]]
    assert answered, "it has called nobody"
    assert {status for _, _, status in answered} == {"200"}


def test_a_sample_that_is_refused_is_noticed(mock: Mock, tmp_path: Path) -> None:
    for lang in ("shell", "python"):
        sample = next(each for each in FOUND["createTrainingData"] if each["lang"] == lang)
        wrong = {**sample, "source": sample["source"].replace("type=", "kind=")}
        with pytest.raises(AssertionError):
            run_sample(wrong, mock.url, tmp_path)


def test_every_example_of_every_body_has_a_sample_in_every_language() -> None:
    assert list(FOUND) == [operation.id for operation in operations(DOCUMENT)]
    for operation in operations(DOCUMENT):
        content = resolve(DOCUMENT, operation.definition.get("requestBody", {})).get("content", {})
        bodies = {(name, media) for media, each in content.items() for name in each["examples"]} or {(None, None)}
        for language in ("cURL", "JavaScript"):
            written = [each for each in FOUND[operation.id] if each["label"] == language]
            assert {(each.get("example"), each.get("contentType")) for each in written} == bodies
        in_python = [each.get("example") for each in FOUND[operation.id] if each["label"] == "Python"]
        assert set(in_python) == {name for name, _ in bodies}


def test_samples_have_no_credentials_and_do_not_let_the_shell_read_a_text(tmp_path: Path) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    text = """it's "$(touch harm)" `touch harm` \\ ;type=x,"""
    document["components"]["examples"]["Question"]["value"] = {"text": text}
    document["components"]["examples"]["TrainingDataFromFiles"]["value"] = {"files": [text, "@/etc/passwd"]}
    found = samples(document, ADDRESS)
    shell = {
        each["example"]: each["source"]
        for name in ("talk", "createTrainingData")
        for each in found[name]
        if each["lang"] == "shell"
    }
    script = "curl() { printf '%s\\0' \"$@\"; }\nCAIGUNN_API_KEY=k\nCAIGUNN_ACCESS_TOKEN=t\n"
    for example in ("question", "file"):
        done = subprocess.run(
            ["/bin/bash", "-euc", script + shell[example]], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        arguments = done.stdout.split("\0")
        assert "api-key: k" in arguments
        if example == "question":
            assert json.loads(arguments[arguments.index("--data-raw") + 1]) == {"text": text}
        else:
            assert any("@/etc/passwd" in each and each.startswith('files="') for each in arguments)
    assert not list(tmp_path.iterdir())


def test_another_contract_has_samples_where_it_has_examples() -> None:
    found = samples(shop.CONTRACT, "http://127.0.0.1:1")
    assert set(found) == {"list-pets", "addPet"}
    assert "http://127.0.0.1:1/pets" in found["list-pets"][0]["source"]
    assert '"Authorization: Bearer $PET_SHOP_SHOP_TOKEN"' in found["addPet"][0]["source"]
    document = json.loads(json.dumps(shop.CONTRACT))
    document["paths"]["/pets/{pet-id}"]["parameters"][0]["example"] = 7
    pet = {each["label"]: each["source"] for each in samples(document, "http://127.0.0.1:1")["getPet"]}
    assert "http://127.0.0.1:1/pets/7" in pet["cURL"]
    assert "petshop.works.fetch(pet_id=7)" in pet["Python"]
