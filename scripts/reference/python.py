"""Samples in Python, by the client that `scripts.generate` makes of the same contract."""

import json
import subprocess
import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.parser.errors import GeneratorError

from scripts.openapi import Document, base_url
from scripts.project import Failure
from scripts.reference.requests import Request
from scripts.sdk.examples import examples
from scripts.sdk.methods import groups
from scripts.sdk.naming import client_name, identifier
from scripts.sdk.reading import SETTINGS, parse, read_settings

Key = tuple[str, str | None]


def samples(document: Document, server: str, requests: list[Request]) -> Mapping[Key, str]:
    """Return the samples by operationId and the name of the example; none if no client can be made of the contract.

    The client sends a body as the first of its media types, whose examples these are.

    Args:
        document: The contract.
        server: The address that the requests go to.
        requests: What the other languages send.

    Raises:
        Failure: The samples can't be formatted.
    """
    parsed, config = parse(document, read_settings(SETTINGS), Path())
    if isinstance(parsed, GeneratorError):
        return {}
    try:
        grouped = groups(document, parsed.endpoint_collections_by_tag, config.field_prefix)
        name = client_name(document)
    except Failure:
        return {}
    package = Project(openapi=parsed, config=config).package_name
    calls = {method.operation.id: examples(document, group, method) for group in grouped for method in group.methods}
    argument = "" if server == base_url(document) else f"base_url={json.dumps(server)}"
    receiver = identifier(name.lower())
    found: dict[Key, str] = {}
    for operation_id, alternatives in groupby(requests, key=lambda each: each.operation.id):
        ordered = list(alternatives)
        first = [each for each in ordered if each.media_type == ordered[0].media_type]
        written = calls.get(operation_id, [])
        for request, call in zip(first, written, strict=True) if len(first) == len(written) else ():
            variables = " and ".join(each.variable for each in request.credentials)
            found[operation_id, request.example] = _formatted(
                f"from {package} import {name}\n\n"
                + (f"# The credentials are read from {variables}.\n" if variables else "")
                + f"with {name}({argument}) as {receiver}:\n    print({receiver}.{call})\n"
            )
    return found


def _formatted(program: str) -> str:
    command = [str(Path(sys.executable).parent / "ruff"), "format", "--isolated", "--line-length", "80"]
    done = subprocess.run(
        [*command, "--stdin-filename", "sample.py", "-"],
        input=program,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Failure(f"ruff can't format a sample: {' '.join(done.stderr.split())[:300]}")
    return done.stdout.rstrip()
