"""Command line of the generator."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts.generate.cli import main
from scripts.generate.publish import read_files
from scripts.project import CLIENT, ROOT, TYPESCRIPT, UserError
from tests.support.project_contract import OPERATIONS

LICENCE = "MIT License\n\nCopyright (c) 2024-2026 A. Maker\n"
SMALL_CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /things:
    get:
      operationId: listThings
      tags: [things]
      responses: {"200": {description: Things., content: {application/json: {schema: {type: object}}}}}
"""


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small contract and its clients."""
    folder = tmp_path_factory.mktemp("clients")
    (folder / "openapi.yaml").write_text(SMALL_CONTRACT, encoding="utf-8")
    (folder / "LICENSE").write_text(LICENCE, encoding="utf-8")
    assert main(arguments(folder)) == 0
    return folder


@pytest.fixture
def copy(clients: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(clients, tmp_path / "copy")


def arguments(folder: Path) -> list[str]:
    """Return the arguments that generate both clients next to a contract."""
    outputs = ["--output", str(folder / "python"), "--typescript", str(folder / "typescript")]
    return ["--contract", str(folder / "openapi.yaml"), *outputs]


@pytest.mark.slow  # `make check` does the same, and the next test more
def test_clients_in_the_repository_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    summary = capsys.readouterr().out
    clients = "generated/python and generated/typescript"
    figures = rf"\d+ files, {len(OPERATIONS)} operations, \d+\.\d s"
    assert re.fullmatch(rf"generate: no differences in {clients} \({figures}\)\n", summary)


@pytest.mark.parametrize("seed", ["1", pytest.param("2", marks=pytest.mark.slow)])
def test_output_is_reproducible(tmp_path: Path, seed: str) -> None:
    python, typescript = tmp_path / "python", tmp_path / "typescript"
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "scripts.generate", "--output", str(python), "--typescript", str(typescript)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert read_files(python) == read_files(CLIENT)
    assert read_files(typescript) == read_files(TYPESCRIPT)


def test_check_lists_the_differences_of_both_clients(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "python/README.md").unlink()
    (copy / "python/caigunn_client/left_over.py").write_text("")
    (copy / "typescript/index.js").write_bytes(b"")
    before = read_files(copy)
    assert main([*arguments(copy), "--check"]) == 1
    *differences, summary = capsys.readouterr().out.splitlines()
    assert differences == [
        f"missing: {copy}/python/README.md",
        f"extra: {copy}/python/caigunn_client/left_over.py",
        f"different: {copy}/typescript/index.js",
    ]
    assert re.fullmatch(r"generate: clients differ from the contract; run `make generate` \(.*\)", summary)
    assert read_files(copy) == before


def test_packages_have_the_licence_and_its_authors(clients: Path) -> None:
    project = tomllib.loads((clients / "python/pyproject.toml").read_text("utf-8"))["project"]
    assert project["authors"] == [{"name": "A. Maker"}]
    assert json.loads((clients / "typescript/package.json").read_text("utf-8"))["author"] == "A. Maker"
    assert {(clients / name / "LICENSE").read_text("utf-8") for name in ("python", "typescript")} == {LICENCE}


def test_check_of_a_missing_client_writes_nothing(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(copy / "typescript")
    assert main([*arguments(copy), "--check"]) == 1
    assert f"missing: {copy}/typescript/package.json\n" in capsys.readouterr().out
    assert not (copy / "typescript").exists()


def test_stale_files_are_removed(clients: Path, copy: Path) -> None:
    (copy / "typescript/left_over.js").write_text("")
    assert main(arguments(copy)) == 0
    assert read_files(copy) == read_files(clients)


def test_single_output_generates_one_client(clients: Path, tmp_path: Path) -> None:
    before = read_files(CLIENT)
    contract = str(clients / "openapi.yaml")
    assert main(["--contract", contract, "--typescript", str(tmp_path / "client")]) == 0
    assert (tmp_path / "client" / "package.json").exists()
    assert read_files(CLIENT) == before


def test_foreign_directory_is_rejected_and_neither_replaced(copy: Path) -> None:
    shutil.rmtree(copy / "python")
    shutil.rmtree(copy / "typescript")
    (copy / "typescript").mkdir()
    (copy / "typescript/thesis.txt").write_text("years of work")
    before = read_files(copy)
    with pytest.raises(UserError, match="not empty, and not a generated client; choose another directory"):
        main(arguments(copy))
    assert read_files(copy) == before


def test_error_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("literal_enum: true", encoding="utf-8")
    command = [sys.executable, "-m", "scripts.generate", "--config", str(tmp_path / "settings.yaml")]
    command += ["--output", str(tmp_path / "client")]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (f"generate: {tmp_path}/settings.yaml: literal_enum: extra inputs are not permitted\n")
    assert [path.name for path in tmp_path.iterdir()] == ["settings.yaml"]
