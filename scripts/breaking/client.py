"""Breaking changes of the Python client, found by griffe."""

import tomllib
from pathlib import Path

import griffe

from scripts.breaking.change import Change
from scripts.project import UserError


def version(client: Path) -> str:
    """Return the version of a client.

    Raises:
        UserError: Its pyproject.toml cannot be read, or has no version.
    """
    path = client / "pyproject.toml"
    try:
        found: str = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["version"]
    except (OSError, ValueError, LookupError) as error:
        raise UserError(f"{path}: project.version is missing; run `make generate`") from error
    return found


def changes(base: Path, client: Path) -> list[Change]:
    """Return the breaking changes of a client. Names with a leading underscore are not public.

    Args:
        base: The folder of the old client.
        client: The folder of the new client.

    Raises:
        UserError: A client is not valid Python.
    """
    found = []
    for package in sorted(path.parent.name for path in base.glob("*/__init__.py")):
        if (client / package / "__init__.py").exists():
            breakages = griffe.find_breaking_changes(_load(package, base), _load(package, client))
            found += [_change(breakage) for breakage in breakages]
        else:
            found.append(Change("ERR", "object-removed", (package,), "the package was removed"))
    return sorted(found, key=lambda change: change.names)  # griffe's order is that of the file system


def _load(package: str, client: Path) -> griffe.Object | griffe.Alias:
    try:
        return griffe.load(package, search_paths=[client], resolve_aliases=True, allow_inspection=False)
    except (griffe.GriffeError, ImportError, SyntaxError) as error:
        raise UserError(f"{client}: {str(error).splitlines()[0]}") from error


def _change(breakage: griffe.Breakage) -> Change:
    value = breakage.old_value if breakage.old_value is not None else breakage.new_value
    parameter = value.name if isinstance(value, griffe.Parameter) else ""
    text = f"{breakage.kind.value.lower()}{f': `{parameter}`' if parameter else ''}"
    return Change("ERR", breakage.kind.name.lower().replace("_", "-"), (breakage.obj.path,), text, parameter)
