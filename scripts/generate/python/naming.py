"""Names of the client.

Groups are the contract's tags, and methods its operationIds without the words of the tag: `listModels` of `models` is
`models.list`. The extension `x-client-name` of a tag or an operation overrides its name.
"""

import keyword
from collections.abc import Sequence

from openapi_python_client.strings import pascal_case, snake_case

from scripts.openapi import Document
from scripts.project import UserError

EXTENSION = "x-client-name"
# Public names of the package besides the class of the client and the errors of status codes.
EXPORTS = {
    *("AsyncStreamedResponse", "Client", "File", "MissingCredentialError", "RawResponse", "StreamedResponse", "Upload"),
    *("APIError", "APIConnectionError", "APITimeoutError", "APIResponseValidationError", "APIStatusError"),
}
# Imports of the modules in `groups`: a model must not have one of these names.
GROUP_IMPORTS = {
    *("Any", "AsyncEntries", "Entries", "Literal", "Mapping", "Sequence", "UUID"),
    *("AsyncCaller", "AsyncStreamedResponse", "Caller", "RawResponse", "StreamedResponse", "Unset", "Upload"),
}
# Names in the annotations of a group's class, which a method of the same name would shadow.
_SHADOWED = {"bool", "builtins", "bytes", "cached_property", "datetime", "float", "httpx", "int", "object", "str"}
# The errors of status codes, and their meaning. The last one is for all higher status codes too.
STATUS_ERRORS: dict[int, tuple[str, str]] = {
    400: ("BadRequestError", "The request is invalid."),
    401: ("AuthenticationError", "A credential is missing or invalid."),
    403: ("PermissionDeniedError", "The credentials do not permit the request."),
    404: ("NotFoundError", "The resource does not exist."),
    409: ("ConflictError", "The request conflicts with the current state."),
    422: ("UnprocessableEntityError", "The request is well-formed but cannot be processed."),
    429: ("RateLimitError", "Too many requests were sent."),
    500: ("InternalServerError", "The service failed: status code 500 or above."),
}


def error_class(status: int) -> str:
    """Return the name of the error of a status code."""
    return STATUS_ERRORS.get(min(status, 500), ("APIStatusError", ""))[0]


def client_name(document: Document) -> str:
    """Return the name of the client's class: the contract's title in Pascal case.

    Raises:
        UserError: The title is not usable as the name of a class.
    """
    title = str(document["info"].get("title"))
    name = title if title.isidentifier() else pascal_case(title)
    if not name.isidentifier() or not name.isascii() or keyword.iskeyword(name):
        raise UserError(f"info.title {title!r}: not usable as a Python class name; start it with an ASCII letter")
    if name in {*EXPORTS, *(error for error, _ in STATUS_ERRORS.values())}:
        raise UserError(f"info.title {title!r}: the package already exports {name!r}; add a word to the title")
    return name


def method_name(operation_id: str, tag: str) -> str:
    """Return the name of an operation's method: its id without the words of its tag, in singular or plural.

    An id without other words is not shortened.
    """
    words, omitted = snake_case(operation_id).split("_"), _singular(snake_case(tag).split("_"))
    for start in range(len(words) - len(omitted) + 1):
        end = start + len(omitted)
        if _singular(words[start:end]) == omitted and len(words) > len(omitted):
            words = words[:start] + words[end:]
            break
    name = identifier("_".join(words))
    return f"{name}_" if name in _SHADOWED else name


def _singular(words: list[str]) -> list[str]:
    return [word.rstrip("s") for word in words]


def override(definition: Document, where: str) -> str | None:
    """Return the name that `x-client-name` gives to a tag or an operation, or None.

    Raises:
        UserError: It is not a Python identifier.
    """
    name = definition.get(EXTENSION)
    if name is None or (isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)):
        return name
    raise UserError(f"{where}: {EXTENSION} {name!r} is not a Python identifier; use letters, digits and underscores")


def identifier(name: str) -> str:
    """Return a name, with an underscore appended if it is a keyword of Python."""
    return f"{name}_" if keyword.iskeyword(name) else name


def require_distinct(names: Sequence[str], where: str) -> None:
    """Check that no name occurs twice.

    Raises:
        UserError: A name occurs twice.
    """
    for number, name in enumerate(names):
        if name in names[:number]:
            raise UserError(f"{where}: the name {name!r} is used twice; set another one with {EXTENSION}")
