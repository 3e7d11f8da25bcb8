"""Indentation of JSON texts."""

import json

import pytest

from scripts.mock.admin.inspector.pretty import indent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1.0,"a":[1e2, {}],"b":{ }}', '{\n  "a": 1.0,\n  "a": [\n    1e2,\n    {}\n  ],\n  "b": {}\n}'),
        ('["\\" ,:{}[]\\\\", "é"]', '[\n  "\\" ,:{}[]\\\\",\n  "é"\n]'),
        ("[]", "[]"),
        ("[[[]]]", "[\n  [\n    []\n  ]\n]"),
    ],
)
def test_tokens_are_kept(text: str, expected: str) -> None:
    assert indent(text) == expected
    assert json.loads(indent(text)) == json.loads(text)


@pytest.mark.parametrize(
    "text", ["", "text", '"text"', "{", '{"a": }', "a=1&b={}", "[" * 5000, "[" * 5000 + "]" * 5000]
)
def test_other_text_is_unchanged(text: str) -> None:
    assert indent(text) == text
