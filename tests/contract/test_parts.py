"""Parts of the generated requests, and their joined reports."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.contract import cli, report_files
from scripts.contract.outcome import outcome
from scripts.contract.parts import FUZZING, READING, STATEFUL, Part, joined, parts
from scripts.contract.settings import PHASES
from scripts.openapi import operations
from scripts.project import ROOT
from tests.support.project_contract import DOCUMENT

COUNT = len(list(operations(DOCUMENT)))


def planned(*options: str) -> list[Part]:
    """Return the parts of a run with these options."""
    return parts(cli._contract_run(cli._options(list(options)), DOCUMENT))  # noqa: SLF001 - nothing is sent


@pytest.mark.parametrize(
    "options",
    [
        ["--workers", "1"],
        ["--stop-after", "1"],
        ["--url", "http://127.0.0.1:9", "--rate", "5"],
        ["--url", "http://remote.example"],
    ],
)
def test_run_with_one_worker_or_a_limit_has_one_part(options: list[str]) -> None:
    [part] = planned(*options)
    assert part.name == ""
    assert "schemathesis-" not in str(part.folder)


def skipped(part: Part, phase: str) -> set[str]:
    """Return the operations that a part skips in a phase."""
    entries = [each for each in part.settings["operations"] if phase in each.get("phases", {})]
    return {name for each in entries for name in each["include-name"]}


def test_parts_have_each_operation_once_and_a_stateful_phase() -> None:
    found = planned("--workers", "5")
    assert [each.name for each in found] == ["1", "2", READING, STATEFUL]
    assert [list(each.phases) for each in found] == [list(PHASES[:-1])] * 2 + [[FUZZING], [STATEFUL]]
    assert len({each.folder for each in found}) == 4
    everything = {each.label for each in operations(DOCUMENT)}
    for phase in PHASES[:-1]:
        tested = [name for each in found if phase in each.phases for name in everything - skipped(each, phase)]
        assert sorted(tested) == sorted(everything)
    assert skipped(found[-1], STATEFUL) == set()
    # Some checks of the coverage phase test a path once in each process.
    paths = [{name.partition(" ")[2] for name in everything - skipped(each, "coverage")} for each in found[:2]]
    assert paths[0] & paths[1] == set()


def test_only_the_part_whose_operations_read_may_start_early() -> None:
    found = planned("--workers", "5")
    assert [each.name for each in found if each.is_early] == [READING]
    tested = {each.label for each in operations(DOCUMENT)} - skipped(found[2], FUZZING)
    assert tested == {f"GET {each.path}" for each in operations(DOCUMENT) if each.method == "GET"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--workers", "2"], [1, 1]),
        (["--workers", "3"], [1, 1, 1]),
        ([], [1, 1, 1, 1]),
        (["--workers", "10"], [3, 3, 3, 1]),
        (["--workers", "10", "--url", "http://127.0.0.1:9"], [5, 5]),
    ],
)
def test_workers_of_all_parts_sum_up_to_those_of_the_run(options: list[str], expected: list[int]) -> None:
    assert [each.workers for each in planned(*options)] == expected


def test_read_only_run_has_no_part_for_the_stateful_phase() -> None:
    found = planned("--workers", "5", "--url", "http://127.0.0.1:9")
    assert [each.name for each in found] == ["1", "2"]


def summary(statuses: dict[str, str], tested: int, **changes: Any) -> dict[str, Any]:
    """Return a report of schemathesis."""
    return {
        "operations": {"tested": tested, "total": COUNT, "skip_reasons": ["Disabled for this operation"]},
        "phases": {name: {"status": statuses.get(name, "skip")} for name in PHASES},
        "test_cases": {"generated": 7},
        "errors": [],
        "failures": [],
        "complete": True,
        "stop_reason": "completed",
        "seed": 1,
    } | changes


ALONE = {"coverage": "success", "fuzzing": "success"}


@pytest.mark.parametrize(
    ("first", "code", "line"),
    [
        (summary(ALONE, 5), 0, f"passed; {COUNT} of {COUNT} operations, 33 requests, 4 of 4 phases, seed 1, 1.0 s"),
        (summary(ALONE, 4), 2, "incomplete (skipped: operations); "),
        (summary(ALONE | {"fuzzing": "error"}, 5), 2, "incomplete (skipped: fuzzing); "),
        (summary(ALONE, 5, errors=[{"title": "Network Error"}]), 2, "incomplete (Network Error); "),
        (summary(ALONE, 5, complete=False, stop_reason="interrupted"), 2, "incomplete (interrupted); "),
        (summary(ALONE, 5, operations=None, errors=[{"title": "No schema"}]), 2, "incomplete (No schema); "),
    ],
)
def test_joined_report_is_complete_if_each_part_is(first: dict[str, Any], code: int, line: str) -> None:
    second = summary(ALONE | {"examples": "success"}, COUNT - 5)
    others = summary({FUZZING: "success"}, 3), summary({STATEFUL: "success"}, 3)
    report = joined(list(zip(planned("--workers", "5"), (first, second, *others), strict=True)))
    found = outcome(report, COUNT, PHASES, [], [], 5, 1.0)
    assert found[0] == code
    assert found[1].startswith(line)


def test_report_of_one_part_is_unchanged() -> None:
    report = summary(ALONE, 5)
    assert joined([(Part("", Path(), {}, PHASES, 1), report)]) is report


@pytest.mark.parametrize(("line", "code"), [("\n", 0), ("", 1)], ids=["goes on", "ends"])
def test_process_of_schemathesis_waits_for_its_parent(line: str, code: int) -> None:
    script = "from scripts.contract.report_files import wait_for_parent; wait_for_parent()"
    process = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={report_files.WAITS: "1"},
        input=line,
        text=True,
        capture_output=True,
        check=False,
    )
    assert (process.returncode, process.stderr) == (code, "the parent process has ended\n" if code else "")
