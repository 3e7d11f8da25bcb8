"""Credentials of the service: arguments, environment variables and headers."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

# A credential, or a function that returns it for each call.
Credential: TypeAlias = str | Callable[[], str] | None
AsyncCredential: TypeAlias = str | Callable[[], str | Awaitable[str]] | None
# The sets of credentials that an operation accepts; empty if it requires none.
Alternatives: TypeAlias = tuple[tuple[str, ...], ...]
# By argument, functions whose results are credentials of a request.
Providers: TypeAlias = dict[str, Callable[[], object]]

# The header of each credential, and the prefix of its value there, by argument.
HEADERS: dict[str, tuple[str, str]] = {
    "api_key": ("api-key", ""),
    "caigunn_access_token": ("caigunn-access-token", ""),
}
# The environment variable of each credential, by argument.
VARIABLES: dict[str, str] = {
    "api_key": "CAIGUNN_API_KEY",
    "caigunn_access_token": "CAIGUNN_ACCESS_TOKEN",
}


class MissingCredentialError(Exception):
    """The client lacks a credential that the operation requires. The request was not sent."""


def check(name: str, value: object) -> None:
    """Reject a credential that is not allowed in a header: errors of httpx would contain it.

    Raises:
        TypeError: It is not a string.
        ValueError: It is not printable ASCII, or has surrounding spaces.
    """
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{name} must be a string")
    if value and not (value.isascii() and value.isprintable() and value == value.strip()):
        raise ValueError(f"{name} must be printable ASCII without surrounding spaces")


def headers(values: Mapping[str, str | None], alternatives: Alternatives, remedy: str) -> dict[str, str]:
    """Return the headers of the first complete set of credentials. See `select`."""
    sent, _ = select(values, alternatives, {}, remedy)
    return sent


def select(
    values: Mapping[str, object], alternatives: Alternatives, given: Mapping[str, object], remedy: str
) -> tuple[dict[str, str], Providers]:
    """Select the first complete set of credentials.

    Args:
        values: The credentials by argument: strings, or functions.
        alternatives: The sets that the operation accepts; empty if it requires no credential.
        given: Other headers of the request, in lower case. One of them may replace a credential.
        remedy: The end of the error message; `{variables}` is replaced by the missing environment variables.

    Returns:
        The headers of the strings, and the functions by argument.

    Raises:
        MissingCredentialError: No set is complete.
    """
    missing = []
    for names in alternatives:
        needed = [name for name in names if HEADERS[name][0].lower() not in given]
        absent = [name for name in needed if not values.get(name)]
        if not absent:
            found = {name: values[name] for name in needed}
            sent = {
                HEADERS[name][0].lower(): HEADERS[name][1] + value
                for name, value in found.items()
                if isinstance(value, str)
            }
            return sent, {name: value for name, value in found.items() if callable(value)}
        missing.append(absent)
    del values  # error reports may include local variables
    if not missing:
        return {}, {}
    arguments, variables = (
        " or ".join(" and ".join(each(name) for name in absent) for absent in missing)
        for each in (str, VARIABLES.__getitem__)
    )
    raise MissingCredentialError(f"credential missing: {arguments}; {remedy.format(variables=variables)}")


def provided_header(name: str, value: object) -> tuple[str, str]:
    """Return the header of a credential that a function has returned.

    Raises:
        MissingCredentialError: It is empty or None.
        TypeError: It is not a string.
        ValueError: It is not printable ASCII, or has surrounding spaces.
    """
    check(name, value)
    if not isinstance(value, str) or not value:
        raise MissingCredentialError(f"credential missing: the function {name} has returned none")
    header, prefix = HEADERS[name]
    return header, prefix + value
