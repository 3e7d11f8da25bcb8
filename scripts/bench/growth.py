"""Contracts with many operations, copied from those of a small one."""

from pathlib import Path
from typing import Any

import yaml

from scripts.openapi import METHODS, Document, load, operations
from scripts.project import CONTRACT

_SCHEMAS = "#/components/schemas/"


def write_enlarged(directory: Path, copies: int) -> tuple[Path, int]:
    """Write the contract with copies of its operations to a file, and return it and its number of operations."""
    document = enlarge(load(CONTRACT), copies)
    count = len(list(operations(document)))
    contract = directory / f"{count}.yaml"
    contract.write_text(yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8")
    return contract, count


def enlarge(document: Document, copies: int) -> Document:
    """Return a contract that has each operation and schema a number of times, the first copy unchanged.

    The others have a number appended to their paths, operation ids, tags and schema names. Shared declarations such as
    security schemes, responses and webhooks are not copied.
    """
    components = document.get("components", {})
    paths = dict(document["paths"])
    schemas = dict(components.get("schemas", {}))
    tags = list(document.get("tags", []))
    for number in range(2, copies + 1):
        schemas |= {
            f"{name}{number}": _renumbered(each, number) for name, each in components.get("schemas", {}).items()
        }
        tags += [{**tag, "name": f"{tag['name']} {number}"} for tag in document.get("tags", [])]
        for path, item in document["paths"].items():
            copied = _renumbered(item, number)
            for definition in (copied[method] for method in METHODS if method in copied):
                definition["tags"] = [f"{tag} {number}" for tag in definition.get("tags", [])]
            paths[f"{path}-{number}"] = copied
    return {**document, "tags": tags, "paths": paths, "components": {**components, "schemas": schemas}}


def _renumbered(node: Any, number: int) -> Any:
    """Return a copy whose operation ids and references to schemas are those of the copies with this number."""
    if isinstance(node, list):
        return [_renumbered(each, number) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: f"{value}{number}"
        if key == "operationId" or (key == "$ref" and str(value).startswith(_SCHEMAS))
        else _renumbered(value, number)
        for key, value in node.items()
    }
