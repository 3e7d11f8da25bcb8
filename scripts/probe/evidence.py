"""Evidence for and against editions: what a response means for the contract of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx

from scripts import openapi
from scripts.openapi import Document, Operation
from scripts.validation.errors import LimitExceeded
from scripts.validation.response import ResponseValidator

NOT_FOUND, NOT_ALLOWED = 404, 405


@dataclass(frozen=True)
class Observation:
    """A response to a GET request.

    Attributes:
        path: The path template.
        response: The response.
        is_path_known: Whether the status code shows that the server has the path, None if it shows nothing.
    """

    path: str
    response: httpx.Response
    is_path_known: bool | None

    def __str__(self) -> str:
        """Return the request and the status code."""
        return f"GET {self.path}: {self.response.status_code}"


def contradiction(observation: Observation, document: Document) -> str | None:
    """Return how an observation contradicts a contract, or None."""
    operations = {each.method: each for each in openapi.operations(document) if each.path == observation.path}
    status, is_success = observation.response.status_code, observation.response.is_success
    found: str | None = None
    if observation.is_path_known is not None and observation.is_path_known != bool(operations):
        found = f"the edition {'has' if operations else 'does not have'} this path"
    elif "GET" in operations and status == NOT_ALLOWED:
        found = "the edition has a GET here"
    elif "GET" in operations and is_success:
        found = next(_violations(document, operations["GET"], observation.response), None)
    elif operations and "GET" not in operations and is_success:
        found = "the edition has no GET here"
    return found


def supports(observation: Observation, document: Document, others: Mapping[str, Document]) -> bool:
    """Return whether an observation fits a contract, and contradicts at least one other."""
    if contradiction(observation, document):
        return False
    return any(contradiction(observation, other) for other in others.values())


def _violations(document: Document, operation: Operation, response: httpx.Response) -> Iterator[str]:
    headers = [(name.lower(), value) for name, value in response.headers.raw]
    try:
        for violation in ResponseValidator(document, operation).violations(
            response.status_code, headers, response.content
        ):
            yield str(violation)
    except LimitExceeded:
        return
