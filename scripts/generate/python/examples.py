"""Calls of the SDK in Python, from the examples of the contract."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property

from scripts.generate.python.methods import Group, Method
from scripts.openapi import Document, parameters, resolve


def examples(document: Document, group: Group, method: Method) -> list[str]:
    """Return calls of a method, without optional parameters and without the client's variable.

    There is one for each example of the body's first media type, or a single one for a body without examples.
    """
    arguments = {each.prop.name.get_untrusted_value(): each for each in [*method.arguments, *method.body_arguments]}
    found = []
    for example, body in _bodies(document, method.operation.definition).items():
        values = dict(_required_parameters(document, method, example))
        if method.body and isinstance(body, dict):
            values |= body
        elif "body" in {each.name for each in method.arguments}:
            values["body"] = body
        numbers = count(1)
        written = [
            f"{arguments[name].name}={_literal(arguments[name].prop, value, numbers)}"
            for name, value in values.items()
            if name in arguments
        ]
        found.append(f"{group.name}.{method.name}({', '.join(written)})")
    return found


def _bodies(document: Document, definition: Document) -> dict[str, Any]:
    """Return the examples of the first media type of a body by name, or one of None."""
    media_types = resolve(document, definition.get("requestBody", {})).get("content", {})
    media_type: Document = next(iter(media_types.values()), {})
    if "example" in media_type:
        return {"": media_type["example"]}
    named = {name: resolve(document, each)["value"] for name, each in media_type.get("examples", {}).items()}
    return named or {"": None}


def _required_parameters(document: Document, method: Method, example: str) -> Iterator[tuple[str, Any]]:
    """Yield the required parameters, each with its example of a name, or with its first example."""
    for parameter in parameters(document, method.operation):
        if parameter.get("required"):
            named = {key: resolve(document, each)["value"] for key, each in parameter.get("examples", {}).items()}
            yield parameter["name"], named.get(example, next(iter(named.values()), parameter.get("example")))


def _literal(prop: Property, value: Any, numbers: Iterator[int]) -> str:
    """Return a value as Python source; a file is a tuple of name and content."""
    if isinstance(prop, FileProperty):
        content = str(value)
        written = repr(content.encode()) if content.isascii() else f"{json.dumps(content, ensure_ascii=False)}.encode()"
        return f'("{next(numbers)}.txt", {written})'
    if isinstance(prop, ListProperty) and isinstance(value, list):
        return f"[{', '.join(_literal(prop.inner_property, each, numbers) for each in value)}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
