"""Validation of the requests of findings, so that each finding follows from the contract."""

from scripts.contract.probes.transport import Request
from scripts.openapi import Document
from scripts.validation.errors import LimitExceeded, RequestError
from scripts.validation.messages import RequestHead
from scripts.validation.operation import compile_operations, validate

_EXPECT_SUCCESS = {"boundary_values_accepted", "examples_accepted"}
_EXPECT_REJECTION = {"invalid_values_rejected", "malformed_bodies_rejected"}


class RequestValidity:
    """Validates the requests of findings."""

    def __init__(self, document: Document) -> None:
        """Compile a contract.

        Raises:
            UserError: It cannot be compiled.
        """
        self._router = compile_operations(document, {}, {})

    def supports(self, check: str, request: Request) -> bool:
        """Return False if a finding contradicts the contract on whether its request is valid.

        Probes derive requests from single schemas. Other parts of the contract may restrict the same value.
        """
        if check in _EXPECT_SUCCESS:
            return self._is_valid(request) is not False
        if check in _EXPECT_REJECTION:
            return self._is_valid(request) is not True
        return True

    def _is_valid(self, request: Request) -> bool | None:
        """Return whether a request satisfies the contract; None if it cannot be validated."""
        path, _, query = request.target.partition("?")
        headers = [(name.lower().encode("latin-1"), value.encode()) for name, value in request.headers]
        if request.body is not None:
            headers.append((b"content-length", str(len(request.body)).encode()))
        head = RequestHead(request.method, path.encode(), query.encode(), headers)
        try:
            validate(self._router, head, request.body or b"")
        except LimitExceeded:
            return None
        except RequestError:
            return False
        return True
