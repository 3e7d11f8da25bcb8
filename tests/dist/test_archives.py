"""Content and metadata of the archives that `make dist` builds."""

import email
import re
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scripts.project import LICENSE, ROOT
from tests.dist.conftest import run

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
    project = tomllib.loads((ROOT / "scripts/dist/project/pyproject.toml").read_text("utf-8"))["project"]
    extras = [each for listed in project["optional-dependencies"].values() for each in listed]
    pins = {Requirement(line) for line in (ROOT / "requirements.in").read_text("utf-8").splitlines() if "==" in line}
    tested = {f"{each.name}>={str(each.specifier).removeprefix('==')}" for each in pins}
    assert {re.sub(r"\[\w+\]", "", each) for each in [*project["dependencies"], *extras]} <= tested


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
