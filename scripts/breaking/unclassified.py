"""Changes of the contract that oasdiff does not classify: documentation, and parts that it does not compare."""

from collections.abc import Iterator
from typing import Any

from scripts.breaking.change import Change
from scripts.openapi import METHODS, Document

_DOCUMENTATION = {
    *("title", "summary", "description", "example", "examples", "externalDocs", "$comment"),
    *("contact", "license", "termsOfService"),
}
# Objects whose keys are chosen by the author: `properties` may have one that is named `description`.
_MAPS = {
    *("paths", "webhooks", "properties", "patternProperties", "$defs", "dependentSchemas", "schemas", "responses"),
    *("parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems", "content"),
    *("encoding", "variables"),
}
# Values, which contain no documentation.
_VALUES = {"default", "const", "enum", "mapping", "security"}


def changes(base: Document, document: Document) -> list[Change]:
    """Return the changes of level `docs` and `other`."""
    return list(_changes(base, document, (), is_map=False))


def _changes(base: Any, revision: Any, location: tuple[str, ...], *, is_map: bool) -> Iterator[Change]:
    old, new = _children(base), _children(revision)
    for key in {**old, **new}:
        if key in old and key in new and old[key] == new[key]:
            continue
        child = (*location, key)
        verb = "added" if key not in old else "removed" if key not in new else "changed"
        if child == ("components", "examples"):
            yield from _changes(old.get(key), new.get(key), child, is_map=True)
        elif location == ("components", "examples") or (not is_map and (key in _DOCUMENTATION or child == ("tags",))):
            yield Change("docs", "", (_displayed(child),), verb)
        elif not is_map and (key.startswith("x-") or key in {"servers", "openapi"} or child == ("info", "version")):
            yield Change("other", "", (_displayed(child),), f"{verb}, which oasdiff does not classify")
        elif key in old and key in new and (is_map or key not in _VALUES):
            yield from _changes(old[key], new[key], child, is_map=key in _MAPS and not is_map)


def _children(node: Any) -> dict[str, Any]:
    """Return the children of an object or array by key or index; parameters by location and name."""
    if isinstance(node, list):
        keys = (f"{each['in']} {each['name']}" if isinstance(each, dict) and "in" in each else None for each in node)
        return {key or str(index): each for index, (key, each) in enumerate(zip(keys, node, strict=True))}
    return node if isinstance(node, dict) else {}


def _displayed(location: tuple[str, ...]) -> str:
    """Return a location as text, an operation by its method and path."""
    match location:
        case ("paths" | "webhooks" as key, path, method, *rest) if method in METHODS:
            prefix = "webhook:" if key == "webhooks" else ""
            return f"{method.upper()} {prefix}{path}: {'/'.join(rest)}"
        case _:
            return "/".join(location)
