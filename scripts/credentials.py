"""Credentials that clients send: their arguments, environment variables and headers."""

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openapi_python_client.strings import PythonIdentifier

from scripts.openapi import Document, Operation
from scripts.project import UserError
from scripts.security import security_requirements, security_schemes


@dataclass(frozen=True)
class Credential:
    """A credential.

    Attributes:
        argument: Its argument of the Python client.
        variable: The environment variable that clients read it from.
        header: The header that it is sent in.
        prefix: The text before it in that header, such as `Bearer `.
        description: The contract's description.
    """

    argument: str
    variable: str
    header: str
    prefix: str
    description: str

    def header_value(self) -> str:
        """Return the value of its header, with the credential of the environment."""
        return f"{self.prefix}{os.environ.get(self.variable, '')}"


def environment_variable(document: Document, setting: str) -> str:
    """Return the environment variable of a setting: its name after the contract's title, which is not repeated."""
    prefix = re.sub(r"[^A-Z0-9]+", "_", str(document["info"].get("title")).upper()).strip("_")
    name = setting.upper()
    return name if name.startswith(f"{prefix}_") else f"{prefix}_{name}"


def credentials(document: Document) -> dict[str, Credential]:
    """Return the credentials of a contract by the names of their security schemes.

    Raises:
        UserError: A credential is neither an API key in a header nor a bearer token.
    """
    for name, scheme in security_schemes(document).items():
        is_bearer = (scheme.type, scheme.scheme) == ("http", "bearer")
        if not is_bearer and (scheme.type, scheme.location) != ("apiKey", "header"):
            raise UserError(
                f"security scheme {name!r}: not supported; clients send API keys in headers and bearer tokens"
            )
    return client_credentials(document)


def client_credentials(document: Document) -> dict[str, Credential]:
    """Return all credentials that the Python client sends, by the names of their security schemes.

    The header of an API key in the query is `?` and its name. The certificate of mutual TLS is left out.

    Raises:
        UserError: The client does not support the type of a scheme.
    """
    found = {}
    for name, scheme in security_schemes(document).items():
        if scheme.type == "mutualTLS":
            continue
        header, prefix = scheme.name, ""
        if scheme.scheme in {"basic", "bearer", "digest"}:
            prefix = f"{scheme.scheme.title()} "
        elif scheme.location == "query":
            header = f"?{scheme.name}"
        elif scheme.location == "cookie":
            header, prefix = "Cookie", f"{scheme.name}="
        elif scheme.type != "apiKey":
            raise UserError(
                f"security scheme {name!r}: HTTP authentication {scheme.scheme!r} is not supported; use basic, bearer, "
                "digest, or an API key in the header Authorization"
            )
        argument = str(PythonIdentifier(name, "key_"))
        variable = environment_variable(document, argument)
        found[name] = Credential(argument, variable, header, prefix, scheme.description)
    return found


def synthetic_credentials(known: Iterable[Credential]) -> tuple[dict[str, str], dict[str, str]]:
    """Return random values for credentials.

    Returns:
        The environment variables of a client that sends them, and those of a mock that accepts no others.
    """
    known = list(known)
    values = {each.variable: secrets.token_hex(16) for each in known}
    return values, mock_credentials(known, values)


def mock_credentials(known: Iterable[Credential], values: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables of a mock that accepts no other credentials.

    Args:
        known: The credentials.
        values: The environment variables of a client that sends them.
    """
    return {
        f"MOCK_CREDENTIAL_{each.header.upper().replace('-', '_')}": each.prefix + values[each.variable]
        for each in known
    }


def accepted_schemes(document: Document, operation: Operation) -> tuple[tuple[str, ...], ...]:
    """Return the alternative sets of security schemes that an operation accepts; a client sends the first it can.

    Returns:
        The names of the schemes. Without credentials is the last alternative, and omitted if it is the only one.

    Raises:
        UserError: The operation requires an unknown scheme.
    """
    alternatives = [tuple(scheme.id for scheme in each) for each in security_requirements(document, operation)]
    return tuple(sorted(alternatives, key=lambda schemes: not schemes)) if any(alternatives) else ()
