"""Exit code and final line, by the findings and the report of schemathesis."""

from dataclasses import replace
from typing import Any

import pytest

from scripts.contract.findings import Finding
from scripts.contract.outcome import outcome
from scripts.contract.reports import counted
from scripts.contract.settings import PHASES


def summary(**changes: Any) -> dict[str, Any]:
    complete = {
        "operations": {"tested": 10, "total": 10, "skip_reasons": []},
        "test_cases": {"generated": 99},
        "phases": {name: {"status": "success"} for name in PHASES},
        "seed": 1,
        "failures": [],
        "errors": [],
        "complete": True,
        "stop_reason": "completed",
    }
    return complete | changes


VIOLATION = Finding(operation="GET /a", check="a_check", message="It is wrong.")
WARNING = replace(VIOLATION, severity="warning")
ACCEPTED = replace(VIOLATION, accepted="Known.")


@pytest.mark.parametrize(
    ("changes", "findings", "code", "line"),
    [
        ({}, [], 0, "passed; 10 of 10 operations, 104 requests, 4 of 4 phases, seed 1, 1.0 s"),
        ({}, [VIOLATION], 1, "failed (1 violation, 0 warnings); "),
        ({}, [WARNING], 0, "passed (0 violations, 1 warning); "),
        ({"failures": [{"title": "Bad", "count": 1}], "complete": False}, [ACCEPTED], 0, "passed; "),
        ({"errors": [{"title": "Network"}]}, [VIOLATION], 1, "failed (1 violation, 0 warnings); "),
        ({"errors": [{"title": "Network Error"}]}, [], 2, "incomplete (Network Error); "),
        ({"complete": False, "stop_reason": "interrupted"}, [], 2, "incomplete (interrupted); "),
        ({"operations": {"tested": 9, "total": 10, "skip_reasons": []}}, [], 2, "incomplete (skipped: operations); "),
        ({"phases": {"stateful": {"status": "skip"}}}, [], 2, "incomplete (skipped: stateful); "),
        (
            {"operations": None, "phases": None, "errors": [{"title": "Schema Loading Error"}]},
            [],
            2,
            "incomplete (Schema Loading Error); 0 of 10 operations, ",
        ),
    ],
)
def test_outcome_follows_from_reports(changes: dict[str, Any], findings: list[Finding], code: int, line: str) -> None:
    found = outcome(summary(**changes), 10, PHASES, findings, counted(findings, "violations"), 5, 1.0)
    assert found[0] == code
    assert found[1].startswith(line)


def test_warnings_fail_a_run_if_they_should() -> None:
    assert counted([WARNING, ACCEPTED], "violations") == []
    assert counted([WARNING, ACCEPTED], "warnings") == [WARNING]


@pytest.mark.parametrize(("findings", "code"), [([], 2), ([VIOLATION], 1)])
def test_outage_is_incomplete_unless_something_was_found(findings: list[Finding], code: int) -> None:
    found = outcome(None, 10, PHASES, findings, findings, 5, 1.0, "the service stopped responding")
    assert found[0] == code
    assert "the service stopped responding" in found[1]
