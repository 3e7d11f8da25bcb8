"""Basis of checks of schemathesis's responses, and the violations that they report."""

from typing import Any

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.schemas import APIOperation

from scripts.openapi import Operation

Case = schemathesis.Case[Any]
Context = schemathesis.CheckContext
TestedOperation = APIOperation[Any, Any, Any, Any]


class ContractViolation(Failure):
    """A violation that one of our checks found. Failures of an operation with the same title are reported once."""

    @property
    def _unique_key(self) -> str:
        return self.title


def violation(case: Case, title: str, message: str) -> ContractViolation:
    """Return a violation.

    Args:
        case: The request that shows it.
        title: The kind of violation, the same for all requests.
        message: The details of this request.
    """
    return ContractViolation(operation=case.operation.label, title=title, message=message, case_id=case.id)


def as_operation(tested: TestedOperation) -> Operation:
    """Return an operation of schemathesis as one of the contract."""
    return Operation(
        tested.definition.raw.get("operationId", tested.label),
        tested.method.upper(),
        tested.path,
        tested.definition.raw,
    )


def has_other_method(case: Case) -> bool:
    """Return True if a request has an undocumented method."""
    return bool(case.method.upper() != case.operation.method.upper())
