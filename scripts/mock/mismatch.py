"""Mismatches of an edited contract: examples that violate their schemas, and what the state reads and is undefined."""

from collections.abc import Mapping
from pathlib import Path

from scripts.openapi import Document, Operation, follow, located, operations
from scripts.openapi.structure import escape
from scripts.prism.cache import ResponseKey
from scripts.prism.responses import DocumentedResponses
from scripts.project import UserError
from scripts.schemas import Direction, SchemaCompiler
from scripts.validation.errors import summarize
from scripts.validation.negotiation import is_json
from scripts.validation.response import ResponseValidator


class ContractMismatch(Exception):
    """A response that the mock cannot send, as a part of the contract contradicts another, or the state."""


class ExampleChecker:
    """Checks the examples of a contract that responses are made of."""

    def __init__(self, document: Document, responses: Mapping[str, DocumentedResponses], path: Path) -> None:
        """Prepare to check; schemas are compiled when they are needed.

        Args:
            document: The contract.
            responses: The documented responses by operationId.
            path: The file of the contract, for the messages.
        """
        self._document = document
        self._path = path
        self._operations = {responses[each.id]: each for each in operations(document)}
        self._compiler: SchemaCompiler | None = None

    def check(self, key: ResponseKey, body: bytes) -> None:
        """Check the response that Prism has made of an example. What it makes of a schema is not checked.

        Raises:
            ContractMismatch: It violates its schema.
        """
        operation = self._operations[key.responses]
        pointer = self._pointer(operation, key)
        if pointer is None or key.is_dynamic or key.media_type is None or not is_json(key.media_type):
            return
        self._compiler = self._compiler or SchemaCompiler(self._document, Direction.RESPONSE)
        validator = ResponseValidator(self._document, operation, self._compiler)
        headers = [(b"content-type", key.media_type.encode())]
        found = [each for each in validator.violations(key.status, headers, body) if each.location.startswith("body")]
        if found:
            reason = f"this example is the response {key.status} of {operation.id}, and violates its schema"
            error = UserError(f"#{pointer}: {reason}: {summarize(found)}")
            raise ContractMismatch(str(located(error, self._path)))

    def _pointer(self, operation: Operation, key: ResponseKey) -> str | None:
        """Return the JSON pointer of the example of a response; None if it has none."""
        status = key.responses.resolve(key.status)
        content = {} if status is None else key.responses.response(status).get("content", {}).get(key.media_type, {})
        names = content.get("examples", {})
        if not names and "example" not in content:
            return None
        last = ["examples", key.example or next(iter(names))] if names else ["example"]
        where = ["paths", operation.path, operation.method.lower(), "responses", str(status), "content"]
        pointer = ""
        for step in [*where, str(key.media_type), *last]:
            try:
                pointer = follow(self._document, f"{pointer}/{escape(step)}")
            except LookupError:  # a number that is not a text in the document, or an unusual reference
                break
        return pointer
