"""Table of the features in docs/openapi-support.md: `python -m tests.features.table` writes it."""

from collections.abc import Iterator
from itertools import groupby

from scripts.project import ROOT
from tests.features.corpus import Feature, Limit, features, limits

PAGE = ROOT / "docs" / "openapi-support.md"
BEGIN, END = "<!-- begin of the table -->\n", "<!-- end of the table -->\n"
TOOLS = ("mock", "proxy", "Python client", "TypeScript client", "contract tests", "reference")
# The proxy reads contracts as the mock does, and all tools read them by the same module.
_READ_BY_ALL = "mock"
_CLIENTS = {"Python client", "TypeScript client"}


def table() -> str:
    """Return the tables of all sections, and the notes on what is not supported."""
    notes: dict[tuple[str, Limit], int] = {}
    known = {tool: limits(tool) if tool != "proxy" else {} for tool in TOOLS}
    lines: list[str] = []
    for section, rows in groupby(features(), key=lambda each: each.section):
        lines += [f"### {section}", "", f"| feature | {' | '.join(TOOLS)} |", "| --- " * 7 + "|"]
        lines += [f"| {each.name} | {' | '.join(_cells(each, known, notes))} |" for each in rows]
        lines.append("")
    lines += ["### Notes", ""]
    lines += [f"{number}. {_note(tool, limit)}" for (tool, limit), number in notes.items()]
    return "\n".join(lines) + "\n"


def page(current: str) -> str:
    """Return the page with the table of now."""
    before, _, rest = current.partition(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


def _cells(feature: Feature, known: dict[str, dict[str, Limit]], notes: dict[tuple[str, Limit], int]) -> Iterator[str]:
    for tool in TOOLS:
        name = str(feature)
        limit = known[_READ_BY_ALL].get(name) or known[tool].get(name)
        if limit is not None:
            key = (_READ_BY_ALL if name in known[_READ_BY_ALL] else tool, limit)
            yield f"{'no' if limit.kind == 'refused' else 'wrong'} ({notes.setdefault(key, len(notes) + 1)})"
        else:
            yield "generated" if tool in _CLIENTS and feature.call is None else "yes"


def _note(tool: str, limit: Limit) -> str:
    who = "all tools" if tool == _READ_BY_ALL else tool
    return f"{who}{', refused' if limit.kind == 'refused' else ''}: {limit.reason}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
