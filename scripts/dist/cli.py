"""Command line: `python -m scripts.dist [--output FOLDER]`."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.dist.mock_package import write_mock_package
from scripts.project import BUILD, CLIENT, ROOT, TYPESCRIPT, UserError, displayed


def main(arguments: list[str] | None = None) -> int:
    """Build the archives; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.dist", description="Build the archives for installation.")
    parser.add_argument("--output", type=Path, default=BUILD / "dist", help="the folder (default: %(default)s)")
    parser.add_argument(
        "--only", choices=["mock", "python", "typescript"], help="build the archives of one package (default: all)"
    )
    options = parser.parse_args(arguments)
    output: Path = options.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    builders = {"mock": _build_mock, "python": _build_python, "typescript": _build_typescript}
    for name, build in builders.items():
        if options.only in {None, name}:
            # Outside of this repository, whose .gitignore the build would follow.
            with tempfile.TemporaryDirectory(prefix="dist-") as scratch:
                build(Path(scratch), output)
    for archive in sorted(output.iterdir()):
        print(f"dist: {displayed(archive)}, {archive.stat().st_size:,} bytes")
    return 0


def _build_mock(scratch: Path, output: Path) -> None:
    write_mock_package(scratch / "project")
    _remove(output, "caigunn_mock-*")
    _run([*_uv(), "--wheel", "--out-dir", str(output), str(scratch / "project")])


def _build_python(scratch: Path, output: Path) -> None:
    project = shutil.copytree(CLIENT, scratch / "project", ignore=shutil.ignore_patterns("__pycache__"))
    _remove(output, "caigunn_client-*")
    _run([*_uv(), "--wheel", "--sdist", "--out-dir", str(output), str(project)])


def _build_typescript(scratch: Path, output: Path) -> None:
    project = shutil.copytree(TYPESCRIPT, scratch / "project")
    _remove(output, "caigunn-client-*.tgz")
    npm = Path(sys.executable).with_name("npm")
    _run([str(npm), "pack", "--silent", "--ignore-scripts", "--pack-destination", str(output)], project)


def _uv() -> list[str]:
    # In an isolated environment with the build system that pyproject.toml names. `.gitignore` is not added to `output`.
    return [str(Path(sys.executable).with_name("uv")), "build", "--quiet", "--no-create-gitignore"]


def _remove(output: Path, pattern: str) -> None:
    """Remove archives of earlier builds, which may have other versions."""
    for path in output.glob(pattern):
        path.unlink()


def _run(command: Sequence[str], folder: Path = ROOT) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise UserError(f"{Path(command[0]).name} {command[1]}: {lines[-1] if lines else 'no message'}")
