"""Command line of the generator: `python -m scripts.generate [--check] [--contract FILE] [--output DIRECTORY]`."""

import argparse
import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from openapi_python_client.config import ConfigFile

from scripts.editions.contracts import edition_of
from scripts.editions.options import add_contract_options
from scripts.generate import publish
from scripts.generate.editions import further_editions
from scripts.generate.metadata import Additions
from scripts.generate.python.build import build as build_python
from scripts.generate.settings import SETTINGS, read_settings
from scripts.generate.typescript.build import build as build_typescript
from scripts.openapi import Document, load, operations
from scripts.project import CLIENT, CONTRACT, TYPESCRIPT, UserError, displayed

Build = Callable[[Document, ConfigFile, Path, Additions], None]


def main(arguments: list[str] | None = None) -> int:
    """Write the clients, or compare the existing ones with what the contract yields.

    Returns:
        The exit code: 1 if `--check` found differences, else 0.

    Raises:
        UserError: The contract or the settings do not allow to generate a client, or a directory cannot be written.
    """
    options = _parse(arguments)
    outputs: dict[Path, Build] = {}
    if options.output:
        outputs[options.output.resolve()] = build_python
    if options.typescript:
        outputs[options.typescript.resolve()] = build_typescript

    start = time.monotonic()
    differences: list[str] = []
    try:
        document, settings = load(options.contract), read_settings(options.config)
        additions = Additions(dict(further_editions(options.contract, document)), _licence(options.contract))
        with contextlib.ExitStack() as stack:
            staged = {output: stack.enter_context(publish.staging(output, options.check)) for output in outputs}
            for output, build in outputs.items():
                build(document, settings, staged[output], additions)
            generated = {output: publish.read_files(directory) for output, directory in staged.items()}
            if options.check:
                differences = [line for output, files in generated.items() for line in publish.drift(output, files)]
            else:
                publish.replace(staged)
    except OSError as error:
        raise UserError(f"{error.filename}: {str(error.strerror).lower()}") from error

    files, count = sum(map(len, generated.values())), sum(1 for _ in operations(document))
    figures = f"{files} files, {count} operations, {time.monotonic() - start:.1f} s"
    if differences:
        print(*differences, f"generate: clients differ from the contract; run `make generate` ({figures})", sep="\n")
        return 1
    clients = " and ".join(str(displayed(output)) for output in outputs)
    print(f"generate: {'no differences in' if options.check else 'wrote'} {clients} ({figures})")
    return 0


def _licence(contract: Path) -> str:
    """Return the licence of a contract, which is next to it; an empty text without one."""
    path = (CONTRACT if edition_of(contract) else contract).with_name("LICENSE")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.generate",
        description="Generate the Python and TypeScript clients from the contract.",
        epilog="With only one of --output and --typescript, only that client is generated. "
        "With --edition, both are written next to the contract of the edition.",
    )
    add = parser.add_argument
    add_contract_options(parser)
    add("--config", type=Path, default=SETTINGS, help="settings of the generator (default: %(default)s)")
    add("--output", type=Path, help=f"directory of the Python client (default: {CLIENT})")
    add("--typescript", type=Path, help=f"directory of the TypeScript client (default: {TYPESCRIPT})")
    add("--check", action="store_true", help="write nothing; list differences and exit with 1 if there are any")
    options = parser.parse_args(arguments)
    if not options.output and not options.typescript:
        is_edition = edition_of(options.contract) is not None
        options.output = options.contract.with_name(CLIENT.name) if is_edition else CLIENT
        options.typescript = options.contract.with_name(TYPESCRIPT.name) if is_edition else TYPESCRIPT
    return options
