"""Command line of mutation testing: `python -m scripts.mutation [GROUP ...]`."""

import argparse
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from scripts.editions.contracts import edition_of
from scripts.editions.options import add_contract_options
from scripts.mutation import equivalent, report, runner
from scripts.mutation.generators import client, decisions, server, state, templates
from scripts.mutation.mutant import Mutant, Verdict
from scripts.options import RenamedOption, argument
from scripts.project import BUILD, UserError, displayed

# Generators of mutants. Arguments: the contract, the stack that stops what the tests start, the number of workers.
GROUPS: dict[str, Callable[[Path, ExitStack, int], Sequence[Mutant]]] = {
    "server": server.mutants,
    "state": state.mutants,
    "client": lambda contract, *_: client.mutants(contract),
    "templates": lambda *_: templates.mutants(),
    "decisions": lambda contract, *_: decisions.mutants(contract),
}
# Mutants of the server, which the contract tests should kill. The other groups test the clients' tests.
DEFAULT_GROUPS = ("server",)
PROGRESS_INTERVAL = 20


def main(arguments: list[str] | None = None) -> int:
    """Test mutants; return 0 if the score is high enough, 1 if it is too low, and 2 if a mutant could not be tested."""
    options = _options(arguments)
    started = time.monotonic()
    groups = options.groups or DEFAULT_GROUPS
    listed = equivalent.select(equivalent.load(options.equivalent), groups, GROUPS)
    with ExitStack() as stack:
        mutants = [mutant for name in groups for mutant in GROUPS[name](options.contract, stack, options.workers)]
        listed = equivalent.of_edition(listed, edition_of(options.contract), mutants)
        chosen = [mutant for mutant in mutants if options.only in mutant.id]
        if not chosen:
            raise UserError(f"--only {options.only}: no mutant has this in its id")
        chosen = runner.sample(chosen, options.sample) if options.sample else chosen
        print(f"mutation: testing {len(chosen)} of {len(mutants)} mutants, {options.workers} concurrently", flush=True)
        verdicts = _run(chosen, options.workers, listed)
    found = report.results(chosen, verdicts, {each.id for each in chosen if equivalent.is_listed(each, listed)})
    report.write(found, options.reports)
    errors = list(equivalent.errors(listed, mutants, verdicts, options.equivalent))
    for line in errors:
        print(f"mutation: {line}", file=sys.stderr)
    reports = displayed(options.reports.resolve())
    print(f"mutation: {report.summary(found)}; {time.monotonic() - started:.0f} s; reports in {reports}")
    if errors or any(each.outcome == "error" for each in found):
        return 2
    return int(report.score(found) < options.min_score)


def _run(mutants: Sequence[Mutant], workers: int, listed: Mapping[str, str]) -> dict[str, Verdict]:
    """Test mutants, print survivors, errors and progress, and return the verdicts by the ids of the mutants."""
    started = time.monotonic()
    verdicts: dict[str, Verdict] = {}
    for mutant, verdict in runner.run(mutants, workers):
        verdicts[mutant.id] = verdict
        if verdict.outcome != "killed" and not equivalent.is_listed(mutant, listed):
            reason = f": {verdict.reason}" if verdict.reason else ""
            print(f"mutation: {verdict.outcome}: {mutant.id}: {mutant.description}{reason}")
        if len(verdicts) % PROGRESS_INTERVAL == 0:
            print(f"mutation: {len(verdicts)} of {len(mutants)}, {time.monotonic() - started:.0f} s", flush=True)
    return verdicts


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.mutation",
        description="Measure how many deliberate bugs in servers or clients the tests detect.",
    )
    parser.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS)} (default: {', '.join(DEFAULT_GROUPS)})"
    )
    add_contract_options(parser)
    parser.add_argument("--sample", type=argument(_count), help="test this many mutants, of all kinds")
    parser.add_argument("--only", default="", help="test the mutants with this text in their ids")
    parser.add_argument(
        "--min-score", type=argument(_percentage), default=0.95, help="the required mutation score (default: 95%%)"
    )
    parser.add_argument(
        "--floor",
        type=argument(_percentage),
        default=argparse.SUPPRESS,
        action=RenamedOption,
        new="--min-score",
        dest="min_score",
    )
    parser.add_argument(
        "--workers", type=argument(_count), default=2, help="mutants tested concurrently (default: %(default)s)"
    )
    parser.add_argument(
        "--equivalent", type=Path, default=equivalent.LIST, help="the list of equivalent mutants (default: %(default)s)"
    )
    parser.add_argument(
        "--reports", type=Path, default=BUILD / "mutation", help="the folder of the reports (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.groups) - GROUPS.keys():
        parser.error(f"{', '.join(sorted(unknown))}: unknown group; choose from {', '.join(GROUPS)}")
    return options


def _percentage(text: str) -> float:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?%", text) or float(text[:-1]) > 100:
        raise ValueError(f"{text!r} is not a percentage: write 0% to 100%")
    return float(text[:-1]) / 100


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{text!r} is not a positive integer")
    return int(text)
