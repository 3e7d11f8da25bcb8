"""Run benchmarks, print their tables, and list the ratios that are outside their limits."""

import argparse
import os
import sys
import time
from collections.abc import Callable

from scripts.bench import client, endurance, generation, imports, proxy, rate, start, state
from scripts.bench.measure import Table
from scripts.project import CLIENT, UserError, run

PARTS: dict[str, Callable[[bool], Table]] = {
    "client": client.measure,
    "imports": imports.measure,
    "generation": generation.measure,
    "rate": rate.measure,
    "state": state.measure,
    "proxy": proxy.measure,
    "start": start.measure,
    "endurance": endurance.measure,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the task and return its exit code: 0, or 1 if a ratio is outside its limits."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"parts to run: {', '.join(PARTS)} (default: all)")
    parser.add_argument(
        "--quick", action="store_true", help="one or two rounds each, without limits, to see that it works"
    )
    options = parser.parse_args(arguments)
    if unknown := [each for each in options.part if each not in PARTS]:
        parser.error(f"unknown part {unknown[0]!r}: choose from {', '.join(PARTS)}")
    for name in [each for each in os.environ if each.startswith("CAIGUNN_")]:
        del os.environ[name]  # such as CAIGUNN_LOG: the client's defaults are measured
    sys.path.insert(0, str(CLIENT))

    begun = time.monotonic()
    try:
        tables = [PARTS[part](options.quick) for part in options.part or PARTS]
    except ImportError as error:
        raise UserError(f"{error}: run `make setup` and `make generate`") from error
    for table in tables:
        print(f"\n{table}")
    violations = [] if options.quick else [line for table in tables for line in table.violations()]
    summary = f"{len(violations)} ratios outside their limits" if violations else "all ratios within their limits"
    summary = "limits not checked, too few rounds" if options.quick else summary
    print("", *(f"bench: {line}" for line in violations), sep="\n")
    print(f"bench: {summary}, {time.monotonic() - begun:.0f} s on {os.cpu_count()} cores")
    return 1 if violations else 0


if __name__ == "__main__":
    run("bench", main)
