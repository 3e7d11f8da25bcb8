"""Whether the changelog tells of the changes that break something, and what it lacks."""

import re
from collections.abc import Sequence

from scripts.breaking.change import Change, quoted

HEADING = re.compile(r"^## \[(.+?)\].*$", re.MULTILINE)


def since(text: str, versions: set[str]) -> str:
    """Return the part of a changelog above the first of these versions: what was written after them."""
    old = next((heading.start() for heading in HEADING.finditer(text) if heading[1] in versions), len(text))
    return text[:old]


def lacking(news: str, changes: Sequence[Change]) -> list[str]:
    """Return the entries that a changelog lacks, to be pasted into it: one for all changes of a kind and a subject.

    An entry tells of a change if it has, each between backticks, the check that found it, what it is about, and the
    member, parameter or value that the check names.
    """
    entries = [set(quoted(entry)) for entry in re.split("^(?=[-*#])", news, flags=re.MULTILINE)]
    wanted: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if not any(_tells(entry, change) for entry in entries):
            wanted.setdefault((change.check, change.subject), []).append(change)
    return [
        f"- **Breaking:** {alike[0].text} (`{check}`): "
        + ", ".join(f"`{name}`" for name in dict.fromkeys(change.names[0] for change in alike))
        for (check, _), alike in wanted.items()
    ]


def _tells(entry: set[str], change: Change) -> bool:
    return change.check in entry and change.subject in {"", *entry} and not entry.isdisjoint(change.names)
