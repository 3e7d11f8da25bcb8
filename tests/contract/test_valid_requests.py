"""Requests that schemathesis counts as violations, although they are valid."""

from typing import Any

import pytest
import schemathesis
from schemathesis.core.failures import AcceptedNegativeData, ServerError

from scripts.contract.hooks.valid_requests import filter_failure, is_valid_request
from scripts.project import CONTRACT

OPERATION: Any = schemathesis.openapi.from_path(CONTRACT)["/api/external/chatbot/training_data"]["POST"]


@pytest.mark.parametrize(
    ("form", "is_valid"),
    [
        ({"files": [b"a", b"b"]}, True),
        ({"files": b"a"}, False),
        ({"files": ["sent as a file"]}, True),
        ({"files": []}, False),
        ({"text": 5}, True),
        ({"text": None}, True),
        ({"text": ["one"]}, True),
        ({"text": ["one", "two"]}, False),
        ({"text": b"sent as text"}, True),
        ({"files": [b"a"], "is_single_page": "true"}, True),
        ({"files": [b"a"], "is_single_page": False}, True),
        ({"files": [b"a"], "is_single_page": 1}, False),
        ({"other": 1}, False),
    ],
)
def test_form_is_validated_as_it_is_sent(form: dict[str, Any], is_valid: bool) -> None:
    case = OPERATION.Case(body=form, media_type="multipart/form-data", query={"type": "file"}, headers={})
    assert is_valid_request(case) == is_valid


@pytest.mark.parametrize(("form", "is_kept"), [({"text": "sent as text"}, False), ({"other": 1}, True)])
def test_accepted_request_is_a_failure_only_if_invalid(form: dict[str, Any], is_kept: bool) -> None:
    case = OPERATION.Case(body=form, media_type="multipart/form-data", query={"type": "text"}, headers={})
    context = schemathesis.HookContext(operation=OPERATION)
    accepted = AcceptedNegativeData(operation="", message="", status_code=200, expected_statuses=[])
    response: Any = None
    assert filter_failure(context, accepted, case, response) is is_kept
    assert filter_failure(context, ServerError(operation="", status_code=500), case, response)
