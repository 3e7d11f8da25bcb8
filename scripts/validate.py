"""Validation of the contract: OpenAPI, two linters, its examples, and the claims of errata.yaml."""

import argparse
import json
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from scripts import errata, openapi
from scripts.editions.decisions import errata_of
from scripts.editions.options import add_contract_options
from scripts.openapi import Document, resolve
from scripts.project import ROOT, UserError, node, npm_package, run
from scripts.schemas import Direction, SchemaCompiler
from scripts.validation.schema_errors import schema_violations


def example_problems(document: Document) -> Iterator[str]:
    """Yield a line for each example that violates its schema, and for each parameter or body without an example."""
    compilers = {direction: SchemaCompiler(document, direction) for direction in Direction}
    for location, described, direction in _described_values(document):
        examples = {name: resolve(document, example) for name, example in described.get("examples", {}).items()}
        if not examples:
            yield f"{location}: no named example"
        validator = compilers[direction].compile(described.get("schema", True), f"{location}: schema")
        for name, example in examples.items():
            for violation in schema_violations(validator, example["value"], f"example {name}"):
                yield f"{location}: {violation}"


def _described_values(document: Document) -> Iterator[tuple[str, dict[str, Any], Direction]]:
    """Yield each parameter, and each media type of a body: its location, its object, and its direction."""
    for operation in [*openapi.operations(document), *openapi.operations(document, "webhooks")]:
        for parameter in operation.definition.get("parameters", []):
            resolved = resolve(document, parameter)
            yield f"{operation.id}: {resolved['in']}.{resolved['name']}", resolved, Direction.REQUEST
        body = resolve(document, operation.definition.get("requestBody", {}))
        for media_type, content in body.get("content", {}).items():
            yield f"{operation.id}: request as {media_type}", content, Direction.REQUEST
        for status, response in operation.definition.get("responses", {}).items():
            for media_type, content in resolve(document, response).get("content", {}).items():
                yield f"{operation.id}: {status} as {media_type}", content, Direction.RESPONSE


def redocly_problems(contract: Path) -> Iterator[str]:
    """Yield a line for each problem that Redocly reports, warnings included.

    Raises:
        UserError: Redocly cannot run.
    """
    options = ["--config", str(ROOT / "redocly.yaml"), "--format", "json", "--max-problems", "1000"]
    script = npm_package("@redocly/cli/bin/cli.js")
    for problem in _lint("redocly", script, "lint", str(contract.resolve()), *options)["problems"]:
        location = problem["location"][0]
        yield f"{location.get('pointer', '#')}: {problem['message']} (redocly {problem['ruleId']})"


def spectral_problems(contract: Path) -> Iterator[str]:
    """Yield a line for each problem that Spectral reports, warnings and hints included.

    Raises:
        UserError: Spectral cannot run.
    """
    options = ["--ruleset", str(ROOT / ".spectral.yaml"), "--format", "json", "--quiet"]
    script = npm_package("@stoplight/spectral-cli/dist/index.js")
    for problem in _lint("spectral", script, "lint", str(contract.resolve()), *options):
        line = problem["range"]["start"]["line"] + 1
        yield f"line {line}: {problem['message']} (spectral {problem['code']})"


def _lint(name: str, script: Path, *arguments: str) -> Any:
    """Run a Node.js linter, and return the JSON that it prints."""
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    ended = subprocess.run(
        [node(), script, *arguments], capture_output=True, text=True, check=False, env=environment, cwd=ROOT
    )
    try:
        return json.loads(ended.stdout)
    except ValueError:
        output = (ended.stderr or ended.stdout).strip().splitlines()
        raise UserError(f"{name}: exit code {ended.returncode}: {output[0] if output else 'no output'}") from None


def main(arguments: list[str] | None = None) -> int:
    """Validate a contract; return 1 if it has problems, else 0."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.validate",
        description="Validate the contract: OpenAPI, two linters, its examples, and the claims of errata.yaml.",
    )
    add_contract_options(parser)
    parser.add_argument("--errata", type=Path, help="its errata (default: those of the edition)")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    document = openapi.load(options.contract)
    openapi.check(document, options.contract)
    decisions = errata.load(options.errata) if options.errata else errata_of(document)
    print("validate: running Redocly and Spectral", flush=True)
    with ThreadPoolExecutor() as pool:
        linters = [pool.submit(list, lint(options.contract)) for lint in (redocly_problems, spectral_problems)]
        problems = [*example_problems(document), *errata.mismatches(decisions, document)]
        problems += [problem for linter in linters for problem in linter.result()]
    for problem in problems:
        print(f"{options.contract.name}: {problem}")
    operations = len(list(openapi.operations(document)))
    events = len(document.get("webhooks", {}))
    examples = sum(len(described.get("examples", {})) for _, described, _ in _described_values(document))
    claims = sum(len(decision.claims) for decision in decisions)
    print(
        f"validate: {document['info']['version']}: {len(problems) or 'no'} problems in {operations} operations, "
        f"{events} events, {examples} examples and {claims} claims of {len(decisions)} errata, "
        f"{time.perf_counter() - started:.1f} s"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    run("validate", main)
