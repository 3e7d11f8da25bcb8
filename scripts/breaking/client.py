"""What changed between two versions of the Python client that breaks its callers: what griffe finds."""

import tomllib
from pathlib import Path

import griffe

from scripts.breaking.change import Change
from scripts.project import Failure


def version(client: Path) -> str:
    """Return the version of a client.

    Raises:
        Failure: Its pyproject.toml can't be read, or has none.
    """
    try:
        found: str = tomllib.loads((client / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    except (OSError, ValueError, LookupError) as error:
        raise Failure(f"{client}/pyproject.toml tells no version: `make generate` writes it anew") from error
    return found


def breakages(base: Path, revision: Path) -> list[Change]:
    """Return what a caller of the client as it was can't rely on any more. What begins with `_` was never public.

    Raises:
        Failure: A client isn't Python.
    """
    changes = []
    for package in sorted(path.parent.name for path in base.glob("*/__init__.py")):
        if (revision / package / "__init__.py").exists():
            found = griffe.find_breaking_changes(_load(package, base), _load(package, revision))
            changes += [_change(breakage) for breakage in found]
        else:
            changes.append(Change("ERR", "object-removed", (package,), "the package was removed"))
    return sorted(changes, key=lambda change: change.names)  # griffe's order is that of the file system


def _load(package: str, client: Path) -> griffe.Object | griffe.Alias:
    try:
        return griffe.load(package, search_paths=[client], resolve_aliases=True, allow_inspection=False)
    except (griffe.GriffeError, ImportError, SyntaxError) as error:
        raise Failure(f"{client}: {str(error).splitlines()[0]}") from error


def _change(breakage: griffe.Breakage) -> Change:
    value = breakage.old_value if breakage.old_value is not None else breakage.new_value
    parameter = value.name if isinstance(value, griffe.Parameter) else ""
    text = f"{breakage.kind.value.lower()}{f': `{parameter}`' if parameter else ''}"
    return Change("ERR", breakage.kind.name.lower().replace("_", "-"), (breakage.obj.path,), text, parameter)
