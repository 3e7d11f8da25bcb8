"""Forms that schemathesis counts as violations."""

from typing import Any

import pytest
import schemathesis

from scripts.contract.hooks.negative_binary_forms import is_valid_request
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
