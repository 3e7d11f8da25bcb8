"""That the client is what the contract yields, the same everywhere, and that nothing is made of what can't be right."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.generate import TEMPLATES, distribution_version, files, main
from scripts.openapi import Document, load, operations
from scripts.project import CLIENT, CONTRACT, ROOT, TYPESCRIPT, Failure
from scripts.sdk.reading import simplify


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the client that is in the repository."""
    return shutil.copytree(CLIENT, tmp_path / "client", ignore=shutil.ignore_patterns("__pycache__"))


def generate_elsewhere(output: Path, seed: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Generate in another process, with nothing in its environment but what is named here."""
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "scripts.generate", "--output", str(output), *arguments]
    return subprocess.run(command, cwd=output.parent, env=environment, capture_output=True, text=True, check=False)


def test_clients_in_the_repository_are_what_the_contract_yields(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert re.search(
        r"generated/python and generated/typescript are up to date: \d+ files of 10 operations in \d+\.\d s",
        capsys.readouterr().out,
    )


def test_result_depends_on_nothing_around_it(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        done = generate_elsewhere(tmp_path / seed / "client", seed, "--typescript", str(tmp_path / seed / "typescript"))
        assert done.returncode == 0, done.stderr
        assert files(tmp_path / seed / "client") == files(CLIENT)
        assert files(tmp_path / seed / "typescript") == files(TYPESCRIPT)


def test_drift_is_named_file_by_file(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "README.md").unlink()
    (copy / "caigunn_client" / "left_over.py").write_text("")
    client = copy / "caigunn_client" / "client.py"
    client.write_bytes(client.read_bytes() + b"#")
    (copy / "caigunn_client" / "__pycache__").mkdir()
    (copy / "caigunn_client" / "__pycache__" / "client.pyc").write_bytes(b"")
    before = files(copy)
    assert main(["--check", "--output", str(copy)]) == 1
    assert capsys.readouterr().out.splitlines()[:-1] == [
        f"missing: {copy}/README.md",
        f"extra: {copy}/caigunn_client/left_over.py",
        f"different: {client}",
    ]
    assert files(copy) == before


def test_drift_of_no_client_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", "--output", str(tmp_path / "none")]) == 1
    assert f"missing: {tmp_path}/none/pyproject.toml\n" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_stale_files_disappear(copy: Path) -> None:
    (copy / "caigunn_client" / "left_over.py").write_text("")
    (copy / "setup.py").write_text("")
    assert main(["--output", str(copy)]) == 0
    assert files(copy) == files(CLIENT)
    assert list(copy.parent.iterdir()) == [copy]


def test_directory_that_is_no_client_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(Failure, match="no client that this has made"):
        main(["--output", str(tmp_path / "mine")])
    assert files(tmp_path) == {"mine/thesis.txt": b"years of work"}


def test_type_checker_agrees_with_the_client(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", "--config-file", os.devnull]
    command += ["--cache-dir", str(tmp_path), "caigunn_client"]
    done = subprocess.run(command, cwd=CLIENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_templates_hold_no_name_of_this_api() -> None:
    contract = load(CONTRACT)
    schemes = contract["components"]["securitySchemes"]
    names = {contract["info"]["title"], contract["servers"][0]["url"], *schemes, *contract["paths"]}
    names |= {operation.id for operation in operations(contract)}
    names |= {re.sub("(?<=[a-z])(?=[A-Z])|-", "_", name) for name in names}
    templates = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    for template in templates:
        text = template.read_text(encoding="utf-8")
        assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)] == []
        assert text.startswith(("{# Replaces", "{# Adds")), template
    assert len(templates) > 20


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("literal_enum: true", "literal_enum: extra inputs are not permitted"),
        ("class_overrides: {Pet: {clas_name: Animal}}", "class_overrides.Pet.clas_name: extra"),
        ("literal_enums: perhaps", "literal_enums: input should be a valid boolean"),
        ("post_hooks: [ruff check --no-such-option]", "post_hooks: `ruff check --no-such-option` failed: error: "),
        ("post_hooks: [no-such-program]", "no-such-program doesn't run"),
    ],
)
def test_wrong_settings_are_one_line_and_exit_code_2(tmp_path: Path, settings: str, told: str) -> None:
    (tmp_path / "settings.yaml").write_text(settings, encoding="utf-8")
    done = generate_elsewhere(tmp_path / "client", "0", "--config", str(tmp_path / "settings.yaml"))
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["settings.yaml"]


@pytest.mark.parametrize(
    ("edition", "version"),
    [("2024-05-09", "2024.5.9"), ("2024-11-19", "2024.11.19"), ("1.4.0", "1.4.0"), ("2.0rc1", "2.0rc1")],
)
def test_version_of_an_edition(edition: str, version: str) -> None:
    assert distribution_version(edition) == version


@pytest.mark.parametrize("edition", ["2024-13-01", "edition 3", "", None, 2024])
def test_edition_without_a_version(edition: object) -> None:
    with pytest.raises(Failure, match=r"info\.version"):
        distribution_version(edition)


def test_only_choices_between_sets_of_members_are_dropped() -> None:
    choice = [{"required": ["a"]}, {"required": ["b"]}]
    types: list[Document] = [{"type": "object", "required": ["a"]}, {"required": ["b"]}]
    others: Document = {"y": {"oneOf": types}, "properties": {"anyOf": {"oneOf": []}}}
    document: Document = {"x": {"type": "object", "anyOf": choice}, **others}
    assert simplify(document) == {"x": {"type": "object"}, **others}
    assert document["x"]["anyOf"] is choice
