"""References within a document."""

from typing import Any
from urllib.parse import unquote

from scripts.openapi.structure import Document, steps
from scripts.project import UserError

# Fields next to a `$ref` that override those of its target (OpenAPI 3.1.1, 4.8.23).
_OVERRIDES = ("summary", "description")


def value_at(document: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer; references on the way are not followed.

    Raises:
        LookupError: The pointer leads nowhere.
    """
    value = document
    for step in steps(pointer):
        if isinstance(value, dict):
            value = value[step]
        elif isinstance(value, list) and step.isdecimal():
            value = value[int(step)]
        else:
            raise LookupError(pointer)
    return value


def resolve(document: Document, node: Any) -> Any:
    """Return the target of the `$ref` of a node, or the node itself if it has none.

    In OpenAPI 3.1, `summary` and `description` next to a `$ref` override those of the target. References to other files
    are not supported here: `load` replaces them.

    Raises:
        UserError: A reference cannot be resolved within the document, or is circular.
    """
    seen: list[str] = []
    overrides: Document = {}
    while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
        if reference in seen:
            raise UserError(f"$ref {reference!r}: circular")
        seen.append(reference)
        overrides = {name: node[name] for name in _OVERRIDES if name in node} | overrides
        node = _target(document, reference)
    if overrides and isinstance(node, dict) and not str(document.get("openapi")).startswith("3.0"):
        return node | overrides
    return node


def follow(document: Document, pointer: str) -> str:
    """Return the JSON pointer of the object that the `$ref` at a pointer leads to, or the pointer itself without one.

    Raises:
        LookupError: The pointer leads nowhere.
    """
    node = value_at(document, pointer)
    while isinstance(node, dict) and str(node.get("$ref", "")).startswith("#/"):
        pointer = unquote(node["$ref"][1:])
        node = value_at(document, pointer)
    return pointer


def _target(document: Document, reference: str) -> Any:
    if not reference.startswith("#/"):
        raise UserError(f"$ref {reference!r}: not a JSON pointer into the document, such as #/components/schemas/Pet")
    try:
        return value_at(document, unquote(reference[1:]))
    except LookupError:
        raise UserError(f"$ref {reference!r} leads nowhere") from None
