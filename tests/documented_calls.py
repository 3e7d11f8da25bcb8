"""The calls of the client that the examples of the contract describe."""

import asyncio
import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import caigunn_client.api
from caigunn_client import Client, models
from caigunn_client.types import Response

from scripts.openapi import Document, Operation, load, operations, resolve
from scripts.project import CONTRACT

DOCUMENT = load(CONTRACT)


@dataclass(frozen=True)
class Call:
    """A call of an operation with the arguments of a documented request, and the documented answer."""

    operation: Operation
    module: ModuleType
    arguments: dict[str, Any]
    answer: Any

    def make(self, client: Client, function: str) -> Any:
        """Make the call by one of the module's functions, close the client, and return what the function returns."""
        called = getattr(self.module, function)
        if not inspect.iscoroutinefunction(called):
            with client:
                return called(client=client, **self.arguments)

        async def await_it() -> Any:
            async with client:
                return await called(client=client, **self.arguments)

        return asyncio.run(await_it())

    def detailed(self, client: Client, function: str) -> Response[Any]:
        """Make the call by one of the functions that return a `Response`."""
        answer = self.make(client, f"{function}_detailed")
        assert isinstance(answer, Response)
        return answer


def modules() -> dict[str, ModuleType]:
    """Return the client's modules of operations by the ids of the operations, lower case."""
    found = pkgutil.walk_packages(caigunn_client.api.__path__, "caigunn_client.api.")
    names = [each.name for each in found if not each.ispkg]
    return {name.rpartition(".")[2].replace("_", ""): importlib.import_module(name) for name in names}


def calls() -> Iterator[tuple[str, Call]]:
    """Yield a call for every documented example of a request, each with a name for it."""
    by_id = modules()
    for operation in operations(DOCUMENT):
        for name, body, schema in _bodies(operation):
            arguments = dict(_parameters(operation, name, by_id[operation.id.lower()]))
            if schema:
                arguments["body"] = _model(schema, body)
            call = Call(operation, by_id[operation.id.lower()], arguments, _answer(operation, name))
            yield f"{operation.id}-{name}-{type(arguments.get('body')).__name__}", call


def _bodies(operation: Operation) -> Iterator[tuple[str, Any, Document]]:
    """Yield the examples of a body, each with its name and schema; one of nothing if there is no body."""
    media_types = resolve(DOCUMENT, operation.definition.get("requestBody", {})).get("content", {})
    for media_type in media_types.values():
        for name, example in media_type["examples"].items():
            yield name, resolve(DOCUMENT, example)["value"], media_type["schema"]
    if not media_types:
        yield "request", None, {}


def _model(schema: Document, example: Any) -> Any:
    """Return a body as the client takes it. An example writes the content of a file as text."""
    properties = resolve(DOCUMENT, schema)["properties"]
    encoded = {
        name: [content.encode() for content in value]
        if resolve(DOCUMENT, properties[name]).get("items", {}).get("format") == "binary"
        else value
        for name, value in example.items()
    }
    return getattr(models, schema["$ref"].rpartition("/")[2]).from_dict(encoded)


def _parameters(operation: Operation, name: str, module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the arguments for an operation's parameters: the example of a name, or the first one."""
    accepted = inspect.signature(module.sync_detailed).parameters
    for node in operation.definition.get("parameters", []):
        parameter = resolve(DOCUMENT, node)
        examples = parameter["examples"]
        value = examples.get(name, next(iter(examples.values())))["value"]
        if parameter["schema"].get("format") == "date-time":
            value = dt.datetime.fromisoformat(value)
        argument = parameter["name"].replace("-", "_")
        yield argument if argument in accepted else f"{argument}_", value


def _answer(operation: Operation, name: str) -> Any:
    """Return the documented answer: the example of a name, or the first one."""
    media_type = resolve(DOCUMENT, operation.definition["responses"]["200"])["content"]["application/json"]
    examples = media_type["examples"]
    return resolve(DOCUMENT, examples.get(name, next(iter(examples.values()))))["value"]
