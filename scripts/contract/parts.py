"""Parts of the generated requests, one for each process of schemathesis, and their joined reports.

schemathesis generates requests in one thread at a time, and its stateful phase has no workers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.contract.contract_run import ContractRun
from scripts.contract.settings import PHASES
from scripts.contract.shard import excluding

# Processes for the phases that test each operation alone.
PROCESSES = 2
FUZZING, STATEFUL = PHASES[-2:]
# The part that generates requests for operations that only read.
READING = "reading"
_FOLDER = "schemathesis-"
# The names of all folders that parts can have, and their pattern.
FOLDERS = tuple(f"{_FOLDER}{name}" for name in (*range(1, PROCESSES + 1), READING, STATEFUL))
ALL_FOLDERS = f"{_FOLDER}*"
# Outcomes of a phase, the most important one first.
_STATUSES = ("interrupted", "error", "failure", "success")


@dataclass(frozen=True)
class Part:
    """A part.

    Attributes:
        name: Its name; empty if it is the only one.
        folder: The folder of its reports.
        settings: The settings of schemathesis.
        phases: The phases of schemathesis.
        workers: Requests that are sent concurrently.
    """

    name: str
    folder: Path
    settings: Mapping[str, Any]
    phases: Sequence[str]
    workers: int

    @property
    def is_early(self) -> bool:
        """True if its requests change nothing, so that they may be sent while probes compare data."""
        return self.name == READING


def parts(contract_run: ContractRun) -> list[Part]:
    """Return the parts of a run: several only if requests may be sent concurrently. They share its workers."""
    phases, workers = contract_run.phases, contract_run.workers
    if not contract_run.is_concurrent:
        return [Part("", contract_run.reports, contract_run.settings, phases, workers)]
    alone = [each for each in phases if each != STATEFUL]
    # The coverage phase sends undocumented methods too, and some checks test a path once in each process.
    paths = list(dict.fromkeys(each.path for each in contract_run.operations))
    reading = [each.label for each in contract_run.operations if each.is_safe]
    writing = [each.label for each in contract_run.operations if not each.is_safe]
    workers -= STATEFUL in phases
    has_reading = bool(reading and writing) and workers > PROCESSES
    names = [str(number + 1) for number in range(min(PROCESSES, len(paths), workers))]
    shares = _shares(workers, len(names) + has_reading)
    found = []
    for number, name in enumerate(names):
        own = set(paths[number :: len(names)])
        exclusions = excluding([each.label for each in contract_run.operations if each.path not in own])
        if has_reading:
            exclusions += excluding(reading, [FUZZING])
        found.append(_part(contract_run, name, alone, exclusions, shares[number]))
    if has_reading:
        found.append(_part(contract_run, READING, [FUZZING], excluding(writing), shares[-1]))
    if STATEFUL in phases:
        found.append(_part(contract_run, STATEFUL, [STATEFUL], [], 1))
    return found


def _shares(workers: int, count: int) -> list[int]:
    return [workers // count + (number < workers % count) for number in range(count)]


def _part(
    contract_run: ContractRun, name: str, phases: Sequence[str], exclusions: Sequence[Mapping[str, Any]], workers: int
) -> Part:
    folder = contract_run.reports / f"{_FOLDER}{name}"
    operations = [*contract_run.settings.get("operations", ()), *exclusions]
    settings = {**contract_run.settings, "operations": operations, "reports": {"directory": str(folder)}}
    return Part(name, folder, settings, phases, workers)


def joined(found: Sequence[tuple[Part, Mapping[str, Any]]]) -> Mapping[str, Any]:
    """Return the JSON reports of all parts as one."""
    summaries = [summary for _, summary in found]
    if len(summaries) == 1:
        return summaries[0]
    first = summaries[0]
    return {
        "operations": _operations([summary for part, summary in found if part.name not in {READING, STATEFUL}]),
        "phases": _phases(summaries),
        "test_cases": {"generated": sum(each["test_cases"]["generated"] for each in summaries)},
        "errors": [error for each in summaries for error in each["errors"]],
        "failures": [failure for each in summaries for failure in each["failures"]],
        "complete": all(each["complete"] for each in summaries),
        "stop_reason": next((each["stop_reason"] for each in summaries if not each["complete"]), first["stop_reason"]),
        "seed": first["seed"],
    }


def _operations(summaries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    counts = [each["operations"] for each in summaries]
    if None in counts:
        return None
    return {
        "tested": sum(each["tested"] for each in counts),
        "total": counts[0]["total"],
        "skip_reasons": sorted({reason for each in counts for reason in each["skip_reasons"]}),
    }


def _phases(summaries: Sequence[Mapping[str, Any]]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for summary in summaries:
        for name, phase in (summary["phases"] or {}).items():
            found[name] = min(found.get(name, phase), phase, key=_rank)
    return found


def _rank(phase: Mapping[str, str]) -> int:
    return _STATUSES.index(phase["status"]) if phase["status"] in _STATUSES else len(_STATUSES)
