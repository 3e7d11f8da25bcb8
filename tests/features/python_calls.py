"""Calls by generated Python clients."""

import datetime as dt
import importlib
import sys
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from openapi_python_client.strings import PythonIdentifier

from scripts.generate.python.naming import client_name
from scripts.openapi import Document, base_url
from tests.features.corpus import Feature
from tests.features.in_process import InProcessMock, encode


def call(feature: Feature, document: Document, directory: Path, mock: InProcessMock) -> tuple[bytes, Any]:
    """Send the call of a feature to its mock.

    Args:
        feature: The feature.
        document: Its contract.
        directory: The directory of its Python client.
        mock: Its mock.

    Returns:
        The request, and the result as JSON.
    """
    sent: list[bytes] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(encode(request.method, request.url.raw_path, request.headers.raw, request.read()))
        response = mock.send(sent[-1])
        return httpx.Response(response.status, headers=dict(response.headers), content=response.body)

    (package,) = (path.parent.name for path in directory.glob("*/__init__.py"))
    sys.path.insert(0, str(directory))
    try:
        module = importlib.import_module(package)
        settings = {"base_url": base_url(document) or f"http://mock.example{_path(document)}"}
        credentials = {_name(name): _value(value) for name, value in feature.definition.get("client", {}).items()}
        client = getattr(module, client_name(document))
        with client(**settings, **credentials, httpx_args={"transport": httpx.MockTransport(handle)}) as open_client:
            tag = next(iter(feature.definition.get("operation", {}).get("tags", ["default"])))
            method = getattr(getattr(open_client, tag), "send")  # noqa: B009 - the attribute is made by the generator
            result = method(**_arguments(method, feature.call or {}))
    finally:
        sys.path.remove(str(directory))
    return sent[-1], _json(result)


def _path(document: Document) -> str:
    return str(next(iter(document.get("servers", [{"url": ""}])))["url"])


def _arguments(method: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a method for parameters by location, and a body."""
    module = sys.modules[method.__module__]
    hints = typing.get_type_hints(method, {**vars(module), **vars(module.builtins)})
    named = {
        (location, name): value
        for location, each in given.items()
        if location != "body"
        for name, value in each.items()
    }
    if "body" in given and "body" in hints:
        named["body", "body"] = given["body"]
    else:
        named |= {("body", name): value for name, value in given.get("body", {}).items()}
    arguments: dict[str, Any] = {}
    for (location, name), value in named.items():
        found = _name(name)
        # Methods take names that only Python's builtins have, such as `type`.
        candidates = (found, found.rstrip("_"), f"{found}_{location}")
        argument = next((each for each in candidates if each in hints), None)
        if argument:
            arguments[argument] = _argument(hints[argument], value)
        else:
            arguments.setdefault("extra_body", {})[name] = value
    return arguments


def _argument(hint: Any, value: Any) -> Any:
    """Return a value as an argument of a type: an object of a model's class, or a date."""
    classes = [each for each in _parts(hint) if isinstance(each, type)]
    if isinstance(value, list):
        return [_argument(hint, each) for each in value]
    if isinstance(value, dict) and "file" in value:
        return value["name"], value["file"].encode(), *([value["type"]] if "type" in value else [])
    if isinstance(value, dict):
        return next(each for each in classes if hasattr(each, "from_dict")).from_dict(value)
    if dt.date in classes and isinstance(value, str):
        return dt.date.fromisoformat(value)
    return value


def _parts(hint: Any) -> list[Any]:
    inner = typing.get_args(hint)
    return [part for each in inner for part in _parts(each)] if inner else [hint]


def _name(name: str) -> str:
    return str(PythonIdentifier(name, "field_"))


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _json(result: Any) -> Any:
    if isinstance(result, list):
        return [_json(each) for each in result]
    return result.to_dict() if hasattr(result, "to_dict") else result
