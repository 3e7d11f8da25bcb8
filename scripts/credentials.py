"""What a contract wants as credentials, of which operation, and the variables that hold them."""

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from openapi_python_client.strings import PythonIdentifier

from scripts.openapi import Document, Operation, resolve
from scripts.project import Failure


@dataclass(frozen=True)
class Credential:
    """A credential as a client takes it (`argument`, or `variable`) and sends it: in `header`, after `prefix`."""

    argument: str
    variable: str
    header: str
    prefix: str
    description: str

    def sent(self) -> str:
        """Return what the header has, as the environment says; the prefix alone if it says nothing."""
        return f"{self.prefix}{os.environ.get(self.variable, '')}"


def variable(document: Document, setting: str) -> str:
    """Return the environment variable of a setting: the contract's title, if it doesn't begin so, and the setting."""
    prefix = re.sub(r"[^A-Z0-9]+", "_", str(document["info"].get("title")).upper()).strip("_")
    name = setting.upper()
    return name if name.startswith(f"{prefix}_") else f"{prefix}_{name}"


def credentials(document: Document) -> dict[str, Credential]:
    """Return the credentials of a contract by the names of their security schemes.

    Raises:
        Failure: A scheme is of a kind that a client can't send.
    """
    found = {}
    for name, node in document.get("components", {}).get("securitySchemes", {}).items():
        scheme = resolve(document, node)
        kind = (scheme.get("type"), scheme.get("in") or str(scheme.get("scheme")).lower())
        if kind == ("apiKey", "header"):
            header, prefix = scheme["name"], ""
        elif kind == ("http", "bearer"):
            header, prefix = "Authorization", "Bearer "
        else:
            raise Failure(f"security scheme {name!r}: the client sends API keys in headers and bearer tokens only")
        argument = str(PythonIdentifier(name, "key_"))
        described = scheme.get("description", "")
        found[name] = Credential(argument, variable(document, argument), header, prefix, described)
    return found


def made_up(known: Iterable[Credential]) -> tuple[dict[str, str], dict[str, str]]:
    """Return made-up values of credentials: the variables of a client, and those by which a mock admits no others."""
    values = {each: secrets.token_hex(16) for each in known}
    admitted = {
        f"MOCK_CREDENTIAL_{each.header.upper().replace('-', '_')}": each.prefix + value
        for each, value in values.items()
    }
    return {each.variable: value for each, value in values.items()}, admitted


def accepted(document: Document, operation: Operation, known: dict[str, Credential]) -> tuple[tuple[str, ...], ...]:
    """Return what an operation accepts: alternative sets of security schemes, by their names.

    Raises:
        Failure: It needs an unknown scheme.
    """
    requirements = operation.definition.get("security", document.get("security")) or []
    for scheme in (scheme for requirement in requirements for scheme in requirement if scheme not in known):
        where = f"{operation.method} {operation.path}"
        raise Failure(f"{where}: its security names {scheme!r}, which is no security scheme")
    # To send nothing is the last choice where it is allowed, and no choice where it is the only one.
    return tuple(sorted(map(tuple, requirements), key=lambda schemes: not schemes)) if any(requirements) else ()
