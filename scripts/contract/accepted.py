"""List of accepted findings: each with a reason, and a date until which it is accepted."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scripts.contract.findings import Finding
from scripts.openapi import read_yaml
from scripts.project import UserError

_KEYS = {"check", "operation", "message", "reason", "review"}


@dataclass(frozen=True)
class Accepted:
    """An entry of the list.

    Attributes:
        check: The check.
        reason: Why its findings are accepted.
        review: The date on which to look again; then they count as findings.
        operation: The operation, or empty for all.
        message: A part of the message, or empty for all.
    """

    check: str
    reason: str
    review: dt.date
    operation: str = ""
    message: str = ""

    def matches(self, finding: Finding) -> bool:
        """Return True if the entry accepts a finding."""
        operations = [finding.operation, *finding.others]
        return (
            self.check == finding.check
            and (not self.operation or operations == [self.operation])
            and self.message in finding.message
        )


def load(path: Path) -> list[Accepted]:
    """Return the entries of a list.

    Raises:
        UserError: The file cannot be read, or has another structure.
    """
    content = read_yaml(path)
    if not isinstance(content, list):
        raise UserError(f"{path}: must be a list of entries with check, reason and review")
    return [_entry(path, number, each) for number, each in enumerate(content, 1)]


def _entry(path: Path, number: int, node: Any) -> Accepted:
    where = f"{path}: entry {number}"
    if not isinstance(node, dict) or not {"check", "reason", "review"} <= node.keys():
        raise UserError(f"{where}: must have check, reason and review")
    if unknown := node.keys() - _KEYS:
        raise UserError(f"{where}: unknown key {min(unknown)}; allowed are {', '.join(sorted(_KEYS))}")
    try:
        review = dt.date.fromisoformat(str(node["review"]))
    except ValueError:
        raise UserError(f"{where}: review must be a date such as 2030-01-31") from None
    return Accepted(**{**{name: str(value) for name, value in node.items()}, "review": review})  # type: ignore[arg-type]


def apply(entries: Sequence[Accepted], findings: Sequence[Finding], today: dt.date) -> list[Finding]:
    """Return the findings; accepted ones have their reason."""
    found = []
    for finding in findings:
        entry = next((each for each in entries if each.review > today and each.matches(finding)), None)
        found.append(replace(finding, accepted=f"{entry.reason} (until {entry.review})") if entry else finding)
    return found


def remarks(entries: Sequence[Accepted], findings: Sequence[Finding], today: dt.date) -> Iterator[str]:
    """Yield a line for each entry that has to be looked at."""
    for each in entries:
        if each.review <= today:
            yield f"the accepted finding {each.check} expired on {each.review}; it counts again"
        elif not any(map(each.matches, findings)):
            yield f"the accepted finding {each.check} no longer occurs; remove it from the list"
