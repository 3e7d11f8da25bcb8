"""`python -m scripts.reference`, which writes the API reference as a static site."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import errata
from scripts.editions.contracts import names
from scripts.openapi import load, operations
from scripts.project import CONTRACT, ERRATA, ROOT, UserError
from scripts.reference.cli import main
from scripts.reference.site import FILE_NAMES, SCALAR
from tests.support import pet_shop


def test_site_is_written_and_summarized(tmp_path: Path) -> None:
    output = tmp_path / "new" / "site"
    command = [sys.executable, "-m", "scripts.reference", "--output", str(output)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    sizes = {path.relative_to(output): path.stat().st_size for path in output.rglob("*") if path.is_file()}
    folders = [path.name for path in output.iterdir() if path.is_dir()]
    expected = {Path(folder, name) for folder in folders for name in FILE_NAMES if name != SCALAR}
    assert set(sizes) == {*expected, *map(Path, FILE_NAMES)}
    size = f"{sum(sizes.values()) / 2**20:.1f} MiB"
    first, *lines = ended.stdout.splitlines()
    assert first == f"reference: wrote {output} ({len(sizes)} files, {size})"
    counts = f"{len(list(operations(load(CONTRACT))))} operations, {len(errata.load(ERRATA))} errata"
    assert f"reference: 2024-05-09: {counts}" in lines
    assert [line.split(": ")[1] for line in lines] == names()


def test_existing_site_is_replaced(site_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contract = tmp_path / "shop.json"
    contract.write_text(json.dumps(pet_shop.CONTRACT))
    output = shutil.copytree(site_folder, tmp_path / "site")
    assert main(["--output", str(output), "--contract", str(contract)]) == 0
    count = len(list(operations(pet_shop.CONTRACT)))
    assert capsys.readouterr().out.endswith(f": {count} operations, no errata\n")
    assert {path.name for path in output.iterdir()} == {*FILE_NAMES} - {"errata.html", "editions.js"}
    assert "Pet shop" in (output / "index.html").read_text()


def test_own_contract_with_an_edition_version_has_no_errata(tmp_path: Path) -> None:
    contract, output = tmp_path / "shop.json", tmp_path / "site"
    info = {**pet_shop.CONTRACT["info"], "version": names()[-1]}
    contract.write_text(json.dumps({**pet_shop.CONTRACT, "info": info}))
    assert main(["--output", str(output), "--contract", str(contract)]) == 0
    assert r"from caigunn_client import PetShop\n" in (output / "reference.json").read_text()
    assert not (output / "errata.html").exists()


def test_folder_with_other_files_is_not_changed(tmp_path: Path) -> None:
    output = tmp_path / "other"
    output.mkdir()
    (output / "index.html").write_text("mine")
    with pytest.raises(UserError, match=r"other: contains index\.html, which is not part of a reference"):
        main(["--output", str(output)])
    assert [path.read_text() for path in output.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["notes.txt", "2024-11-19/notes.txt", "mine/index.html"])
def test_site_with_an_added_file_is_not_changed(site_folder: Path, tmp_path: Path, name: str) -> None:
    output, added = tmp_path / "site", tmp_path / "site" / name
    shutil.copytree(site_folder, output)
    added.parent.mkdir(exist_ok=True)
    added.write_text("mine")
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    with pytest.raises(UserError, match=rf"site: contains {re.escape(name)}, which is not part of a reference"):
        main(["--output", str(output)])
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before


@pytest.mark.parametrize(
    "content",
    [
        None,
        "{",
        "openapi: 3.1.0\npaths: {/a: {get: {}}}",
        "openapi: 3.1.0\ninfo: {title: t}\npaths: {/a: {get: {responses: {}}}}",
    ],
    ids=["missing", "not YAML", "no info", "no version"],
)
def test_invalid_contract_is_a_failure(tmp_path: Path, content: str | None) -> None:
    contract = tmp_path / "contract.yaml"
    if content is not None:
        contract.write_text(content)
    with pytest.raises(UserError) as raised:
        main(["--contract", str(contract), "--output", str(tmp_path / "site")])
    assert str(raised.value).startswith(str(contract))
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("output", ["file", "file/site"])
def test_output_that_is_a_file_is_a_failure(tmp_path: Path, output: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match=f"^{tmp_path / 'file'}"):
        main(["--output", str(tmp_path / output)])


def test_missing_package_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.project.NODE_MODULES", tmp_path / "missing")
    with pytest.raises(UserError, match=r"standalone\.js .*run `make setup`$"):
        main(["--output", str(tmp_path / "site")])
    assert not (tmp_path / "site").exists()
