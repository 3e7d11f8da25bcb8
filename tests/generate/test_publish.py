"""Drift check and replacement of generated directories."""

from pathlib import Path

import pytest

from scripts.generate import publish
from scripts.project import UserError


def write(directory: Path, **files: str) -> Path:
    """Write files; two underscores in a name are a slash, and one is a dot."""
    for name, content in files.items():
        path = directory / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return directory


def test_equal_directories_have_no_drift(tmp_path: Path) -> None:
    directory = write(tmp_path / "client", a_py="1", sub__b_py="2")
    assert publish.drift(directory, publish.read_files(directory)) == []


def test_drift_is_listed_by_file(tmp_path: Path) -> None:
    directory = write(tmp_path / "client", extra_py="", changed_py="old", same_py="")
    generated = {"missing.py": b"", "changed.py": b"new", "same.py": b""}
    assert publish.drift(directory, generated) == [
        f"missing: {directory}/missing.py",
        f"extra: {directory}/extra.py",
        f"different: {directory}/changed.py",
    ]


@pytest.mark.parametrize("ignored", ["__pycache__", "node_modules"])
def test_caches_and_installed_packages_are_ignored(tmp_path: Path, ignored: str) -> None:
    write(tmp_path, a_py="1")
    write(tmp_path / "sub" / ignored, b_py="2")
    assert publish.read_files(tmp_path) == {"a.py": b"1"}


@pytest.mark.parametrize("marked", ["pyproject_toml", "package_json"])
def test_previous_version_is_replaced(tmp_path: Path, marked: str) -> None:
    output = write(tmp_path / "client", **{marked: f"# {publish.HEADER}", "stale_py": ""})
    with publish.staging(output, check=False) as new:
        write(new, a_py="1")
        publish.replace({output: new})
    assert publish.read_files(tmp_path) == {"client/a.py": b"1"}
    assert list(tmp_path.iterdir()) == [output]


def test_missing_directory_is_created(tmp_path: Path) -> None:
    output = tmp_path / "new" / "client"
    with publish.staging(output, check=False) as new:
        write(new, a_py="1")
        publish.replace({output: new})
    assert publish.read_files(tmp_path) == {"new/client/a.py": b"1"}


def test_unmarked_directory_is_rejected_before_any_replacement(tmp_path: Path) -> None:
    own = write(tmp_path / "own", pyproject_toml="[project]")
    output = tmp_path / "client"
    with publish.staging(output, check=False) as new:
        write(new, a_py="1")
        with pytest.raises(UserError, match=f"^{own}: not empty"):
            publish.replace({output: new, own: new})
    assert publish.read_files(tmp_path) == {"own/pyproject.toml": b"[project]"}


def test_check_stages_outside_the_output(tmp_path: Path) -> None:
    with publish.staging(tmp_path / "client", check=True) as new:
        assert not new.is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []
