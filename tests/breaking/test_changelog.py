"""Changelog entries for breaking changes."""

import pytest

from scripts.breaking.change import Change, backticked
from scripts.breaking.changelog import missing_entries, since


@pytest.mark.parametrize(
    ("text", "unreleased"),
    [
        ("", ""),
        ("## [2]\n- a\n", "## [2]\n- a\n"),
        ("## [2] - today\n- a\n## [1]\n- b\n", "## [2] - today\n- a\n"),
    ],
    ids=["no changelog", "no section of the version", "a section of the version"],
)
def test_entries_above_the_version_are_unreleased(text: str, unreleased: str) -> None:
    assert since(text, {"1"}) == unreleased


@pytest.mark.parametrize(
    ("entry", "covers"),
    [
        ("- No more `id` (`gone`): `GET /a`, `GET /b`.", True),
        ("- `getA` lost its\n  `id` (`gone`).\n- Else.", True),
        ("- No more id (`gone`): `GET /a`.", False),
        ("- No more `id`: `GET /a`.", False),
        ("- No more `id` (`gone`): `GET /b`.", False),
        ("- No more `id` (`gone`):\n- `GET /a`.", False),
    ],
    ids=["method and path", "operationId", "no subject", "no check", "other operation", "two entries"],
)
def test_entry_needs_check_name_and_subject(entry: str, *, covers: bool) -> None:
    change = Change("ERR", "gone", ("GET /a", "getA"), "removed `id`", "id")
    assert missing_entries(entry, [change]) == ([] if covers else ["- **Breaking:** removed `id` (`gone`): `GET /a`"])


def test_no_changes_need_no_entries() -> None:
    assert missing_entries("", []) == []


def test_empty_backticks_are_ignored() -> None:
    assert backticked("changed from `` to `a b`, and `c`") == ["a b", "c"]
