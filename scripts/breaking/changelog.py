"""Changelog entries for breaking changes."""

import re
from collections.abc import Sequence

from scripts.breaking.change import Change, backticked

_HEADING = re.compile(r"^## \[(.+?)\].*$", re.MULTILINE)


def since(text: str, versions: set[str]) -> str:
    """Return the part of a changelog above the first section of these versions."""
    end = next((heading.start() for heading in _HEADING.finditer(text) if heading[1] in versions), len(text))
    return text[:end]


def missing_entries(text: str, changes: Sequence[Change]) -> list[str]:
    """Return the entries that a changelog needs, as text to paste: one for all changes with one check and subject.

    An entry covers a change if it has the check, a name of the changed object, and the subject, each in backticks.
    """
    entries = [set(backticked(entry)) for entry in re.split("^(?=[-*#])", text, flags=re.MULTILINE)]
    missing: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if not any(_covers(entry, change) for entry in entries):
            missing.setdefault((change.check, change.subject), []).append(change)
    return [
        f"- **Breaking:** {alike[0].text} (`{check}`): "
        + ", ".join(f"`{name}`" for name in dict.fromkeys(change.names[0] for change in alike))
        for (check, _), alike in missing.items()
    ]


def _covers(entry: set[str], change: Change) -> bool:
    return change.check in entry and change.subject in {"", *entry} and not entry.isdisjoint(change.names)
