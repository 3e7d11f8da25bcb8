"""The calls of the SDK that the contract's examples describe, as Python."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property

from scripts.openapi import Document, parameters, resolve
from scripts.sdk.methods import Group, Method


def examples(document: Document, group: Group, method: Method) -> list[str]:
    """Return a method's calls, without the client: one for each example of the first kind of body, or just one.

    Optional parameters are left out.
    """
    known = {each.prop.name.get_untrusted_value(): each for each in [*method.arguments, *method.body_arguments]}
    found = []
    for name, body in _bodies(document, method.operation.definition).items():
        given = dict(_required(document, method, name))
        if method.body and isinstance(body, dict):
            given |= body
        elif "body" in {each.name for each in method.arguments}:
            given["body"] = body
        names = count(1)
        written = [
            f"{known[member].name}={_literal(known[member].prop, value, names)}"
            for member, value in given.items()
            if member in known
        ]
        found.append(f"{group.name}.{method.name}({', '.join(written)})")
    return found


def _bodies(document: Document, definition: Document) -> dict[str, Any]:
    media_types = resolve(document, definition.get("requestBody", {})).get("content", {})
    media_type: Document = next(iter(media_types.values()), {})
    if "example" in media_type:
        return {"": media_type["example"]}
    return {name: resolve(document, each)["value"] for name, each in media_type.get("examples", {}).items()} or {
        "": None
    }


def _required(document: Document, method: Method, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the required parameters, each with its example of a name, or the first one it has."""
    for parameter in parameters(document, method.operation):
        if parameter.get("required"):
            named = {key: resolve(document, each)["value"] for key, each in parameter.get("examples", {}).items()}
            yield parameter["name"], named.get(name, next(iter(named.values()), parameter.get("example")))


def _literal(prop: Property, value: Any, names: Iterator[int]) -> str:
    """Return a value as Python, a file as its name and its content."""
    if isinstance(prop, FileProperty):
        content = str(value)
        written = repr(content.encode()) if content.isascii() else f"{json.dumps(content, ensure_ascii=False)}.encode()"
        return f'("{next(names)}.txt", {written})'
    if isinstance(prop, ListProperty) and isinstance(value, list):
        return f"[{', '.join(_literal(prop.inner_property, each, names) for each in value)}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
