"""References to schemas that are not components."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from openapi_python_client.strings import pascal_case

from scripts.openapi import Document, resolve
from scripts.project import UserError

_COMPONENT = re.compile(r"#/components/[A-Za-z]+/[A-Za-z0-9._-]+")


def name_schemas(document: Document, prepare: Callable[[Any], Any]) -> None:
    """Change references to parts of a document to references to new component schemas, which parsers require.

    Args:
        document: The document.
        prepare: Returns a copy of a schema that becomes a component.
    """
    schemas: Document = document.setdefault("components", {}).setdefault("schemas", {})
    names: dict[str, str] = {}

    def change(node: Any) -> None:
        if isinstance(node, list):
            for each in node:
                change(each)
        if not isinstance(node, dict):
            return
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/") and not _COMPONENT.fullmatch(reference):
            if reference not in names:
                try:
                    target = resolve(document, node)
                except UserError:  # data, or a fault that the parser reports
                    return
                name = names[reference] = _new_name(reference, schemas)
                schemas[name] = prepare(target)
                change(schemas[name])
            node["$ref"] = f"#/components/schemas/{names[reference]}"
        for key, value in node.items():
            if key not in {"example", "examples"}:
                change(value)

    change(document.get("paths"))
    change(list(schemas.values()))


def _new_name(reference: str, schemas: Document) -> str:
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", unquote(reference.replace("~1", "/")))
    name = pascal_case(words[-1] if words else "Schema")
    while name in schemas:
        name += "_"
    return name
