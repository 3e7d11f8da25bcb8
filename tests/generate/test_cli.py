"""Command line of the generator."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.generate.cli import main
from scripts.generate.publish import read_files
from scripts.project import CLIENT, ROOT, TYPESCRIPT, UserError
from tests.support.project_contract import OPERATIONS

CACHES = shutil.ignore_patterns("__pycache__", "node_modules")


@pytest.fixture
def copied_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds that copy the clients of the repository: generating them takes seconds."""
    for name, client in (("build_python", CLIENT), ("build_typescript", TYPESCRIPT)):

        def build(_: object, __: object, directory: Path, client: Path = client) -> None:
            shutil.copytree(client, directory, ignore=CACHES)

        monkeypatch.setattr(f"scripts.generate.cli.{name}", build)


@pytest.fixture
def python_copy(tmp_path: Path) -> Path:
    """A copy of the Python client."""
    return shutil.copytree(CLIENT, tmp_path / "python", ignore=CACHES)


@pytest.fixture
def typescript_copy(tmp_path: Path) -> Path:
    """A copy of the TypeScript client."""
    return shutil.copytree(TYPESCRIPT, tmp_path / "typescript", ignore=CACHES)


# `test_output_is_reproducible` generates them.
@pytest.mark.usefixtures("copied_clients")
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


@pytest.mark.usefixtures("copied_clients")
def test_check_lists_the_differences_of_both_clients(
    python_copy: Path, typescript_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (python_copy / "README.md").unlink()
    (python_copy / "caigunn_client" / "left_over.py").write_text("")
    (typescript_copy / "index.js").write_bytes(b"")
    before = read_files(python_copy), read_files(typescript_copy)
    assert main(["--check", "--output", str(python_copy), "--typescript", str(typescript_copy)]) == 1
    *differences, summary = capsys.readouterr().out.splitlines()
    assert differences == [
        f"missing: {python_copy}/README.md",
        f"extra: {python_copy}/caigunn_client/left_over.py",
        f"different: {typescript_copy}/index.js",
    ]
    assert re.fullmatch(r"generate: clients differ from the contract; run `make generate` \(.*\)", summary)
    assert (read_files(python_copy), read_files(typescript_copy)) == before


@pytest.mark.usefixtures("copied_clients")
def test_check_of_a_missing_client_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", "--typescript", str(tmp_path / "none")]) == 1
    assert f"missing: {tmp_path}/none/package.json\n" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("copied_clients")
def test_stale_files_are_removed(typescript_copy: Path) -> None:
    (typescript_copy / "left_over.js").write_text("")
    assert main(["--typescript", str(typescript_copy)]) == 0
    assert read_files(typescript_copy) == read_files(TYPESCRIPT)
    assert list(typescript_copy.parent.iterdir()) == [typescript_copy]


@pytest.mark.usefixtures("copied_clients")
def test_single_output_generates_one_client(tmp_path: Path) -> None:
    before = read_files(CLIENT)
    assert main(["--typescript", str(tmp_path / "client")]) == 0
    assert (tmp_path / "client" / "package.json").exists()
    assert read_files(CLIENT) == before


@pytest.mark.usefixtures("copied_clients")
def test_foreign_directory_is_rejected_and_neither_replaced(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match="not empty, and not a generated client; choose another directory"):
        main(["--output", str(tmp_path / "python"), "--typescript", str(tmp_path / "own")])
    assert read_files(tmp_path) == {"own/thesis.txt": b"years of work"}
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


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
