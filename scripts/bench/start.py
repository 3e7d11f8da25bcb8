"""Startup time of the mock compared to Prism's, and its request rate, by size of the contract."""

import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.bench import load, servers
from scripts.bench.growth import write_enlarged
from scripts.bench.measure import Ratio, Table, in_turns, log
from scripts.bench.rate import mix

LIMIT = 1.3
# Copies of the contract's operations, and rounds.
SIZES = ((1, 7), (10, 3), (40, 3))
QUICK_SIZES = ((1, 1), (2, 1))
SECONDS, QUICK_SECONDS = 2.0, 1.0


@dataclass(frozen=True)
class Startup:
    """Seconds until Prism, the mock, and the mock with stored responses are ready, and the mock's requests/s."""

    operations: int
    prism: float
    mock: float
    stored: float
    rate: float


def measure(quick: bool) -> Table:
    """Measure both as whole processes."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        startups = [
            _startup(Path(scratch), *each, QUICK_SECONDS if quick else SECONDS)
            for each in (QUICK_SIZES if quick else SIZES)
        ]
    return table(startups)


def _startup(directory: Path, copies: int, rounds: int, seconds: float) -> Startup:
    contract, operations = write_enlarged(directory, copies)
    log(f"startup, {operations} operations: Prism, mock, mock with stored responses; {rounds} rounds")
    with servers.mock(["--quiet"], contract) as url:
        load.send(url, mix(), 1)  # fills the cache
        rate = load.send(url, mix(), seconds).rate
    command = [sys.executable, "-m", "scripts.mock", "--port", "0", "--contract", str(contract)]
    prism, mock, stored = in_turns(
        [
            partial(servers.start_seconds, servers.prism_command("mock", "-p", "0", str(contract)), "is listening on"),
            partial(servers.start_seconds, [*command, "--no-cache"], "mock: "),
            partial(servers.start_seconds, command, "mock: "),
        ],
        rounds,
    )
    return Startup(operations, prism, mock, stored, rate)


def table(startups: list[Startup]) -> Table:
    """Return the table of startups."""
    return Table(
        "Startup, medians in s",
        ["operations", "Prism", "mock --no-cache", "ratio", "mock", "ratio", "requests/s", "to the first row"],
        [
            [
                str(each.operations),
                f"{each.prism:.2f}",
                f"{each.mock:.2f}",
                Ratio(each.mock / each.prism, at_most=LIMIT),
                f"{each.stored:.2f}",
                Ratio(each.stored / each.prism, at_most=LIMIT),
                f"{each.rate:,.0f}",
                Ratio(each.rate / startups[0].rate),
            ]
            for each in startups
        ],
        [
            "--no-cache waits for Prism; without it, stored responses are used",
            "requests/s: mix of nine operations, a tenth of it invalid",
        ],
    )
