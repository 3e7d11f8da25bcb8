"""Duration of the client's generation compared to the stock generator's, by size of the contract."""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.bench import stock
from scripts.bench.growth import write_enlarged
from scripts.bench.measure import Ratio, Table, in_turns, log

LIMIT = 1.5
# Copies of the contract's operations, and rounds.
SIZES = ((1, 5), (10, 3), (40, 3))
QUICK_SIZES = ((1, 1), (2, 1))


@dataclass(frozen=True)
class Size:
    """Median seconds of both generators for a contract with a number of operations."""

    operations: int
    rounds: int
    ours: float
    theirs: float


def generate(contract: Path, output: Path) -> float:
    """Generate the client of a contract as `make generate CONTRACT=` does, and return the duration in seconds.

    Args:
        contract: The contract.
        output: The client's directory; an existing one is removed first.

    Raises:
        UserError: The generator fails.
    """
    shutil.rmtree(output, ignore_errors=True)
    return stock.timed([sys.executable, "-m", "scripts.generate", "--contract", str(contract), "--output", str(output)])


def measure(quick: bool) -> Table:
    """Measure both generators as whole processes."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        sizes = [_size(Path(scratch), *each) for each in (QUICK_SIZES if quick else SIZES)]
    return table(sizes)


def _size(directory: Path, copies: int, rounds: int) -> Size:
    contract, count = write_enlarged(directory, copies)
    log(f"both generators, {count} operations, {rounds} rounds")
    generators = [
        partial(generate, contract, directory / "ours"),
        partial(stock.generate, contract, directory / "stock"),
    ]
    ours, theirs = in_turns(generators, rounds)
    return Size(count, rounds, ours, theirs)


def table(sizes: Sequence[Size]) -> Table:
    """Return the table of durations; the limit applies to the first row, the contract itself."""
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
            "ms/op: for each operation that the row above lacks, so without the time to start",
            "growth: ratio to the row above; 1 is linear",
        ],
    )
