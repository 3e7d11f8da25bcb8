"""Credentials of the service: arguments, environment variables and headers."""

from collections.abc import Mapping

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


def check(name: str, value: str | None) -> None:
    """Reject a credential that is not allowed in a header: errors of httpx would contain it.

    Raises:
        TypeError: It is not a string.
        ValueError: It is not printable ASCII, or has surrounding spaces.
    """
    if not isinstance(value, str | None):
        raise TypeError(f"{name} must be a string")
    if value and not (value.isascii() and value.isprintable() and value == value.strip()):
        raise ValueError(f"{name} must be printable ASCII without surrounding spaces")


def headers(values: Mapping[str, str | None], alternatives: tuple[tuple[str, ...], ...], remedy: str) -> dict[str, str]:
    """Return the headers of the first complete set of credentials.

    Args:
        values: The credentials by argument.
        alternatives: The sets that the operation accepts; empty if it requires no credential.
        remedy: The end of the error message; `{variables}` is replaced by the missing environment variables.

    Raises:
        MissingCredentialError: No set is complete.
    """
    missing = []
    for names in alternatives:
        absent = [name for name in names if not values.get(name)]
        if not absent:
            return {HEADERS[name][0]: HEADERS[name][1] + (values[name] or "") for name in names}
        missing.append(absent)
    del values  # error reports may include local variables
    if not missing:
        return {}
    arguments, variables = (
        " or ".join(" and ".join(each(name) for name in absent) for absent in missing)
        for each in (str, VARIABLES.__getitem__)
    )
    raise MissingCredentialError(f"credential missing: {arguments}; {remedy.format(variables=variables)}")
