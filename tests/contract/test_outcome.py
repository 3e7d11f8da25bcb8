"""Exit code and final line, by the report of schemathesis."""

from typing import Any

import pytest

from scripts.contract.runner import outcome
from scripts.contract.settings import PHASES


def summary(**changes: Any) -> dict[str, Any]:
    complete = {
        "operations": {"tested": 10, "total": 10, "skip_reasons": []},
        "test_cases": {"generated": 99},
        "phases": {name: {"status": "success"} for name in PHASES},
        "seed": 1,
        "running_time": 1.0,
        "failures": [],
        "errors": [],
        "complete": True,
        "stop_reason": "completed",
    }
    return complete | changes


@pytest.mark.parametrize(
    ("changes", "code", "line"),
    [
        ({}, 0, "passed; 10 of 10 operations, 99 requests, 4 of 4 phases, seed 1, 1.0 s"),
        ({"failures": [{"title": "Bad", "count": 2}]}, 1, "failed (Bad: 2); "),
        ({"failures": [{"title": "Bad", "count": 2}], "errors": [{"title": "Network"}]}, 1, "failed (Bad: 2); "),
        ({"errors": [{"title": "Network Error"}]}, 2, "incomplete (Network Error); "),
        ({"complete": False, "stop_reason": "interrupted"}, 2, "incomplete (interrupted); "),
        ({"operations": {"tested": 9, "total": 10, "skip_reasons": []}}, 2, "incomplete (skipped: operations); "),
        ({"phases": {"stateful": {"status": "skip"}}}, 2, "incomplete (skipped: stateful); "),
        (
            {"operations": None, "phases": None, "errors": [{"title": "Schema Loading Error"}]},
            2,
            "incomplete (Schema Loading Error); 0 of 10 operations, ",
        ),
    ],
)
def test_outcome_follows_from_the_report(changes: dict[str, Any], code: int, line: str) -> None:
    found = outcome(summary(**changes), 10, PHASES)
    assert found[0] == code
    assert found[1].startswith(line)
