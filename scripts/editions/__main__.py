"""Command line of the editions: `python -m scripts.editions [DATE ...]`."""

import argparse

from scripts import openapi
from scripts.editions.contracts import contract_of, names
from scripts.project import displayed, run


def main(arguments: list[str] | None = None) -> int:
    """Build the contracts of editions, and list them; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.editions", description="Build the contracts of editions, and list them."
    )
    parser.add_argument("editions", nargs="*", metavar="DATE", help="an edition (default: all)")
    options = parser.parse_args(arguments)
    for name in options.editions or names():
        path = contract_of(name)
        document = openapi.load(path)
        operations = sum(1 for _ in openapi.operations(document))
        events = len(document.get("webhooks", {}))
        print(f"{name}: {displayed(path)} ({operations} operations, {events} events)")
    return 0


if __name__ == "__main__":
    run("editions", main)
