"""How long the mock takes until it is ready beside Prism alone, and how that and its rate grow with the contract."""

import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.bench import rivals
from scripts.bench.growth import written
from scripts.bench.load import press
from scripts.bench.measure import Ratio, Table, in_turns, say
from scripts.bench.rate import loads
from scripts.project import node, npm_package

LIMIT = 1.5
# How many copies of the contract's operations, and how many turns. The first, of one, is the contract itself.
SIZES = ((1, 7), (10, 3), (40, 3))
QUICK_SIZES = ((1, 1), (2, 1))
SECONDS, QUICK_SECONDS = 2.0, 1.0


@dataclass(frozen=True)
class Size:
    """What contracts of a size take: seconds until the mock and Prism are ready, and the mock's requests a second."""

    operations: int
    mock: float
    prism: float
    rate: float


def measure(quick: bool) -> Table:
    """Measure both as whole processes, with contracts of growing size, and the mock's rate with each."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        sizes = [
            _size(Path(scratch), *each, QUICK_SECONDS if quick else SECONDS)
            for each in (QUICK_SIZES if quick else SIZES)
        ]
    return Table(
        "Until it is ready, medians in s",
        ["operations", "Prism", "mock", "ratio", "limit", "requests/s", "to the first row"],
        [
            [
                str(size.operations),
                f"{size.prism:.2f}",
                f"{size.mock:.2f}",
                Ratio(size.mock / size.prism, None if number else LIMIT),
                "-" if number else f"{LIMIT:.2f}",
                f"{size.rate:,.0f}",
                Ratio(size.rate / sizes[0].rate),
            ]
            for number, size in enumerate(sizes)
        ],
        ["requests/s: of a mix, a tenth of it invalid, without the log of requests"],
    )


def _size(directory: Path, copies: int, rounds: int, seconds: float) -> Size:
    contract, count = written(directory, copies)
    say(f"starting both, {count} operations, {rounds} rounds")
    ours = [sys.executable, "-m", "scripts.mock", "--port", "0", "--contract", str(contract)]
    theirs = [str(node()), str(npm_package("@stoplight/prism-cli/dist/index.js")), "mock", "-p", "0", str(contract)]
    mock, prism = in_turns(
        [partial(rivals.timed_start, ours, "mock: http"), partial(rivals.timed_start, theirs, "is listening on")],
        rounds,
    )
    *_, mix = loads()
    with rivals.mock(directory / "log", contract, ["--quiet"]) as running:
        press(running.url, mix.templates, 1)  # learns the answers
        rate = press(running.url, mix.templates, seconds).rate
    return Size(count, mock, prism, rate)
