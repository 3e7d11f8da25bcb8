"""What it costs to make the client beside what the stock generator takes, and how that grows with the contract."""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.bench import stock
from scripts.bench.growth import written
from scripts.bench.measure import Ratio, Table, in_turns, say

LIMIT = 1.5
# How many copies of the contract's operations, and how many turns. The first, of one, is the contract itself.
SIZES = ((1, 5), (10, 3), (40, 3))
QUICK_SIZES = ((1, 1), (2, 1))


@dataclass(frozen=True)
class Size:
    """What contracts of a size take: the median seconds of this generator, and of the stock one."""

    operations: int
    rounds: int
    ours: float
    theirs: float


def generate(contract: Path, output: Path) -> float:
    """Make the client of a contract as `make generate` does, and return the seconds that it took.

    Args:
        contract: The contract.
        output: Where the client goes; what is there is removed before.

    Raises:
        Failure: The generator fails.
    """
    shutil.rmtree(output, ignore_errors=True)
    return stock.timed([sys.executable, "-m", "scripts.generate", "--contract", str(contract), "--output", str(output)])


def measure(quick: bool) -> Table:
    """Measure both generators, as whole processes, with contracts of growing size."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        sizes = [_size(Path(scratch), *each) for each in (QUICK_SIZES if quick else SIZES)]
    return table(sizes)


def _size(directory: Path, copies: int, rounds: int) -> Size:
    contract, count = written(directory, copies)
    say(f"both generators, {count} operations, {rounds} rounds")
    contenders = [
        partial(generate, contract, directory / "ours"),
        partial(stock.generate, contract, directory / "stock"),
    ]
    ours, theirs = in_turns(contenders, rounds)
    return Size(count, rounds, ours, theirs)


def table(sizes: Sequence[Size]) -> Table:
    """Tell how long each generator takes, and how that grows: the limit is for the contract itself, the first."""
    rows: list[list[str | Ratio]] = []
    added: list[tuple[float, float]] = []
    for number, size in enumerate(sizes):
        limit = None if number else LIMIT
        row: list[str | Ratio] = [str(size.operations), str(size.rounds), f"{size.ours:.2f}", f"{size.theirs:.2f}"]
        row += [Ratio(size.ours / size.theirs, limit), f"{limit:.2f}" if limit else "-"]
        if number:
            more, smaller = size.operations - sizes[number - 1].operations, sizes[number - 1]
            added.append(((size.ours - smaller.ours) / more, (size.theirs - smaller.theirs) / more))
        for each in (0, 1):
            row.append(f"{added[-1][each] * 1e3:.1f}" if number else "-")
            row.append(Ratio(added[-1][each] / added[-2][each]) if number > 1 else "-")
        rows.append(row)
    return Table(
        "Generation as a whole process, medians in s",
        ["operations", "rounds", "ours", "stock", "ratio", "limit", "ours ms/op", "growth", "stock ms/op", "growth"],
        rows,
        [
            "ms/op: for each operation more than the row before has, beside what starting takes",
            "growth: that to the same of the row before; 1 is linear",
        ],
    )
