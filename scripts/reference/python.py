"""Python samples, which use the generated client."""

import json
import subprocess
import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.parser.errors import GeneratorError

from scripts.generate.python.documents import prepare
from scripts.generate.python.examples import examples
from scripts.generate.python.methods import groups
from scripts.generate.python.naming import client_name, identifier
from scripts.generate.python.parser import parse
from scripts.generate.settings import SETTINGS, read_settings
from scripts.openapi import Document, base_url
from scripts.project import UserError
from scripts.reference.requests import SampleRequest

SampleKey = tuple[str, str | None]


def samples(document: Document, server: str, requests: list[SampleRequest]) -> Mapping[SampleKey, str]:
    """Return the samples by operationId and name of the example; none if no client can be generated.

    The client sends a body as its first media type, so there are samples for the examples of that only.

    Args:
        document: The contract.
        server: The URL of the server.
        requests: The requests, in the order of the contract.

    Raises:
        UserError: The samples cannot be formatted.
    """
    parsed, config = parse(prepare(document), read_settings(SETTINGS))
    if isinstance(parsed, GeneratorError):
        return {}
    try:
        grouped = groups(document, parsed.endpoint_collections_by_tag, config.field_prefix)
        name = client_name(document)
    except UserError:
        return {}
    package = Project(openapi=parsed, config=config).package_name
    calls = {method.operation.id: examples(document, group, method) for group in grouped for method in group.methods}
    argument = "" if server == base_url(document) else f"base_url={json.dumps(server)}"
    variable = identifier(name.lower())
    found: dict[SampleKey, str] = {}
    for operation_id, grouped_requests in groupby(requests, key=lambda each: each.operation.id):
        alternatives = list(grouped_requests)
        first = [each for each in alternatives if each.media_type == alternatives[0].media_type]
        operation_calls = calls.get(operation_id, [])
        for request, call in zip(first, operation_calls, strict=True) if len(first) == len(operation_calls) else ():
            variables = " and ".join(each.variable for each in request.credentials)
            found[operation_id, request.example] = _formatted(
                f"from {package} import {name}\n\n"
                + (f"# The credentials are read from {variables}.\n" if variables else "")
                + f"with {name}({argument}) as {variable}:\n    print({variable}.{call})\n"
            )
    return found


def _formatted(program: str) -> str:
    command = [str(Path(sys.executable).parent / "ruff"), "format", "--isolated", "--line-length", "80"]
    ended = subprocess.run(
        [*command, "--stdin-filename", "sample.py", "-"],
        input=program,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if ended.returncode:
        raise UserError(f"ruff: cannot format a sample: {' '.join(ended.stderr.split())[:300]}")
    return ended.stdout.rstrip()
