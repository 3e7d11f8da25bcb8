"""Alternating measurements, ratios with limits, and tables of both."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """A measurement divided by its baseline, with optional limits."""

    value: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def within_limits(self) -> bool:
        """Return True if the value is neither below `at_least` nor above `at_most`."""
        low = float("-inf") if self.at_least is None else self.at_least
        high = float("inf") if self.at_most is None else self.at_most
        return low <= self.value <= high

    def __str__(self) -> str:
        return f"{self.value:.2f}" + ("" if self.within_limits else " !")


@dataclass(frozen=True)
class Table:
    """Measurements: the first cell of each row names what was measured."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Ratio]]
    notes: Sequence[str] = ()

    def violations(self) -> Iterator[str]:
        """Yield a line for each ratio that is outside its limits."""
        for row in self.rows:
            for column, cell in zip(self.columns, row, strict=True):
                if isinstance(cell, Ratio) and not cell.within_limits:
                    limit = f"at most {cell.at_most:.2f}" if cell.at_least is None else f"at least {cell.at_least:.2f}"
                    yield f"{self.title.partition(',')[0]}: {row[0]}: {column} is {cell.value:.2f}, limit {limit}"

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


def turns(count: int, rounds: int) -> Iterator[int]:
    """Yield indices forwards and backwards in alternation, so that neither order nor a slowing machine favors one."""
    for number in range(rounds):
        yield from range(count) if number % 2 == 0 else reversed(range(count))


def medians(seconds: Sequence[Sequence[float]]) -> list[float]:
    """Return the median of each list."""
    return [median(each) for each in seconds]


def in_turns(functions: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """Call functions in turns, and return the median result of each.

    Args:
        functions: Each does its work once and returns the seconds that it took.
        rounds: The number of calls of each.
    """
    seconds: list[list[float]] = [[] for _ in functions]
    for turn in turns(len(functions), rounds):
        seconds[turn].append(functions[turn]())
    return medians(seconds)


def log(message: str) -> None:
    """Print what is being measured, because it takes a while."""
    print(f"bench: {message}", flush=True)
