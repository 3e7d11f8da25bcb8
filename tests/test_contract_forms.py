"""What a server reads from a form, as the hook of schemathesis sees it."""

from typing import Any

import pytest

from scripts.contract.forms import as_read

MEMBERS = {
    "files": {"type": "array", "items": {"$ref": "#/components/schemas/Upload"}},
    "text": {"type": "string"},
    "flag": {"type": "boolean"},
}
DOCUMENT = {"components": {"schemas": {"Upload": {"type": "string", "format": "binary"}}}}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"files": [b"a", b"b"]}, {"files": ["", ""]}),
        ({"files": b"a"}, {"files": [""]}),
        ({"files": ["no file"]}, {"files": [None]}),
        ({"files": []}, {}),
        ({"text": 5}, {"text": "5"}),
        ({"text": None}, {"text": "null"}),
        ({"text": {"a": 1}}, {"text": '{"a": 1}'}),
        ({"text": ["one"]}, {"text": "one"}),
        ({"text": ["one", "two"]}, {"text": ["one", "two"]}),
        ({"text": b"a file"}, {"text": None}),
        ({"flag": "true"}, {"flag": True}),
        ({"flag": False}, {"flag": False}),
        ({"flag": 1}, {"flag": 1}),
        ({"other": 1}, {"other": "1"}),
    ],
)
def test_a_form_is_read_as_texts_and_files(form: dict[str, Any], expected: dict[str, Any]) -> None:
    assert as_read(DOCUMENT, MEMBERS, form) == expected
