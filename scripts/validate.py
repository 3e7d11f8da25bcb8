"""Check the contract: valid OpenAPI, clean by two linters, true to its own examples and to errata.yaml."""

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
from scripts.openapi import Document, resolve
from scripts.project import CONTRACT, ERRATA, ROOT, Failure, node, npm_package, run


def example_faults(document: Document) -> Iterator[str]:
    """Yield a line for each example that doesn't fit its schema, and for each place that should have one and hasn't."""
    for where, place in _examples(document):
        examples = {name: resolve(document, example) for name, example in place.get("examples", {}).items()}
        if not examples:
            yield f"{where}: has no named example"
        validator = openapi.schema_validator(document, place.get("schema", {}))
        for name, example in examples.items():
            for fault in validator.iter_errors(example["value"]):
                member = ".".join(str(step) for step in fault.absolute_path)
                yield f"{where}: example {name}: {f'{member}: ' if member else ''}{fault.message}"


def _examples(document: Document) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every parameter, and every media type of a body, with where it stands."""
    for operation in [*openapi.operations(document), *openapi.operations(document, "webhooks")]:
        for parameter in operation.definition.get("parameters", []):
            resolved = resolve(document, parameter)
            yield f"{operation.id}: {resolved['in']}.{resolved['name']}", resolved
        body = resolve(document, operation.definition.get("requestBody", {}))
        for media_type, content in body.get("content", {}).items():
            yield f"{operation.id}: request as {media_type}", content
        for status, response in operation.definition.get("responses", {}).items():
            for media_type, content in resolve(document, response).get("content", {}).items():
                yield f"{operation.id}: {status} as {media_type}", content


def redocly_faults(contract: Path) -> Iterator[str]:
    """Yield a line for each finding of Redocly, warnings included.

    Raises:
        Failure: Redocly couldn't run.
    """
    report = _lint(
        "redocly",
        npm_package("@redocly/cli/bin/cli.js"),
        *(
            "lint",
            str(contract.resolve()),
            "--config",
            str(ROOT / "redocly.yaml"),
            "--format",
            "json",
            "--max-problems",
            "1000",
        ),
    )
    for problem in report["problems"]:
        place = problem["location"][0]
        yield f"{place.get('pointer', '#')}: {problem['message']} (redocly {problem['ruleId']})"


def spectral_faults(contract: Path) -> Iterator[str]:
    """Yield a line for each finding of Spectral, warnings and hints included.

    Raises:
        Failure: Spectral couldn't run.
    """
    report = _lint(
        "spectral",
        npm_package("@stoplight/spectral-cli/dist/index.js"),
        *("lint", str(contract.resolve()), "--ruleset", str(ROOT / ".spectral.yaml"), "--format", "json", "--quiet"),
    )
    for problem in report:
        line = problem["range"]["start"]["line"] + 1
        yield f"line {line}: {problem['message']} (spectral {problem['code']})"


def _lint(name: str, script: Path, *arguments: str) -> Any:
    """Run a linter of Node.js that writes JSON to standard output, and return that."""
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    ended = subprocess.run(
        [node(), script, *arguments], capture_output=True, text=True, check=False, env=environment, cwd=ROOT
    )
    try:
        return json.loads(ended.stdout)
    except ValueError:
        said = (ended.stderr or ended.stdout).strip().splitlines()
        raise Failure(f"{name} ended with {ended.returncode}: {said[0] if said else 'without a word'}") from None


def main(arguments: list[str] | None = None) -> int:
    """Check a contract: 0 if nothing is wrong, 1 if something is."""
    parser = argparse.ArgumentParser(prog="python -m scripts.validate", description=__doc__)
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--errata", type=Path, default=ERRATA, help="its errata (default: %(default)s)")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    document = openapi.load(options.contract)
    openapi.check(document, options.contract)
    decisions = errata.load(options.errata)
    print("validate: Redocly and Spectral are reading", flush=True)
    with ThreadPoolExecutor() as pool:
        linters = [pool.submit(list, lint(options.contract)) for lint in (redocly_faults, spectral_faults)]
        found = [*example_faults(document), *errata.faults(decisions, document)]
        found += [fault for linter in linters for fault in linter.result()]
    for fault in found:
        print(f"{options.contract.name}: {fault}")
    count = sum(1 for _ in openapi.operations(document))
    examples = sum(len(place.get("examples", {})) for _, place in _examples(document))
    claims = sum(len(decision.claims) for decision in decisions)
    print(
        f"validate: {len(found) or 'no'} faults in {count} operations, {len(document.get('webhooks', {}))} events, "
        f"{examples} examples and the {claims} claims of {len(decisions)} errata, {time.perf_counter() - started:.1f} s"
    )
    return 1 if found else 0


if __name__ == "__main__":
    run("validate", main)
