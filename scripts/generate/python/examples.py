"""Calls of the client in Python, from the examples of the contract."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
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
    found = []
    for example, body in _bodies(document, method.operation.definition).items():
        numbers = count(1)
        values = dict(_required_parameters(document, method, example))
        found.append(call(group, method, values, body, partial(_file, numbers)))
    return found


def call(group: Group, method: Method, values: Mapping[str, Any], body: Any, file: Callable[[Any], str]) -> str:
    """Return a call of a method, without the client's variable.

    Args:
        group: The group of the method.
        method: The method.
        values: The values of parameters by name.
        body: The value of the body.
        file: Returns a file as Python source; its argument is the value in the body.
    """
    arguments = {each.prop.name.get_untrusted_value(): each for each in [*method.arguments, *method.body_arguments]}
    given = dict(values)
    if method.body and isinstance(body, dict):
        given |= body
    elif "body" in {each.name for each in method.arguments}:
        given["body"] = body
    written = [
        f"{arguments[name].name}={_literal(arguments[name].prop, value, file)}"
        for name, value in given.items()
        if name in arguments
    ]
    return f"{group.name}.{method.name}({', '.join(written)})"


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


def _file(numbers: Iterator[int], value: Any) -> str:
    """Return a file of an example as Python source: a tuple of name and content."""
    content = str(value)
    written = repr(content.encode()) if content.isascii() else f"{json.dumps(content, ensure_ascii=False)}.encode()"
    return f'("{next(numbers)}.txt", {written})'


def _literal(prop: Property, value: Any, file: Callable[[Any], str]) -> str:
    """Return a value as Python source."""
    if isinstance(prop, FileProperty):
        return file(value)
    if isinstance(prop, ListProperty) and isinstance(value, list):
        return f"[{', '.join(_literal(prop.inner_property, each, file) for each in value)}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
