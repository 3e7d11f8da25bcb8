"""The proxy's report: one log line for each violation, and a summary by operation and kind at the end."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from scripts.validation.errors import LimitExceeded, Violation

log = logging.getLogger("proxy")

# A client that requests random paths must not fill the memory, and a longer summary is not read.
_MAX_KINDS = 200
_MAX_LISTED = 5
_MAX_TEXT = 300

Side = Literal["request", "response"]


@dataclass
class Report:
    """Counts.

    Attributes:
        passed: The requests with a response of the upstream.
        failed: The requests without one.
        violations: The violations of requests and of responses.
        not_validated: The requests and responses that could not be validated.
    """

    passed: int = 0
    failed: int = 0
    violations: Counter[Side] = field(default_factory=Counter)
    not_validated: int = 0
    _kinds: Counter[tuple[str, Side, str]] = field(default_factory=Counter)

    def add(self, operation: str, call: str, side: Side, violations: Sequence[Violation]) -> None:
        """Count the violations of a request or a response, and log the first of them.

        Args:
            operation: The operation, such as `GET /models/{id}`, by which they are counted.
            call: The request as it is logged.
            side: Which of the two it is.
            violations: The violations.
        """
        self.violations[side] += len(violations)
        for violation in violations[:_MAX_LISTED]:
            text = _printable(str(violation))
            log.info("%s %s: %s", call, side, text)
            kind = (operation, side, text)
            if kind in self._kinds or len(self._kinds) < _MAX_KINDS:
                self._kinds[kind] += 1
        if len(violations) > _MAX_LISTED:
            log.info("%s %s: and %d more violations", call, side, len(violations) - _MAX_LISTED)

    def add_not_validated(self, call: str, side: Side, error: LimitExceeded) -> None:
        """Count and log a request or a response that could not be validated."""
        self.not_validated += 1
        log.info("%s %s, not validated: %s", call, side, _printable(error.detail))

    def summary(self) -> Iterator[str]:
        """Yield the lines of the summary."""
        width = max((len(operation) for operation, _, _ in self._kinds), default=0)
        for (operation, side, text), count in sorted(self._kinds.items()):
            yield f"  {count:6,}  {operation:{width}}  {side:8}  {text}"
        if more := self.violations.total() - self._kinds.total():
            yield f"  {more:6,}  not listed"
        parts = [f"{self.passed:,} requests passed"]
        if self.failed:
            parts.append(f"{self.failed:,} without a response")
        if self.not_validated:
            parts.append(f"{self.not_validated:,} not validated")
        found = f"{self.violations.total():,} violations"
        if self.violations:
            found += f": {self.violations['request']:,} of requests, {self.violations['response']:,} of responses"
        yield f"proxy: stopped, {', '.join([*parts, found])}"


def _printable(text: str) -> str:
    """Return a text that the client or the upstream may have influenced, shortened and without control characters."""
    return "".join(each if each.isprintable() else "?" for each in text[:_MAX_TEXT])
