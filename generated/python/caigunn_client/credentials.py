"""Credentials of the service: arguments, environment variables and headers."""

import base64
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import httpx

# A credential, or a function that returns it for each call.
Credential: TypeAlias = str | Callable[[], str] | None
AsyncCredential: TypeAlias = str | Callable[[], str | Awaitable[str]] | None
# The sets of credentials that an operation accepts; empty if it requires none.
Alternatives: TypeAlias = tuple[tuple[str, ...], ...]
BASIC, COOKIE, DIGEST = "Basic ", "Cookie", "Digest "
# By argument, functions whose results are credentials of a request.
Providers: TypeAlias = dict[str, Callable[[], object]]

# The header of each credential, and the prefix of its value there, by argument. A query parameter is written `?name`.
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
    if isinstance(value, tuple) and HEADERS.get(name, ("", ""))[1] in {BASIC, DIGEST}:
        value = _joined(name, value)
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{name} must be a string")
    if value and not (value.isascii() and value.isprintable() and value == value.strip()):
        raise ValueError(f"{name} must be printable ASCII without surrounding spaces")


def _joined(name: str, value: tuple[object, ...]) -> str:
    user, password = value if len(value) == 2 else (None, None)
    if not (isinstance(user, str) and isinstance(password, str)) or ":" in user:
        raise TypeError(f"{name} must be (user, password), and the user must not contain a colon")
    return f"{user}:{password}"


def placed(name: str, value: object) -> tuple[str, str]:
    """Return the header of a credential and its value there.

    Raises:
        TypeError: It is not a string.
        ValueError: It is not printable ASCII, or has surrounding spaces.
    """
    check(name, value)
    text = _joined(name, value) if isinstance(value, tuple) else str(value)
    header, prefix = HEADERS[name]
    return header, prefix + (base64.b64encode(text.encode()).decode() if prefix == BASIC else text)


def digest(name: str, value: object) -> httpx.DigestAuth:
    """Return the digest authentication by a user and password: it sends a request again, with a response to the challenge.

    Raises:
        TypeError: The credential is neither a string nor a tuple.
        ValueError: It is not printable ASCII, or has surrounding spaces.
    """
    check(name, value)
    user, _, password = (_joined(name, value) if isinstance(value, tuple) else str(value)).partition(":")
    return httpx.DigestAuth(user, password)


def add(request: httpx.Request, name: str, value: object) -> None:
    """Add a credential to a request. See `placed`."""
    if HEADERS[name][1] == DIGEST:
        request.extensions["auth"] = digest(name, value)
        return
    header, text = placed(name, value)
    if header.startswith("?"):
        request.url = request.url.copy_set_param(header[1:], text)
    elif header == COOKIE:
        request.headers[header] = "; ".join(filter(None, [request.headers.get(header), text]))
    else:
        request.headers[header] = text


def add_to_arguments(kwargs: dict[str, Any], name: str, value: object) -> None:
    """Add a credential to the arguments of a request of httpx. See `placed`."""
    if HEADERS[name][1] == DIGEST:
        kwargs["auth"] = digest(name, value)
        return
    header, text = placed(name, value)
    if header.startswith("?"):
        kwargs["params"] = {**kwargs.get("params", {}), header[1:]: text}
        return
    headers = kwargs.setdefault("headers", {})
    headers[header] = "; ".join(filter(None, [headers.get(header), text])) if header == COOKIE else text


def select(
    values: Mapping[str, object], alternatives: Alternatives, given: Mapping[str, object], remedy: str
) -> dict[str, object]:
    """Return the first complete set of credentials: strings and functions by argument.

    Args:
        values: The credentials by argument.
        alternatives: The sets that the operation accepts; empty if it requires no credential.
        given: Other headers of the request, in lower case. One of them may replace a credential.
        remedy: The end of the error message; `{variables}` is replaced by the missing environment variables.

    Raises:
        MissingCredentialError: No set is complete.
    """
    missing = []
    for names in alternatives:
        needed = [name for name in names if HEADERS[name][0] == COOKIE or HEADERS[name][0].lower() not in given]
        absent = [name for name in needed if not values.get(name)]
        if not absent:
            return {name: values[name] for name in needed}
        missing.append(absent)
    del values  # error reports may include local variables
    if not missing:
        return {}
    arguments, variables = (
        " or ".join(" and ".join(each(name) for name in absent) for absent in missing)
        for each in (str, VARIABLES.__getitem__)
    )
    raise MissingCredentialError(f"credential missing: {arguments}; {remedy.format(variables=variables)}")


def add_provided(request: httpx.Request, name: str, value: object) -> None:
    """Add a credential that a function has returned to a request.

    Raises:
        MissingCredentialError: It is empty or None.
        TypeError: It is not a string.
        ValueError: It is not printable ASCII, or has surrounding spaces.
    """
    if value is None or value == "":
        raise MissingCredentialError(f"credential missing: the function {name} has returned none")
    add(request, name, value)
