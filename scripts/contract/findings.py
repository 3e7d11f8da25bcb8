"""Findings of a run: one for each cause, in the service's terms, with a request that shows it."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

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
        self._found: dict[tuple[str, str], Finding] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._found)

    @property
    def violations(self) -> int:
        """The number of violations."""
        with self._lock:
            return sum(each.severity == "violation" for each in self._found.values())

    def add(self, finding: Finding) -> None:
        """Add a finding; of one cause the first request is kept, and the operations are collected."""
        key = finding.check, finding.cause or finding.message
        with self._lock:
            known = self._found.get(key)
            if known is None:
                self._found[key] = finding
                return
            operations = dict.fromkeys([known.operation, *known.others, finding.operation, *finding.others])
            del operations[known.operation]
            variants = dict.fromkeys([known.variant, *known.variants, finding.variant])
            del variants[known.variant]
            self._found[key] = replace(known, others=tuple(operations), variants=tuple(filter(None, variants)))

    def sorted(self) -> list[Finding]:
        """Return the findings: violations first, then by operation."""
        return sorted(self._found.values(), key=lambda each: (each.severity == "warning", each.operation, each.check))


def first_of(values: Sequence[str], most: int) -> str:
    """Return the first values in a line, and how many more there are."""
    more = len(values) - most
    return "; ".join([*values[:most], *([f"and {more} more"] if more > 0 else [])])


def numbered(count: int, what: str) -> str:
    """Return a number and what it counts, such as `1 finding` or `2 findings`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
