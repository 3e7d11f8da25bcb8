"""What the proxy found: one line of the log a departure, and their number by operation and kind at the end."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

log = logging.getLogger("mock.proxy")

# Whoever tries paths at random must not fill the memory; a table of more is not read.
_MOST_KINDS = 200
_MOST_TEXT = 300

Side = Literal["request", "answer"]


@dataclass(frozen=True)
class Exchange:
    """A request that was passed on: its method and path as they came, its operation, and the answer's status."""

    method: str
    path: str
    operation: str
    status: int

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


@dataclass
class Tally:
    """Counts.

    Attributes:
        passed: The requests that were answered by the upstream.
        unanswered: Those that weren't.
        departures: The departures, by whose they are.
        unjudged: The requests and answers that couldn't be judged.
    """

    passed: int = 0
    unanswered: int = 0
    departures: Counter[Side] = field(default_factory=Counter)
    unjudged: int = 0
    _kinds: Counter[tuple[str, Side, str]] = field(default_factory=Counter)

    def depart(self, exchange: Exchange, side: Side, what: str) -> None:
        """Count and log a departure: `what` is the member that departs, and how."""
        what = _line(what)
        log.info("%s %s: %s", exchange, side, what)
        self.departures[side] += 1
        kind = (exchange.operation, side, what)
        if kind in self._kinds or len(self._kinds) < _MOST_KINDS:
            self._kinds[kind] += 1

    def leave(self, exchange: Exchange, side: Side, why: str) -> None:
        """Count and log what couldn't be judged."""
        log.info("%s %s, not judged: %s", exchange, side, _line(why))
        self.unjudged += 1

    def summary(self) -> Iterator[str]:
        """Yield the lines that sum up."""
        width = max((len(operation) for operation, _, _ in self._kinds), default=0)
        for (operation, side, what), count in sorted(self._kinds.items()):
            yield f"  {count:6,}  {operation:{width}}  {side:7}  {what}"
        if left := self.departures.total() - self._kinds.total():
            yield f"  {left:6,}  of further kinds"
        more = f", {self.unanswered:,} not answered" if self.unanswered else ""
        more += f", {self.unjudged:,} not judged" if self.unjudged else ""
        found = f"{self.departures.total():,} departures"
        if self.departures:
            found += f": {self.departures['request']:,} of requests, {self.departures['answer']:,} of answers"
        yield f"proxy: stopped, {self.passed:,} requests passed{more}, {found}"


def _line(text: str) -> str:
    """Return a text, of which the caller or the upstream may have written a part, as a part of one line."""
    return "".join(each if each.isprintable() else "?" for each in text[:_MOST_TEXT])
