"""Contracts of several features each, so that few runs of schemathesis test all of them."""

import copy
import json
import re
from collections.abc import Iterable
from typing import Any

from scripts.openapi import METHODS, Document, resolve

# Every operation documents that it rejects invalid requests, which schemathesis demands.
_REJECTED = {"4XX": {"description": "The request was rejected."}}


def merge(documents: Iterable[tuple[str, Document]]) -> Document:
    """Merge contracts of one version and dialect.

    Paths and the names of components get a prefix. Security schemes are shared if they are equal: a mock knows one
    value for each header.

    Args:
        documents: The contracts, with their prefixes.
    """
    merged: Document = {}
    for prefix, document in documents:
        own = _prefixed(_with_security(document), prefix, scheme_names(document))
        kept = {name: each for name, each in own.items() if name not in {"paths", "components", "security", "servers"}}
        merged = {**kept, **merged, "info": {"title": f"Features {document['openapi']}", "version": "1.0.0"}}
        merged.setdefault("paths", {}).update(own["paths"])
        for section, entries in own.get("components", {}).items():
            merged.setdefault("components", {}).setdefault(section, {}).update(entries)
    return merged


def _with_security(document: Document) -> Document:
    """Return a copy in which each operation has its own security requirements, and documents rejections."""
    copied = copy.deepcopy(document)
    for item in copied["paths"].values():
        for operation in (item[method] for method in METHODS if method in item):
            operation.setdefault("security", document.get("security", []))
            responses = operation["responses"]
            operation["responses"] = responses if "default" in responses else _REJECTED | responses
    return copied


def scheme_names(document: Document) -> dict[str, str]:
    """Return the names that the security schemes of a contract have in a merged one."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    texts = {name: json.dumps(resolve(document, each)) for name, each in schemes.items()}
    return {name: "_".join(re.findall("[A-Za-z-]+", text)) for name, text in texts.items()}


def _prefixed(document: Document, prefix: str, schemes: dict[str, str]) -> Document:
    """Return a contract whose paths, operationIds, components and references to them have a prefix."""
    own: Document = _references(document, prefix)
    own["paths"] = {f"/{prefix}{path}": _operations(item, prefix, schemes) for path, item in own["paths"].items()}
    components = own.get("components", {})
    own["components"] = {
        section: {f"{prefix}_{name}": each for name, each in entries.items()} for section, entries in components.items()
    }
    if schemes:
        own["components"]["securitySchemes"] = {
            schemes[name]: resolve(document, each) for name, each in document["components"]["securitySchemes"].items()
        }
    return own


def _operations(item: Document, prefix: str, schemes: dict[str, str]) -> Document:
    changed = dict(item)
    for method in (each for each in METHODS if each in item):
        operation = dict(item[method])
        if "operationId" in operation:
            operation["operationId"] = f"{prefix}_{operation['operationId']}"
        operation["security"] = [
            {schemes[name]: scopes for name, scopes in each.items()} for each in operation["security"]
        ]
        for response in operation["responses"].values():
            for link in response.get("links", {}).values() if isinstance(response, dict) else ():
                link["operationId"] = f"{prefix}_{link['operationId']}"
        changed[method] = operation
    return changed


def _references(node: Any, prefix: str) -> Any:
    if isinstance(node, list):
        return [_references(each, prefix) for each in node]
    if not isinstance(node, dict):
        return node
    changed = {name: _references(each, prefix) for name, each in node.items()}
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/components/"):
        _, _, section, name = reference.split("/", 3)
        changed["$ref"] = f"#/components/{section}/{prefix}_{name}"
    elif isinstance(reference, str):
        changed["$ref"] = reference.replace("#/paths/~1", f"#/paths/~1{prefix}~1")
    if "propertyName" in node and "mapping" in node:
        changed["mapping"] = {value: _mapped(target, prefix) for value, target in node["mapping"].items()}
    return changed


def _mapped(target: str, prefix: str) -> str:
    start, _, name = target.rpartition("/")
    return f"{start}/{prefix}_{name}" if start else f"{prefix}_{name}"
