"""Python samples, which use the generated client."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.parser.errors import GeneratorError

from scripts.generate.editions import subpackage
from scripts.generate.python.documents import prepare
from scripts.generate.python.examples import examples
from scripts.generate.python.methods import Group, Method, groups
from scripts.generate.python.naming import client_name, identifier
from scripts.generate.python.parser import parse
from scripts.generate.settings import SETTINGS, read_settings
from scripts.openapi import Document, base_url
from scripts.project import UserError
from scripts.reference.requests import SampleRequest

SampleKey = tuple[str, str | None]


def samples(
    document: Document, edition: str | None, server: str, requests: list[SampleRequest]
) -> Mapping[SampleKey, str]:
    """Return the samples by operationId and name of the example; none if no client can be generated.

    The client sends a body as its first media type, so there are samples for the examples of that only.

    Args:
        document: The contract.
        edition: Its edition; see `edition_of`.
        server: The URL of the server.
        requests: The requests, in the order of the contract.

    Raises:
        UserError: The samples cannot be formatted.
    """
    client = Client.of(document, edition)
    if client is None:
        return {}
    calls = {name: examples(document, group, method) for name, (group, method) in client.methods.items()}
    found: dict[SampleKey, str] = {}
    for operation_id, grouped_requests in groupby(requests, key=lambda each: each.operation.id):
        alternatives = list(grouped_requests)
        first = [each for each in alternatives if each.media_type == alternatives[0].media_type]
        operation_calls = calls.get(operation_id, [])
        for request, call in zip(first, operation_calls, strict=True) if len(first) == len(operation_calls) else ():
            variables = [each.variable for each in request.credentials]
            found[operation_id, request.example] = client.program(call, server, variables)
    return found


@dataclass(frozen=True)
class Client:
    """The generated client of a contract.

    Attributes:
        document: The contract.
        package: Its package.
        name: Its class.
        methods: Its groups and methods by operationId.
    """

    document: Document
    package: str
    name: str
    methods: Mapping[str, tuple[Group, Method]]

    @classmethod
    def of(cls, document: Document, edition: str | None) -> "Client | None":
        """Return the client of a contract; None if none can be generated.

        Args:
            document: The contract, as `packaged` returns it.
            edition: Its edition; see `edition_of`.
        """
        parsed, config = parse(prepare(document), read_settings(SETTINGS))
        if isinstance(parsed, GeneratorError):
            return None
        try:
            grouped = groups(document, parsed.endpoint_collections_by_tag, config.field_prefix)
            name = client_name(document)
        except UserError:
            return None
        package = Project(openapi=parsed, config=config).package_name
        if edition is not None:
            package += f".{subpackage(edition)}"
        return cls(document, package, name, {each.operation.id: (it, each) for it in grouped for each in it.methods})

    def program(self, call: str, server: str, variables: Sequence[str], imports: str = "") -> str:
        """Return a program that prints the result of a call.

        Args:
            call: The call, without the client's variable.
            server: The URL of the server.
            variables: The environment variables that the client reads its credentials from.
            imports: Lines of imports.

        Raises:
            UserError: The program cannot be formatted.
        """
        argument = "" if server == base_url(self.document) else f"base_url={json.dumps(server)}"
        variable = identifier(self.name.lower())
        return _formatted(
            f"{imports}from {self.package} import {self.name}\n\n"
            + (f"# The credentials are read from {' and '.join(variables)}.\n" if variables else "")
            + f"with {self.name}({argument}) as {variable}:\n    print({variable}.{call})\n"
        )


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
