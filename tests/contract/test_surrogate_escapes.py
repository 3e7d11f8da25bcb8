"""Halves of surrogate pairs in responses."""

import pytest

from scripts.contract.hooks.surrogate_escapes import without_halves


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (rb'"\ud83d"', rb'"\ufffd"'),
        (rb'"\uDE00 \uD83D"', rb'"\ufffd \ufffd"'),
        (rb'"\ud83d\ud83d\ude00"', rb'"\ufffd\ud83d\ude00"'),
        (rb'"\\ud83d \n \u00e9"', rb'"\\ud83d \n \u00e9"'),
    ],
)
def test_half_of_a_surrogate_pair_is_replaced(content: bytes, expected: bytes) -> None:
    assert without_halves(content) == expected
