"""Tell how much the tests catch: break on purpose what they look at, and see whether they notice."""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path

from scripts.mutants import client, decisions, equivalent, report, server, templates
from scripts.mutants.mutant import Mutant, Verdict
from scripts.project import BUILD, CONTRACT, Failure, run

# What makes mutants of a contract: it is given what ends all that trying them starts, and how many are tried at a time.
GROUPS: dict[str, Callable[[Path, ExitStack, int], Sequence[Mutant]]] = {
    "server": server.mutants,
    "client": lambda contract, *_: client.mutants(contract),
    "templates": lambda *_: templates.mutants(),
    "decisions": lambda contract, *_: decisions.mutants(contract),
}
# What is tried if nothing else is asked for: what `make contract` catches. The others are for those who change clients.
USUAL = ("server",)
# So often it is told how far it is.
EVERY = 20


def spread(mutants: Sequence[Mutant], size: int) -> list[Mutant]:
    """Return so many mutants, of each kind as long as there are any, and of many operations.

    Args:
        mutants: All of them.
        size: How many to take at most.
    """
    kinds: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        kinds.setdefault(mutant.kind, []).append(mutant)
    chosen: list[Mutant] = []
    turn = 0
    while len(chosen) < min(size, len(mutants)):
        for number, kind in enumerate(sorted(kinds)):
            left = kinds[kind]
            if left and len(chosen) < size:
                # Other kinds begin elsewhere, or the first operation would be all that is looked at.
                chosen.append(left.pop((number * 7 + turn * 3) % len(left)))
        turn += 1
    return chosen


def tried(mutants: Sequence[Mutant], workers: int) -> Iterator[tuple[Mutant, Verdict]]:
    """Try mutants, several at a time, and yield what becomes of each as soon as that is known."""
    pool = ThreadPoolExecutor(workers)
    try:
        running = {pool.submit(mutant.run): mutant for mutant in mutants}
        left = set(running)
        while left:
            # A signal that comes just before this thread sleeps isn't seen until it wakes.
            done, left = wait(left, timeout=1, return_when=FIRST_COMPLETED)
            for each in done:
                yield running[each], each.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _share(text: str) -> float:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?%", text) or float(text[:-1]) > 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no share: write 0% to 100%")
    return float(text[:-1]) / 100


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of them: write 1 or more")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Try the mutants: 0 if enough are killed, 1 if too many survive, 2 if some could not be tried."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description=__doc__)
    parser.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"what to break: {', '.join(GROUPS)} (default: {', '.join(USUAL)})"
    )
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--sample", type=_count, help="try so many, of each kind")
    parser.add_argument("--only", default="", help="try those whose id has this in it")
    parser.add_argument("--floor", type=_share, default=0.95, help="the kill rate to reach (default: 95%%)")
    parser.add_argument("--workers", type=_count, default=2, help="how many at a time (default: %(default)s)")
    parser.add_argument("--equivalent", type=Path, default=equivalent.LIST, help="the list of equivalent mutants")
    parser.add_argument("--reports", type=Path, default=BUILD / "mutants", help="the folder of the reports")
    options = parser.parse_args(arguments)
    if unknown := set(options.groups) - GROUPS.keys():
        parser.error(f"{', '.join(sorted(unknown))}: no group; there are {', '.join(GROUPS)}")
    listed = equivalent.read(options.equivalent)
    started = time.monotonic()
    verdicts: dict[str, Verdict] = {}
    with ExitStack() as stack:
        groups = options.groups or USUAL
        listed = equivalent.about(listed, groups, GROUPS)
        everything = [mutant for name in groups for mutant in GROUPS[name](options.contract, stack, options.workers)]
        chosen = [mutant for mutant in everything if options.only in mutant.id]
        if not chosen:
            raise Failure(f"no mutant has {options.only!r} in its id")
        chosen = spread(chosen, options.sample) if options.sample else chosen
        print(f"mutants: {len(chosen)} of {len(everything)} are tried, {options.workers} at a time", flush=True)
        for mutant, verdict in tried(chosen, options.workers):
            verdicts[mutant.id] = verdict
            if verdict.outcome != "killed" and not equivalent.is_listed(mutant, listed):
                print(
                    f"mutants: {verdict.outcome}: {mutant.id}: {mutant.what}"
                    + (f": {verdict.by}" if verdict.by else "")
                )
            if len(verdicts) % EVERY == 0:
                print(f"mutants: {len(verdicts)} of {len(chosen)}, {time.monotonic() - started:.0f} s", flush=True)
    excused = {mutant.id for mutant in chosen if equivalent.is_listed(mutant, listed)}
    found = report.results(chosen, verdicts, excused)
    report.write(found, options.reports)
    wrong = list(equivalent.faults(listed, everything, verdicts, options.equivalent))
    for line in wrong:
        print(f"mutants: {line}", file=sys.stderr)
    print(f"mutants: {report.summary(found)}; {time.monotonic() - started:.0f} s; reports in {options.reports}")
    if wrong or any(each.outcome == "error" for each in found):
        return 2
    return int(report.rate(found) < options.floor)


if __name__ == "__main__":
    run("mutants", main)
