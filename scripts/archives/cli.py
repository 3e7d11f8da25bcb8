"""Command line: `python -m scripts.archives [--output FOLDER]`."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.archives.mock_package import write_mock_package
from scripts.project import BUILD, CLIENT, ROOT, TYPESCRIPT, UserError, displayed

# Archives of earlier builds, which may have other versions.
_PATTERNS = ("caigunn_mock-*.whl", "caigunn_client-*.whl", "caigunn_client-*.tar.gz", "caigunn-client-*.tgz")


def main(arguments: list[str] | None = None) -> int:
    """Build the archives, and then replace those of earlier builds; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.archives", description="Build the archives for installation."
    )
    parser.add_argument("--output", type=Path, default=BUILD / "dist", help="the folder (default: %(default)s)")
    output: Path = parser.parse_args(arguments).output.resolve()
    # Outside of this repository, whose .gitignore the build would follow.
    with tempfile.TemporaryDirectory(prefix="dist-") as scratch:
        built = Path(scratch, "archives")
        built.mkdir()
        for name, build in (("mock", _build_mock), ("python", _build_python), ("typescript", _build_typescript)):
            build(Path(scratch, name), built)
        output.mkdir(parents=True, exist_ok=True)
        for earlier in [path for pattern in _PATTERNS for path in output.glob(pattern)]:
            earlier.unlink()
        for archive in sorted(built.iterdir()):
            moved = Path(shutil.move(archive, output / archive.name))
            print(f"dist: {displayed(moved)}, {moved.stat().st_size:,} bytes")
    return 0


def _build_mock(project: Path, built: Path) -> None:
    write_mock_package(project)
    _run([*_uv(), "--wheel", "--out-dir", str(built), str(project)])


def _build_python(project: Path, built: Path) -> None:
    shutil.copytree(CLIENT, project, ignore=shutil.ignore_patterns("__pycache__"))
    _run([*_uv(), "--wheel", "--sdist", "--out-dir", str(built), str(project)])


def _build_typescript(project: Path, built: Path) -> None:
    shutil.copytree(TYPESCRIPT, project)
    npm = Path(sys.executable).with_name("npm")
    _run([str(npm), "pack", "--silent", "--ignore-scripts", "--pack-destination", str(built)], project)


def _uv() -> list[str]:
    # In an isolated environment with the build system that pyproject.toml names. A `.gitignore` is not an archive.
    return [str(Path(sys.executable).with_name("uv")), "build", "--quiet", "--no-create-gitignore"]


def _run(command: Sequence[str], folder: Path = ROOT) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise UserError(f"{Path(command[0]).name} {command[1]}: {lines[-1] if lines else 'no message'}")
