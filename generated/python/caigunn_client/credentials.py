"""The credentials of the service: what they are called here, in the environment and in a request."""

from collections.abc import Mapping

# The header that carries a credential, and what stands before it there, by the name of its argument.
HEADERS: dict[str, tuple[str, str]] = {
    "api_key": ("api-key", ""),
    "caigunn_access_token": ("caigunn-access-token", ""),
}
# The environment variable that the SDK takes a credential from.
VARIABLES: dict[str, str] = {
    "api_key": "CAIGUNN_API_KEY",
    "caigunn_access_token": "CAIGUNN_ACCESS_TOKEN",
}


class MissingCredentialError(Exception):
    """The client lacks a credential that the operation needs. Nothing was sent."""


def check(name: str, value: str | None) -> None:
    """Refuse a credential that no header can carry, because the errors of httpx would repeat it.

    Raises:
        TypeError: It is no text.
        ValueError: It isn't printable ASCII, or has spaces around it.
    """
    if not isinstance(value, str | None):
        raise TypeError(f"{name} must be a string")
    if value and not (value.isascii() and value.isprintable() and value == value.strip()):
        raise ValueError(f"{name} must be printable ASCII without spaces around it")


def headers(values: Mapping[str, str | None], alternatives: tuple[tuple[str, ...], ...], remedy: str) -> dict[str, str]:
    """Return the headers that carry the first of the alternative sets of credentials that is whole.

    Args:
        values: The credentials by the names of their arguments.
        alternatives: The sets that the operation accepts. None at all: it takes no credential.
        remedy: What to do about a missing one; `{variables}` in it becomes the names of the missing ones' variables.

    Raises:
        MissingCredentialError: Each of the sets lacks a credential.
    """
    missing = []
    for names in alternatives:
        lacking = [name for name in names if not values.get(name)]
        if not lacking:
            return {HEADERS[name][0]: HEADERS[name][1] + (values[name] or "") for name in names}
        missing.append(lacking)
    del values  # a report of the error may show what is local here
    if not missing:
        return {}
    named, variables = (
        " or ".join(" and ".join(each(name) for name in lacking) for lacking in missing)
        for each in (str, VARIABLES.__getitem__)
    )
    raise MissingCredentialError(f"the operation needs {named}: {remedy.format(variables=variables)}")
