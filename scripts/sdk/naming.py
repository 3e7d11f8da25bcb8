"""How the SDK's names come from the contract.

Groups are the contract's tags, methods its operationIds without the words of their tag: `listModels` of `models` is
`models.list`. Where that isn't enough, a contract has `x-client-name`, of a tag or an operation: the name to use.
"""

import keyword
from collections.abc import Sequence

from openapi_python_client.strings import pascal_case, snake_case

from scripts.openapi import Document
from scripts.project import Failure

EXTENSION = "x-client-name"
# What the package exports beside the SDK's class and the errors of statuses.
EXPORTED = {
    *("Client", "File", "RawResponse", "Upload", "MissingCredentialError"),
    *("APIError", "APIConnectionError", "APITimeoutError", "APIResponseValidationError", "APIStatusError"),
}
# What the modules of groups import: no model may be called so.
IMPORTED = {
    *("Any", "AsyncIterator", "Iterator", "Literal", "Mapping", "Sequence", "UUID"),
    *("AsyncCaller", "Caller", "RawResponse", "Unset", "Upload"),
}
# Names that the annotations in a group's class need; a method of such a name would take their place.
SHADOWING = {"bool", "builtins", "bytes", "cached_property", "datetime", "float", "httpx", "int", "object", "str"}
# The errors that statuses raise, and their meaning. The last one is for all statuses above it too.
STATUS_ERRORS: dict[int, tuple[str, str]] = {
    400: ("BadRequestError", "The request is wrong."),
    401: ("AuthenticationError", "A credential is missing or wrong."),
    403: ("PermissionDeniedError", "The credentials don't permit it."),
    404: ("NotFoundError", "There is no such thing."),
    409: ("ConflictError", "It contradicts what is there."),
    422: ("UnprocessableEntityError", "The request is well formed, but can't be carried out."),
    429: ("RateLimitError", "There were too many requests."),
    500: ("InternalServerError", "The service has failed: a status of 500 and above."),
}


def error_class(status: int) -> str:
    """Return the name of the error that a status raises."""
    return STATUS_ERRORS.get(min(status, 500), ("APIStatusError", ""))[0]


def client_name(document: Document) -> str:
    """Return the name of the SDK's class: the title of the contract, its words joined.

    Raises:
        Failure: The title has nothing that such a name could be made of.
    """
    title = str(document["info"].get("title"))
    name = title if title.isidentifier() else pascal_case(title)
    if not name.isidentifier() or not name.isascii() or keyword.iskeyword(name):
        raise Failure(f"info.title {title!r} makes no name of a Python class: begin it with a letter of ASCII")
    if name in {*EXPORTED, *(error for error, _ in STATUS_ERRORS.values())}:
        raise Failure(f"info.title {title!r} makes the name of something else in the package: add a word to it")
    return name


def method_name(operation_id: str, tag: str) -> str:
    """Return the name of an operation's method: its id without the words of its tag, in singular or plural.

    An id that has no other words is kept whole.
    """
    words, omitted = snake_case(operation_id).split("_"), _singular(snake_case(tag).split("_"))
    for start in range(len(words) - len(omitted) + 1):
        end = start + len(omitted)
        if _singular(words[start:end]) == omitted and len(words) > len(omitted):
            words = words[:start] + words[end:]
            break
    name = identifier("_".join(words))
    return f"{name}_" if name in SHADOWING else name


def _singular(words: list[str]) -> list[str]:
    return [word.rstrip("s") for word in words]


def chosen(definition: Document, where: str) -> str | None:
    """Return the name that a tag or an operation chooses for itself, None if it leaves that to the rule.

    Raises:
        Failure: It is no name in Python.
    """
    name = definition.get(EXTENSION)
    if name is None or (isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)):
        return name
    raise Failure(f"{where}: {EXTENSION} {name!r} is no name in Python")


def identifier(name: str) -> str:
    """Return a name that Python doesn't take for a word of its own."""
    return f"{name}_" if keyword.iskeyword(name) else name


def distinct(names: Sequence[str], where: str) -> None:
    """Check that names differ.

    Raises:
        Failure: Two are the same.
    """
    for number, name in enumerate(names):
        if name in names[:number]:
            raise Failure(f"{where}: two things would be called {name!r}: give one another name with {EXTENSION}")
