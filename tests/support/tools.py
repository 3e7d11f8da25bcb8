"""Packages that only tests need, installed into `build/test-tools` when a test first needs them."""

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts.project import BUILD, ROOT

LOCK = ROOT / "tests/tools.txt"


def tools() -> Path:
    """Return the folder with the packages that `tests/tools.txt` locks, for `PYTHONPATH`."""
    version = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    return _made(BUILD / f"test-tools/{version}", _install)


def json_schema_suite() -> Path:
    """Return the folder of the JSON-Schema-Test-Suite, which the source distribution of jsonschema contains."""
    version = _locked("jsonschema")[0]
    return _made(BUILD / f"test-tools/{version.replace('==', '-')}", _download) / version.replace("==", "-") / "json"


def _made(folder: Path, make: Callable[[Path], None]) -> Path:
    """Return a folder; make it if it is missing. Several processes may do so at once."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent))
        make(made)
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    return folder


def _install(folder: Path) -> None:
    options = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--target", str(folder)]
    _run("uv", "pip", "install", *options, "--requirement", str(LOCK))


def _download(folder: Path) -> None:
    version, *hashes = _locked("jsonschema")
    requirement = folder / "requirement.txt"
    requirement.write_text(" ".join([version, *hashes]), encoding="utf-8")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-binary", ":all:", "--require-hashes"]
    # pip builds the metadata of what it downloads, with the locked build backend.
    _run("pip", "download", *options, "--dest", str(folder), "--requirement", str(requirement), path=tools())
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")


def _locked(name: str) -> list[str]:
    """Return the pinned version of a package, and the options with its hashes."""
    lock = LOCK.read_text(encoding="utf-8")
    found = re.search(rf"^{name}==.*(?:\n    --hash.*)*", lock, re.MULTILINE)
    assert found, f"{LOCK} does not lock {name}"
    return found[0].replace("\\", "").split()


def _run(module: str, *arguments: str, path: Path | None = None) -> None:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    subprocess.run([sys.executable, "-m", module, *arguments], check=True, env=environment)
