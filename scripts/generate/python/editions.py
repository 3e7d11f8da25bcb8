"""Subpackages of the Python client, one for each further edition of the contract.

A subpackage has the operations and models of its edition. It imports the modules that do not depend on the edition from
the package, so that errors and files are the same classes in all editions.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_INIT = "__init__"
# Its functions return the examples of the package that it is in.
_NEVER_SHARED = "testing"


def share_modules(package: Path, edition: Path) -> None:
    """Remove from the package of an edition the modules that it shares with the package of the contract.

    Args:
        package: The package of the contract.
        edition: The package of the edition, which will be a subpackage.
    """
    shared = _shared(_sources(package), _sources(edition))
    for module in shared:
        (edition / f"{module}.py").unlink()
    for path in sorted(edition.rglob("*.py")):
        depth = len(path.relative_to(edition).parts)
        path.write_text(_with_shared_imports(path.read_text(encoding="utf-8"), depth, shared), encoding="utf-8")


def _sources(package: Path) -> dict[str, str]:
    """Return the modules of a package, without those of its subpackages."""
    return {path.stem: path.read_text(encoding="utf-8") for path in package.glob("*.py") if path.stem != _INIT}


def _shared(package: dict[str, str], edition: dict[str, str]) -> frozenset[str]:
    """Return the modules that are the same in both packages, and import none that is not."""
    shared = {module for module, source in edition.items() if package.get(module) == source} - {_NEVER_SHARED}
    while others := {each for each in shared if not _imported(edition[each]) <= shared}:
        shared -= others
    return frozenset(shared)


def _imported(source: str) -> set[str]:
    return {module for node in _imports(source, 1) for module in _modules(node)}


def _imports(source: str, depth: int) -> Iterator[ast.ImportFrom]:
    """Yield the imports from the package itself, of a module that is this deep in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            yield node


def _modules(node: ast.ImportFrom) -> list[str]:
    """Return the modules of a package, or its subpackages, that an import from the package refers to."""
    return [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]


def _with_shared_imports(source: str, depth: int, shared: frozenset[str]) -> str:
    """Return a module that imports the shared modules from the package around its own."""
    lines = source.splitlines(keepends=True)
    for node in _imports(source, depth):
        is_shared = [module in shared for module in _modules(node)]
        line = lines[node.lineno - 1]
        if all(is_shared):
            dots = "." * depth
            lines[node.lineno - 1] = line.replace(f"from {dots}", f"from {dots}.", 1)
        elif any(is_shared):
            outer = [alias for alias, outside in zip(node.names, is_shared, strict=True) if outside]
            inner = [alias for alias in node.names if alias not in outer]
            statements = (ast.ImportFrom(None, outer, depth + 1), ast.ImportFrom(None, inner, depth))
            indent = line[: node.col_offset]
            replaced = [f"{indent}{ast.unparse(each)}\n" for each in statements]
            end = node.end_lineno or node.lineno
            lines[node.lineno - 1 : end] = ["".join(replaced), *[""] * (end - node.lineno)]
    text = "".join(lines)
    # The table of lazily imported names in __init__.py (package_init.py.jinja).
    return re.sub(rf'(": ")({"|".join(sorted(shared))})(",\n)', r"\1.\2\3", text) if shared else text
