"""Take turns at being measured, and say which ratios are over their limits."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """How many times what is measured beside it, and how many it may be at most, and at least; None is no limit."""

    value: float
    limit: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it is within its limit."""
        return (self.limit is None or self.value <= self.limit) and (self.least is None or self.value >= self.least)

    def __str__(self) -> str:
        return f"{self.value:.2f}" + ("" if self.holds else " !")


@dataclass(frozen=True)
class Table:
    """What was measured: a title, the columns' names, and rows whose first cell says what the row is of."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Ratio]]
    notes: Sequence[str] = ()

    def over(self) -> Iterator[str]:
        """Yield a line for each ratio that is over its limit."""
        for row in self.rows:
            for cell in row:
                if isinstance(cell, Ratio) and not cell.holds:
                    bound = f"{cell.limit:.2f} at most" if cell.least is None else f"{cell.least:.2f} at least"
                    yield f"{self.title.partition(',')[0]}: {row[0]}: {cell.value:.2f} times, {bound}"

    def __str__(self) -> str:
        cells = [self.columns, *([str(cell) for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(
                [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
            )
            for row in cells
        ]
        rule = "  ".join("-" * width for width in widths)
        return "\n".join([self.title, "", lines[0], rule, *lines[1:], *(["", *self.notes] if self.notes else [])])


def turns(contenders: int, rounds: int) -> Iterator[int]:
    """Yield whose turn it is: forth and back, so that whoever follows whom, and a machine that slows, tell nothing."""
    for number in range(rounds):
        yield from range(contenders) if number % 2 == 0 else reversed(range(contenders))


def medians(taken: Sequence[Sequence[float]]) -> list[float]:
    """Return the median of what each contender took."""
    return [median(seconds) for seconds in taken]


def in_turns(contenders: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """Let contenders take turns, and return the median of what each took.

    Args:
        contenders: Each does its work once and returns the seconds that it took.
        rounds: How many turns each has.
    """
    taken: list[list[float]] = [[] for _ in contenders]
    for turn in turns(len(contenders), rounds):
        taken[turn].append(contenders[turn]())
    return medians(taken)


def say(what: str) -> None:
    """Tell what is being measured, as it takes a while."""
    print(f"bench: {what}", flush=True)
