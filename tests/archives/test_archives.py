"""Content and metadata of the archives that `make dist` builds."""

import asyncio
import email
import re
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import pytest
from packaging.requirements import Requirement

from scripts import openapi
from scripts.archives import cli, mock_package
from scripts.project import CONTRACT, LICENSE, ROOT, Unavailable, UserError
from tests.archives.conftest import run

ARCHIVES = ("caigunn_client-*.tar.gz", "caigunn_client-*.whl", "caigunn-client-*.tgz", "caigunn_mock-*.whl")


def files(archive: Path) -> dict[str, bytes]:
    """Return the files of an archive, by their paths."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as opened:
            return {name: opened.read(name) for name in opened.namelist()}
    with tarfile.open(archive) as tar:
        found = {member.name: tar.extractfile(member) for member in tar.getmembers()}
        return {name: file.read() for name, file in found.items() if file}


def test_lowest_versions_of_dependencies_are_those_of_the_tests() -> None:
    project = tomllib.loads((ROOT / "scripts/archives/project/pyproject.toml").read_text("utf-8"))["project"]
    extras = [each for listed in project["optional-dependencies"].values() for each in listed]
    pins = {Requirement(line) for line in (ROOT / "requirements.in").read_text("utf-8").splitlines() if "==" in line}
    tested = {f"{each.name}>={str(each.specifier).removeprefix('==')}" for each in pins}
    assert {re.sub(r"\[\w+\]", "", each) for each in [*project["dependencies"], *extras]} <= tested


def write_archive(command: Sequence[str], _: Path = ROOT) -> None:
    """Write one archive instead of a build."""
    [option] = {"--out-dir", "--pack-destination"} & set(command)
    Path(command[command.index(option) + 1], "caigunn_client-2.whl").write_bytes(b"new")


def test_build_replaces_archives_and_lists_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("caigunn_client-1.whl", "notes.txt"):
        (tmp_path / name).write_bytes(b"old")
    monkeypatch.setattr(cli, "write_mock_package", lambda _: None)
    monkeypatch.setattr(cli, "_run", write_archive)
    assert cli.main(["--output", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"caigunn_client-2.whl", "notes.txt"}
    assert capsys.readouterr().out == f"dist: {tmp_path}/caigunn_client-2.whl, 3 bytes\n"


def test_failed_build_keeps_earlier_archives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise UserError("uv build: no network")

    (tmp_path / "caigunn_mock-1.whl").write_bytes(b"old")
    monkeypatch.setattr(cli, "write_mock_package", lambda _: None)
    monkeypatch.setattr(cli, "_run", fail)
    with pytest.raises(UserError, match="no network"):
        cli.main(["--output", str(tmp_path)])
    assert (tmp_path / "caigunn_mock-1.whl").exists()


def test_response_that_prism_cannot_generate_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prism = AsyncMock()
    prism.generate.side_effect = Unavailable("no response in 30 s")
    monkeypatch.setattr(mock_package, "PrismSupervisor", lambda: prism)
    with pytest.raises(UserError, match=r"^Prism: no response in 30 s$"):
        asyncio.run(mock_package.write_responses([openapi.load(CONTRACT)], tmp_path))


@pytest.mark.slow
def test_archives_have_license_and_no_other_files(archives: Path) -> None:
    assert len(list(archives.iterdir())) == len(ARCHIVES)
    for pattern in ARCHIVES:
        [archive] = archives.glob(pattern)
        found = files(archive)
        assert LICENSE.read_bytes() in {found[name] for name in found if name.endswith("/LICENSE")}, pattern
        assert not [name for name in found if "__pycache__" in name or "node_modules" in name], pattern


@pytest.mark.slow
def test_readmes_and_metadata_satisfy_twine(archives: Path, tmp_path: Path) -> None:
    run([sys.executable, "-m", "venv", str(tmp_path / "venv")])
    python = str(tmp_path / "venv/bin/python")
    run([python, "-m", "pip", "install", "--quiet", "twine"])
    packages = [str(path) for path in sorted(archives.glob("caigunn_*"))]
    assert run([python, "-m", "twine", "check", "--strict", *packages]).count("PASSED") == len(packages)


@pytest.mark.slow
def test_wheel_of_the_mock_names_authors_and_urls(archives: Path) -> None:
    [archive] = archives.glob("caigunn_mock-*.whl")
    [metadata] = [content for name, content in files(archive).items() if name.endswith(".dist-info/METADATA")]
    fields = email.message_from_bytes(metadata)
    assert fields["Author"] == "The maintainers of the CaiGunn contract"
    assert fields["Project-URL"] == "Service, https://caigunn-api.ap-mic.com"
    assert "Framework :: Pytest" in fields.get_all("Classifier", [])
    assert {"scalar-LICENSE", "openapi_spec_validator-LICENSE"} <= {
        name.rpartition("/")[2] for name in files(archive) if "/licenses/" in name
    }
