"""Methods of the client by operation, their docstrings, and the examples in these docstrings."""

import ast
import asyncio
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import caigunn_client
from caigunn_client import AsyncCaiGunn, CaiGunn
from openapi_python_client.strings import snake_case

from scripts.generate.python.naming import identifier, method_name, override
from scripts.openapi import parameters, resolve
from tests.support.project_contract import DOCUMENT, OPERATIONS

Client = CaiGunn | AsyncCaiGunn
_UNREACHABLE = "http://127.0.0.1:1"


def group_name(operation_id: str) -> str:
    """Return the name of an operation's group."""
    tag = _tag(operation_id)
    definitions = {each["name"]: each for each in DOCUMENT.get("tags", [])}
    return override(definitions.get(tag, {}), tag) or identifier(snake_case(tag))


def name_of(operation_id: str) -> str:
    """Return the name of an operation's method."""
    definition = OPERATIONS[operation_id].definition
    return override(definition, operation_id) or method_name(operation_id, _tag(operation_id))


def method(client: Client, operation_id: str) -> Callable[..., Any]:
    """Return the method of an operation."""
    found: Callable[..., Any] = getattr(getattr(client, group_name(operation_id)), name_of(operation_id))
    return found


def required_arguments(operation_id: str) -> dict[str, Any]:
    """Return the required arguments of a method, with the values of the contract's first examples."""
    operation = OPERATIONS[operation_id]
    values = {
        each["name"]: resolve(DOCUMENT, next(iter(each["examples"].values())))["value"]
        for each in parameters(DOCUMENT, operation)
        if each.get("required")
    }
    content = resolve(DOCUMENT, operation.definition.get("requestBody", {})).get("content", {})
    for media_type in list(content.values())[:1]:
        properties = resolve(DOCUMENT, media_type["schema"])["properties"]
        for name, value in resolve(DOCUMENT, next(iter(media_type["examples"].values())))["value"].items():
            is_files = resolve(DOCUMENT, properties[name]).get("items", {}).get("format") == "binary"
            values[name] = [each.encode() for each in value] if is_files else value
    accepted = inspect.signature(method(CaiGunn(base_url=_UNREACHABLE, verify_ssl=False), operation_id)).parameters
    names = {name: snake_case(name) for name in values}
    return {names[name] if names[name] in accepted else f"{names[name]}_": value for name, value in values.items()}


def docstrings(kind: type[Client]) -> Iterator[tuple[str, str]]:
    """Yield the name and the docstring of a class, and of each method of its groups."""
    yield kind.__name__, inspect.getdoc(kind) or ""
    client = kind(base_url=_UNREACHABLE)
    for group in dict.fromkeys(map(group_name, OPERATIONS)):
        for name, each in inspect.getmembers(getattr(client, group), inspect.ismethod):
            if not name.startswith("_"):
                yield f"{kind.__name__}.{group}.{name}", inspect.getdoc(each) or ""


def example_program(docstring: str) -> str:
    """Return the example of a docstring."""
    program = docstring.partition("Example::\n")[2]
    assert program, docstring
    return textwrap.dedent(program)


class _CollectResults(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        """Append the value of an expression statement to `results`."""
        append = ast.Attribute(ast.Name("results", ast.Load()), "append", ast.Load())
        return ast.Expr(ast.Call(append, [node.value], []))


def run(program: str) -> list[Any]:
    """Run an example, synchronous or asynchronous, and return the values of its expression statements."""
    names: dict[str, Any] = {name: getattr(caigunn_client, name) for name in caigunn_client.__all__}
    names["results"] = []
    asynchronous = "async " in program
    source = "async def main():\n" + textwrap.indent(program, "    ") if asynchronous else program
    tree = ast.fix_missing_locations(_CollectResults().visit(ast.parse(source)))
    exec(compile(tree, "example", "exec"), names)  # noqa: S102 - from the generated client
    if asynchronous:
        asyncio.run(names["main"]())
    results: list[Any] = names["results"]
    return results


def _tag(operation_id: str) -> str:
    tag: str = OPERATIONS[operation_id].definition.get("tags", ["default"])[0]
    return tag
