"""The methods of the SDK by the operations of the contract, and the examples in their docstrings as programs."""

import ast
import asyncio
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import caigunn_client
from caigunn_client import AsyncCaiGunn, CaiGunn

from scripts.openapi import load, operations
from scripts.project import CONTRACT
from scripts.sdk.naming import identifier, method_name

DOCUMENT = load(CONTRACT)
OPERATIONS = {operation.id: operation for operation in operations(DOCUMENT)}


def group_name(operation_id: str) -> str:
    """Return the name of an operation's group."""
    return identifier(OPERATIONS[operation_id].definition["tags"][0].replace(" ", "_"))


def method(caigunn: CaiGunn | AsyncCaiGunn, operation_id: str) -> Callable[..., Any]:
    """Return the method of an operation."""
    group = getattr(caigunn, group_name(operation_id))
    found: Callable[..., Any] = getattr(
        group, method_name(operation_id, OPERATIONS[operation_id].definition["tags"][0])
    )
    return found


def documented(kind: type[CaiGunn] | type[AsyncCaiGunn]) -> Iterator[tuple[str, str]]:
    """Yield the name and the docstring of every method of every group of a class, and of the class itself."""
    yield kind.__name__, inspect.getdoc(kind) or ""
    caigunn = kind(base_url="http://127.0.0.1:1")
    for group in {group_name(operation_id) for operation_id in OPERATIONS}:
        found = getattr(caigunn, group)
        for name, each in inspect.getmembers(found, inspect.ismethod):
            if not name.startswith("_"):
                yield f"{kind.__name__}.{group}.{name}", inspect.getdoc(each) or ""


def example(docstring: str) -> str:
    """Return the program in a docstring."""
    program = docstring.partition("Example::\n")[2]
    assert program, docstring
    return textwrap.dedent(program)


class _Keep(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        """Keep what an expression is worth, where a program would drop it."""
        append = ast.Attribute(ast.Name("results", ast.Load()), "append", ast.Load())
        return ast.Expr(ast.Call(append, [node.value], []))


def run(program: str) -> list[Any]:
    """Run a program that uses the SDK, whether it waits or not, and return what its expressions are worth."""
    known: dict[str, Any] = {name: getattr(caigunn_client, name) for name in caigunn_client.__all__}
    known["results"] = []
    asynchronous = "async " in program
    source = "async def main():\n" + textwrap.indent(program, "    ") if asynchronous else program
    exec(compile(ast.fix_missing_locations(_Keep().visit(ast.parse(source))), "example", "exec"), known)  # noqa: S102
    if asynchronous:
        asyncio.run(known["main"]())
    results: list[Any] = known["results"]
    return results
