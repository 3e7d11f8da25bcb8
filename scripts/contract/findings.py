"""Findings of a run: one for each cause, in the service's terms, with a request that shows it."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

_MOST_LISTED = 3

Severity = Literal["violation", "warning"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One violation of the contract, or a warning that follows from common sense.

    Attributes:
        operation: The operation: `GET /models`.
        check: The check that found it.
        message: The finding, in one sentence.
        request: The request, as a curl command.
        response: The response, shortened; empty if it does not matter.
        location: Where the contract defines it.
        severity: Whether it follows from the contract.
        cause: The bug, without the values of a single request. Findings of one cause are listed once.
        others: Other operations with the same cause.
        variant: The value that shows it, of several with the same cause.
        variants: The other values.
        accepted: Why it was accepted, if it is in the list of accepted findings.
    """

    operation: str
    check: str
    message: str
    request: str = ""
    response: str = ""
    location: str = ""
    severity: Severity = "violation"
    cause: str = ""
    others: Sequence[str] = field(default=())
    variant: str = ""
    variants: Sequence[str] = field(default=())
    accepted: str = ""

    def __str__(self) -> str:
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        prefix = "warning: " if self.severity == "warning" else ""
        yield f"{prefix}{self.operation}: {self.check}: {self.message}"
        for line in filter(None, self.request.split("\n")):
            yield f"    {line}"
        if self.response:
            yield f"    response: {self.response}"
        if self.location:
            yield f"    contract: {self.location}"
        if self.variants:
            yield f"    also with: {first_of(self.variants, _MOST_LISTED)}"
        if self.others:
            more = len(self.others) - _MOST_LISTED
            listed = ", ".join(self.others[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
            yield f"    also: {listed}"
        if self.accepted:
            yield f"    accepted: {self.accepted}"


class Findings:
    """Collects findings from several threads, one of each cause."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[tuple[tuple[Any, ...], Finding]]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._found)

    @property
    def violations(self) -> int:
        """The number of violations."""
        with self._lock:
            return sum(each[0][1].severity == "violation" for each in self._found.values())

    def add(self, finding: Finding, order: tuple[Any, ...] = ()) -> None:
        """Add a finding.

        Args:
            finding: The finding.
            order: Its position among the others; of one cause, the first request is shown.
        """
        key = finding.check, finding.cause or finding.message
        with self._lock:
            self._found.setdefault(key, []).append((order, finding))

    def sorted(self) -> list[Finding]:
        """Return the findings, one for each cause: violations first, then by operation."""
        with self._lock:
            groups = [sorted(each, key=lambda added: added[0]) for each in self._found.values()]
        found = [_joined([each for _, each in group]) for group in sorted(groups, key=lambda group: group[0][0])]
        return sorted(found, key=lambda each: (each.severity == "warning", each.operation, each.check))


def _joined(found: Sequence[Finding]) -> Finding:
    """Return the first of several findings with the same cause, with the operations and values of the others."""
    first = found[0]
    operations = dict.fromkeys(name for each in found for name in (each.operation, *each.others))
    variants = dict.fromkeys(value for each in found for value in (each.variant, *each.variants) if value)
    return replace(
        first,
        others=tuple(each for each in operations if each != first.operation),
        variants=tuple(each for each in variants if each != first.variant),
    )


def first_of(values: Sequence[str], most: int) -> str:
    """Return the first values in a line, and how many more there are."""
    more = len(values) - most
    return "; ".join([*values[:most], *([f"and {more} more"] if more > 0 else [])])


def numbered(count: int, what: str) -> str:
    """Return a number and what it counts, such as `1 finding`, `2 findings` or `2 entries`."""
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count:,} {what if count == 1 else plural}"
