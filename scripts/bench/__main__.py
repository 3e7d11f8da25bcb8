"""Measure how fast things are beside what they are made of, and tell which are slower than they may be."""

import argparse
import os
import sys
import time
from collections.abc import Callable

from scripts.bench import client, endurance, generation, imports, rate, start
from scripts.bench.measure import Table
from scripts.project import CLIENT, Failure, run

PARTS: dict[str, Callable[[bool], Table]] = {
    "client": client.measure,
    "imports": imports.measure,
    "generation": generation.measure,
    "rate": rate.measure,
    "start": start.measure,
    "endurance": endurance.measure,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the task and return its exit code: 0, or 1 if a ratio is over its limit."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"what to measure: {', '.join(PARTS)} (default: all of them)")
    parser.add_argument("--quick", action="store_true", help="a turn or two each: to see that it works; no limits")
    options = parser.parse_args(arguments)
    if unknown := [each for each in options.part if each not in PARTS]:
        parser.error(f"no part is called {unknown[0]!r}: choose from {', '.join(PARTS)}")
    for name in [each for each in os.environ if each.startswith("CAIGUNN_")]:
        del os.environ[name]  # such as CAIGUNN_LOG: what is measured is the client as it comes
    sys.path.insert(0, str(CLIENT))

    begun = time.monotonic()
    try:
        tables = [PARTS[part](options.quick) for part in options.part or PARTS]
    except ImportError as error:
        raise Failure(f"{error}: run `make setup` and `make generate`") from error
    for table in tables:
        print(f"\n{table}")
    over = [] if options.quick else [line for table in tables for line in table.over()]
    verdict = f"{len(over)} over their limits" if over else "all ratios are within their limits"
    verdict = "too few turns to judge" if options.quick else verdict
    print("", *(f"bench: {line}" for line in over), sep="\n")
    print(f"bench: {verdict}, {time.monotonic() - begun:.0f} s on {os.cpu_count()} cores")
    return 1 if over else 0


if __name__ == "__main__":
    run("bench", main)
