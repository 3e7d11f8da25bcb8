"""The project's contract: its operations, credentials and documented responses."""

from typing import Any

from scripts.credentials import credentials
from scripts.openapi import Document, Operation, load, operations, resolve
from scripts.project import CONTRACT

DOCUMENT = load(CONTRACT)
OPERATIONS = {operation.id: operation for operation in operations(DOCUMENT)}
SCHEMES = credentials(DOCUMENT)
# A value for each argument of a credential, and for each header.
CREDENTIALS: dict[str, Any] = {each.argument: f"value-of-{each.variable}" for each in SCHEMES.values()}
CREDENTIAL_HEADERS = {each.header.lower(): each.prefix + CREDENTIALS[each.argument] for each in SCHEMES.values()}


def success_response(operation: Operation, example: str = "", document: Document = DOCUMENT) -> tuple[int, Any]:
    """Return the status code of the first documented 2xx response, and its example of a name or its first one."""
    status = next(each for each in operation.definition["responses"] if each.startswith("2"))
    content = resolve(document, operation.definition["responses"][status]).get("content", {})
    if not content:
        return int(status), None
    examples = content["application/json"]["examples"]
    return int(status), resolve(document, examples.get(example, next(iter(examples.values()))))["value"]


def error_statuses(operation: Operation) -> list[int]:
    """Return the status codes of the documented errors."""
    return [int(each) for each in operation.definition["responses"] if each[0] in "45"]
