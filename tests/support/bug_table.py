"""Table of planted bugs, and which check finds each: `python -m tests.support.bug_table [flask|node] [--only TEXT]`."""

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.contract.findings import Finding
from tests.support.contract_runs import run
from tests.support.planted_bugs import CREDENTIALS, SOURCES, PlantedBug, planted_bugs, running


@dataclass(frozen=True)
class Result:
    """The outcome of a run against a service with a bug."""

    bug: PlantedBug
    findings: list[Finding]
    seconds: float
    problem: str

    @property
    def is_caught(self) -> bool:
        """True if there is a finding of the expected kind."""
        severities = {each.severity for each in self.findings}
        return "violation" in severities or (self.bug.is_warning and "warning" in severities)

    @property
    def is_correct(self) -> bool:
        """True if the bug is caught, or nothing is reported because the contract allows the behaviour."""
        return self.is_caught == self.bug.is_violation and not self.problem

    def __str__(self) -> str:
        outcome = "ok" if self.is_correct else "WRONG"
        found = "; ".join(f"{each.check}: {each.message[:110]}" for each in self.findings[:3]) or self.problem
        return f"{outcome:5} | {self.bug.service} | {self.bug.group} | {self.bug.name} | {self.seconds:.1f} s | {found}"


def find(bug: PlantedBug) -> Result:
    """Run the contract tests against a service with a bug, up to the first violation."""
    # A warning is found by a whole run only, and so is that nothing is found.
    stop = () if bug.is_warning or not bug.is_violation else ("--stop-after", "1")
    with tempfile.TemporaryDirectory() as name, running(bug.service, bug, Path(name)) as url:
        started = time.monotonic()
        # Several workers, as users have them: bugs of parallel requests need them.
        options = ("--url", url, "--allow-writes", "--max-examples", "10", "--workers", "4", *stop)
        process = run(Path(name), *options, **CREDENTIALS)
        seconds = time.monotonic() - started
        report = Path(name) / "reports/violations.json"
        found = json.loads(report.read_text("utf-8")) if report.exists() else []
    lines = (process.stderr or process.stdout).strip().splitlines()
    problem = lines[-1] if process.returncode == 2 else ""
    return Result(bug, [Finding(**each) for each in found], seconds, problem)


def summary(results: Iterable[Result]) -> str:
    """Return the number of bugs and of caught ones by group."""
    known, caught = Counter[str](), Counter[str]()
    for each in results:
        group = each.bug.group if each.bug.is_violation else "allowed by the contract"
        known[group] += 1
        caught[group] += each.is_correct
    return "\n".join(f"{group}: {caught[group]} of {known[group]}" for group in known)


def main() -> None:
    """Print a line for each bug, and the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("service", nargs="*", default=list(SOURCES))
    parser.add_argument("--only", default="", help="a part of the names of the bugs")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    bugs = [each for name in options.service for each in planted_bugs(name) if options.only in each.name]
    results = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for each in pool.map(find, bugs):
            results.append(each)
            print(each, flush=True)
    print(summary(results))


if __name__ == "__main__":
    main()
