"""Path parameters that schemathesis takes from responses."""

from typing import Any

import pytest
import schemathesis

from scripts.contract.hooks.null_path_parameters import has_no_null_in_path
from scripts.editions.contracts import contract_of

OPERATION: Any = schemathesis.openapi.from_path(contract_of("2024-11-19"))["/api/external/chatbot/event/{event_id}"][
    "GET"
]


@pytest.mark.parametrize(
    ("value", "is_kept"), [(None, False), ("null", False), ("0b8f4c1e-2a59-4b62-8f0e-1b5f6f0f9d11", True)]
)
def test_request_with_null_in_the_path_is_not_sent(value: str | None, is_kept: bool) -> None:
    case = OPERATION.Case(path_parameters={"event_id": value})
    assert bool(has_no_null_in_path(schemathesis.HookContext(operation=OPERATION), case)) is is_kept


def test_request_without_path_parameters_is_sent() -> None:
    assert has_no_null_in_path(schemathesis.HookContext(operation=OPERATION), OPERATION.Case())
