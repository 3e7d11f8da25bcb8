"""Publishing of generated files: drift check, and atomic replacement of the previous version."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scripts.project import CLIENT, TYPESCRIPT, UserError, displayed

# Identifies a client that may be replaced.
_MARKER = "from an OpenAPI document by scripts/generate"
HEADER = f"Generated {_MARKER}. Do not edit: change the document or the templates."
_MARKED_FILES = ("pyproject.toml", "package.json")
# Written by interpreters and package managers.
_IGNORED = {"__pycache__", "node_modules"}

Files = Mapping[str, bytes]


@contextmanager
def staging(output: Path, check: bool) -> Iterator[Path]:
    """Yield a path for a new version of a directory, which is removed unless `replace` has moved it.

    Args:
        output: The directory that the new version belongs to.
        check: The new version is only compared. Otherwise it is on the file system of `output`, to be moved.
    """
    if not check:
        output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".generate-", dir=None if check else output.parent) as scratch:
        yield Path(scratch) / "new"


def read_files(directory: Path) -> Files:
    """Return the content of all files of a directory by relative path, without caches and installed packages."""
    paths = (path.relative_to(directory) for path in sorted(directory.rglob("*")) if path.is_file())
    return {str(path): (directory / path).read_bytes() for path in paths if not _IGNORED & {*path.parts}}


def drift(output: Path, generated: Files) -> list[str]:
    """Return a line for each file of a directory that is missing, extra or different."""
    present, directory = read_files(output), displayed(output)
    changed = [name for name in generated if name in present and generated[name] != present[name]]
    return [
        *(f"missing: {directory / name}" for name in generated if name not in present),
        *(f"extra: {directory / name}" for name in present if name not in generated),
        *(f"different: {directory / name}" for name in changed),
    ]


def replace(staged: Mapping[Path, Path]) -> None:
    """Move new versions of directories to their places.

    Args:
        staged: The path of each new version, by `staging`, by its directory.

    Raises:
        UserError: A directory contains something else than a generated client. None is replaced then.
    """
    for output in staged:
        _check_replaceable(output)
    for output, new in staged.items():
        if output.exists():
            output.rename(new.parent / "previous")
        new.rename(output)


def _check_replaceable(output: Path) -> None:
    marked = [output / name for name in _MARKED_FILES if (output / name).exists()]
    if output in {CLIENT, TYPESCRIPT} or any(_MARKER in path.read_text("utf-8") for path in marked):
        return
    if output.is_file() or (output.exists() and any(output.iterdir())):
        raise UserError(f"{output}: not empty, and not a generated client; choose another directory")
