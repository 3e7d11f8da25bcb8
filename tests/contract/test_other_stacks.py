"""Runs against services in other stacks, Flask with SQLite and node:http: healthy ones, and some with a planted bug."""

import json
from pathlib import Path

import pytest

from tests.support.bug_table import find
from tests.support.contract_runs import run
from tests.support.planted_bugs import CREDENTIALS, SOURCES, PlantedBug, planted_bugs, running

BUGS = [bug for service in SOURCES for bug in planted_bugs(service)]
# Bugs that one check finds. Those of webhooks have their own tests.
OF_CHECKS = [each for each in BUGS if each.check and each.group != "webhooks"]


@pytest.mark.parametrize("service", SOURCES)
def test_each_bug_changes_the_program(service: str) -> None:
    bugs = planted_bugs(service)
    assert len({each.name for each in bugs}) == len(bugs) >= 100
    sources = {each.source for each in bugs}
    assert len(sources) == len(bugs)
    assert SOURCES[service].read_text(encoding="utf-8") not in sources


@pytest.mark.slow
@pytest.mark.parametrize("service", SOURCES)
def test_healthy_service_has_no_findings(tmp_path: Path, service: str) -> None:
    """The second seed finds the data of the first one."""
    with running(service, None, tmp_path) as url:
        for seed in ("1", "2"):
            options = ("--url", url, "--allow-writes", "--max-examples", "10", "--seed", seed)
            process = run(tmp_path, *options, **CREDENTIALS)
            assert process.returncode == 0, process.stdout + process.stderr
            assert json.loads((tmp_path / "reports/violations.json").read_text(encoding="utf-8")) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "bug", list(dict.fromkeys([*BUGS[::35], *OF_CHECKS])), ids=lambda bug: f"{bug.service}: {bug.name}"
)
def test_planted_bug_is_found(bug: PlantedBug) -> None:
    result = find(bug)
    assert result.is_correct, str(result)
    assert not bug.check or bug.check in {each.check for each in result.findings}, str(result)
