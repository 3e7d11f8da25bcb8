"""Calls of the functions in `caigunn_client.api`, from the examples of the contract."""

import asyncio
import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import quote
from uuid import UUID

import caigunn_client.api
from caigunn_client import Client, models
from caigunn_client.types import Response
from openapi_python_client.strings import snake_case

from scripts.credentials import accepted_schemes
from scripts.openapi import Document, Operation, parameters, resolve
from tests.support.project_contract import CREDENTIAL_HEADERS, DOCUMENT, OPERATIONS, SCHEMES, success_response

_CONVERTERS: dict[str, Callable[[str], Any]] = {"date-time": dt.datetime.fromisoformat, "uuid": UUID}


@dataclass(frozen=True)
class Call:
    """A call of an operation with the arguments of a documented request.

    Attributes:
        operation: The operation.
        module: Its module in `caigunn_client.api`.
        arguments: The arguments.
        status: The status code of the documented response.
        content: The body of that response, None if it has no body.
    """

    operation: Operation
    module: ModuleType
    arguments: dict[str, Any]
    status: int
    content: Any

    def run(self, client: Client, function: str) -> Any:
        """Call a function of the module, close the client, and return the result."""
        called = getattr(self.module, function)
        if not inspect.iscoroutinefunction(called):
            with client:
                return called(client=client, **self.arguments)

        async def run_async() -> Any:
            async with client:
                return await called(client=client, **self.arguments)

        return asyncio.run(run_async())

    def run_detailed(self, client: Client, function: str) -> Response[Any]:
        """Call the variant of a function that returns the response."""
        response = self.run(client, f"{function}_detailed")
        assert isinstance(response, Response)
        return response

    @property
    def sent_credentials(self) -> dict[str, str]:
        """The credentials that the client must send, by lower-case header."""
        required = next(iter(accepted_schemes(DOCUMENT, self.operation)), ())
        headers = [SCHEMES[name].header.lower() for name in required]
        return {name: CREDENTIAL_HEADERS[name] for name in headers}

    @property
    def path(self) -> str:
        """The path with the arguments."""
        path = self.operation.path
        for name, value in self.sent("path").items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        return path

    def sent(self, location: str) -> dict[str, str]:
        """Return the arguments for a location, such as `query`, as text by their names in the contract."""
        values = {name.rstrip("_"): value for name, value in self.arguments.items()}
        names = [each["name"] for each in parameters(DOCUMENT, self.operation) if each["in"] == location]
        return {name: _as_text(values[snake_case(name)]) for name in names}


def modules() -> dict[str, ModuleType]:
    """Return the modules of operations by operationId in lower case."""
    found = pkgutil.walk_packages(caigunn_client.api.__path__, "caigunn_client.api.")
    names = [each.name for each in found if not each.ispkg]
    return {name.rpartition(".")[2].replace("_", ""): importlib.import_module(name) for name in names}


def _calls() -> Iterator[tuple[str, Call]]:
    """Yield a call for every example of a request, with an id."""
    by_id = modules()
    for operation in OPERATIONS.values():
        module = by_id[operation.id.lower()]
        for name, body, schema in _bodies(operation):
            arguments = dict(_parameters(operation, name, module))
            if schema:
                arguments["body"] = _model(schema, body)
            call = Call(operation, module, arguments, *success_response(operation, name))
            yield f"{operation.id}-{name}-{type(arguments.get('body')).__name__}", call


def _bodies(operation: Operation) -> Iterator[tuple[str, Any, Document]]:
    """Yield the name, the value and the schema of each example of a body; a single empty one without a body."""
    media_types = resolve(DOCUMENT, operation.definition.get("requestBody", {})).get("content", {})
    for media_type in media_types.values():
        for name, example in media_type["examples"].items():
            yield name, resolve(DOCUMENT, example)["value"], media_type["schema"]
    if not media_types:
        yield "request", None, {}


def _model(schema: Document, example: Any) -> Any:
    """Return the model of a body. In examples, the content of files is text."""
    properties = resolve(DOCUMENT, schema)["properties"]
    encoded = {
        name: [content.encode() for content in value]
        if resolve(DOCUMENT, properties[name]).get("items", {}).get("format") == "binary"
        else value
        for name, value in example.items()
    }
    return getattr(models, schema["$ref"].rpartition("/")[2]).from_dict(encoded)


def _parameters(operation: Operation, name: str, module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the arguments for the parameters: the example of a name, or the first one."""
    accepted = inspect.signature(module.sync_detailed).parameters
    for parameter in parameters(DOCUMENT, operation):
        examples = parameter["examples"]
        value = resolve(DOCUMENT, examples.get(name, next(iter(examples.values()))))["value"]
        if convert := _CONVERTERS.get(resolve(DOCUMENT, parameter["schema"]).get("format", "")):
            value = convert(value)
        argument = snake_case(parameter["name"])
        yield argument if argument in accepted else f"{argument}_", value


def _as_text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


CALLS = dict(_calls())
CALL_BY_OPERATION = {call.operation.id: call for call in reversed(CALLS.values())}
