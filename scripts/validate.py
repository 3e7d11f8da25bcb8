"""Validation of the contract: OpenAPI, two linters, its examples, and the claims of errata.yaml."""

import argparse
import json
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from scripts import errata, openapi
from scripts.editions.contracts import edition_of
from scripts.editions.decisions import errata_of
from scripts.editions.options import add_contract_options
from scripts.openapi import Document, follow, resolve, source_of
from scripts.openapi.location import Source
from scripts.openapi.references import value_at
from scripts.openapi.structure import escape
from scripts.project import ROOT, UserError, node, npm_package, run
from scripts.schemas import Direction, SchemaCompiler
from scripts.validation.schema_errors import schema_violations

# Steps of a JSON pointer from which on it names one object, such as `/components/schemas/Pet`.
_MIN_STEPS = 3


class Problem(NamedTuple):
    """A problem of a contract.

    Attributes:
        source: Where it is; None if it is in no place of a file.
        reason: The fault, and the remedy.
    """

    source: Source | None
    reason: str

    def __str__(self) -> str:
        return self.reason if self.source is None else f"{self.source}: {self.reason}"

    def is_at(self, other: "Problem") -> bool:
        """Return True if another problem is at the same place, or around it."""
        if self.source is None or other.source is None or self.source.path.name != other.source.path.name:
            return False
        around = other.source.pointer
        return around.count("/") >= _MIN_STEPS and f"{self.source.pointer}/".startswith(f"{around}/")


def without_repetitions(*reports: list[Problem]) -> list[Problem]:
    """Return the problems of several tools, those only of the first that reports one at a place."""
    found: list[Problem] = []
    for report in reports:
        before = list(found)
        found += [each for each in report if not any(each.is_at(other) for other in before)]
    return found


def example_problems(document: Document, contract: Path) -> Iterator[Problem]:
    """Yield each example that violates its schema, and each parameter or body without an example.

    Args:
        document: The contract.
        contract: Its file.
    """
    compilers = {direction: SchemaCompiler(document, direction) for direction in Direction}
    for location, pointer, direction in _described_values(document):
        described = value_at(document, pointer)
        names = described.get("examples", {})
        if not names:
            yield Problem(
                source_of(contract, pointer),
                f"{location}: has no named example; add one next to its schema: `examples: {{usual: {{value: …}}}}`",
            )
        validator = compilers[direction].compile(described.get("schema", True), pointer)
        for name in names:
            place = follow(document, f"{pointer}/examples/{escape(name)}")
            value = value_at(document, place)["value"]
            for violation in schema_violations(validator, value, "value"):
                steps = violation.location.split(".")
                while len(steps) > 1 and not _exists(document, f"{place}/{'/'.join(map(escape, steps))}"):
                    steps.pop()  # what is missing has no place
                source = source_of(contract, f"{place}/{'/'.join(map(escape, steps))}")
                yield Problem(source, f"{location}: example {name}: {violation}")


def _exists(document: Document, pointer: str) -> bool:
    try:
        value_at(document, pointer)
    except LookupError:
        return False
    return True


def _described_values(document: Document) -> Iterator[tuple[str, str, Direction]]:
    """Yield each parameter, and each media type of a body: its location, its JSON pointer, and its direction."""
    for section in ("paths", "webhooks"):
        for operation in openapi.operations(document, section):
            here = f"/{section}/{escape(operation.path)}/{operation.method.lower()}"
            for index, parameter in enumerate(operation.definition.get("parameters", [])):
                resolved = resolve(document, parameter)
                pointer = follow(document, f"{here}/parameters/{index}")
                yield f"{operation.id}: {resolved['in']}.{resolved['name']}", pointer, Direction.REQUEST
            bodies = (
                [("request", f"{here}/requestBody", Direction.REQUEST)] if "requestBody" in operation.definition else []
            )
            bodies += [
                (status, f"{here}/responses/{status}", Direction.RESPONSE)
                for status in operation.definition.get("responses", {})
            ]
            for name, unresolved, direction in bodies:
                body = follow(document, unresolved)
                for media_type in value_at(document, body).get("content", {}):
                    pointer = follow(document, f"{body}/content/{escape(media_type)}")
                    yield f"{operation.id}: {name} as {media_type}", pointer, direction


def redocly_problems(contract: Path) -> Iterator[Problem]:
    """Yield the problems that Redocly reports, warnings included.

    Raises:
        UserError: Redocly cannot run.
    """
    options = ["--config", str(ROOT / "redocly.yaml"), "--format", "json", "--max-problems", "1000"]
    script = npm_package("@redocly/cli/bin/cli.js")
    for problem in _lint("redocly", script, "lint", str(contract.resolve()), *options)["problems"]:
        location = problem["location"][0]
        file = Path(location.get("source", {}).get("ref", contract))
        source = Source(contract if file.name == contract.name else file, location.get("pointer", "#").lstrip("#"))
        yield Problem(source, f"{problem['message']} (redocly {problem['ruleId']})")


def spectral_problems(contract: Path) -> Iterator[Problem]:
    """Yield the problems that Spectral reports, warnings and hints included.

    Raises:
        UserError: Spectral cannot run.
    """
    options = ["--ruleset", str(ROOT / ".spectral.yaml"), "--format", "json", "--quiet"]
    script = npm_package("@stoplight/spectral-cli/dist/index.js")
    for problem in _lint("spectral", script, "lint", str(contract.resolve()), *options):
        file = Path(problem.get("source", contract))
        pointer = "".join(f"/{escape(str(step))}" for step in problem["path"])
        source = Source(contract if file.name == contract.name else file, pointer)
        yield Problem(source, f"{problem['message']} (spectral {problem['code']})")


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
    edition = edition_of(options.contract)
    decisions = errata.load(options.errata) if options.errata else errata_of(document, edition)
    print("validate: running Redocly and Spectral", flush=True)
    with ThreadPoolExecutor() as pool:
        linters = [pool.submit(list, lint(options.contract)) for lint in (redocly_problems, spectral_problems)]
        mismatches = [Problem(None, each) for each in errata.mismatches(decisions, document)]
        examples = list(example_problems(document, options.contract))
        problems = without_repetitions([*examples, *mismatches], *(linter.result() for linter in linters))
    for problem in problems:
        print(problem)
    operations = len(list(openapi.operations(document)))
    events = len(document.get("webhooks", {}))
    count = sum(len(value_at(document, each).get("examples", {})) for _, each, _ in _described_values(document))
    claims = sum(len(decision.claims) for decision in decisions)
    print(
        f"validate: {document['info']['version']}: {len(problems) or 'no'} problems in {operations} operations, "
        f"{events} events, {count} examples and {claims} claims of {len(decisions)} errata, "
        f"{time.perf_counter() - started:.1f} s"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    run("validate", main)
