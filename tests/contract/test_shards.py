"""Workers, shards, and shards as tests of pytest-xdist."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.contract.shard import WHOLE, Shard
from scripts.openapi import Document, Operation
from scripts.processes import running_mock
from scripts.project import ROOT, UserError
from tests.support import project_contract
from tests.support.contract_runs import CREDENTIALS, MOCK_CREDENTIALS, edited_contract, run

OPERATIONS = list(project_contract.OPERATIONS.values())
COUNT = len(OPERATIONS)


@pytest.mark.parametrize("total", [1, 2, 3, COUNT])
def test_shards_are_disjoint_and_complete(total: int) -> None:
    shards = [Shard(number, total) for number in range(1, total + 1)]
    selected = [each.id for shard in shards for each in shard.select(OPERATIONS)]
    assert sorted(selected) == sorted(each.id for each in OPERATIONS)
    assert [shard.number for shard in shards if "stateful" in shard.phases] == [1]
    for shard in shards:
        included = {each.label for each in shard.select(OPERATIONS)}
        excluded = {name for entry in shard.exclusions(OPERATIONS) for name in entry["include-name"]}
        assert included | excluded == {each.label for each in OPERATIONS}
        assert not included & excluded
    assert WHOLE.exclusions(OPERATIONS) == []


def test_more_shards_than_operations_is_a_user_error() -> None:
    total = COUNT + 1
    with pytest.raises(UserError, match=f"--shard {total}/{total}: the contract has only {COUNT} operations"):
        Shard(total, total).select(OPERATIONS)


def path_pattern(operation: Operation) -> str:
    return "[^/ ?]+".join(map(re.escape, re.split(r"\{[^}]*\}", operation.path)))


def _targets(operation: Operation) -> set[str]:
    """Return the operations that the responses of an operation link to."""
    responses = operation.definition["responses"].values()
    return {link["operationId"] for response in responses for link in response.get("links", {}).values()}


@pytest.mark.slow
def test_run_of_a_shard_tests_its_operations(tmp_path: Path) -> None:
    shard = Shard(2, 3)
    process = run(tmp_path, "--shard", str(shard), "--max-examples", "1")
    assert process.returncode == 0, process.stdout + process.stderr
    tested = shard.select(OPERATIONS)
    last = process.stdout.splitlines()[-1]
    assert re.match(rf"contract: passed; {len(tested)} of {COUNT} operations, \d+ requests, 3 of 4 phases", last)
    log = (tmp_path / "reports/mock.log").read_text(encoding="utf-8")
    called = [each for each in OPERATIONS if re.search(rf" {each.method} {path_pattern(each)}(\?\S*)? 2\d\d ", log)]
    targets = {target for each in tested for target in _targets(each)}
    # Probes of the data of linked operations call both.
    sources = [each for each in OPERATIONS if _targets(each) & {other.id for other in tested}]
    assert [each for each in tested if each not in called] == []
    assert [each for each in called if each not in (*tested, *sources) and each.id not in targets] == []


@pytest.mark.slow
def test_two_workers_test_all_operations(tmp_path: Path) -> None:
    process = run(tmp_path, "--max-examples", "2", "--workers", "2")
    assert process.returncode == 0, process.stdout + process.stderr
    last = process.stdout.splitlines()[-1]
    assert re.match(rf"contract: passed; {COUNT} of {COUNT} operations, \d+ requests, 4 of 4 phases", last)


# Parses in two threads. Garbage collection calls back into Python, as with schemathesis, and so switches threads.
PARSE_CONCURRENTLY = """
import gc, sys, threading
import scripts.contract.hooks.ast_thread_safety
from ast import parse

def parse_often():
    try:
        for _ in range(200):
            parse("x = [lambda a: [b for b in a if b + 1]]\\n" * 40)
    except SystemError as error:
        errors.append(error)

errors = []
gc.callbacks.append(lambda *_: sum(range(50)))
gc.set_threshold(50)
sys.setswitchinterval(1e-5)
threads = [threading.Thread(target=parse_often) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.exit(str(errors[0]) if errors else 0)
"""


def test_two_threads_can_parse_source_code() -> None:
    command = [sys.executable, "-c", PARSE_CONCURRENTLY]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (process.returncode, process.stderr) == (0, "")


def run_sharded(folder: Path, arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the shards in two workers of pytest-xdist."""
    command = [sys.executable, "-m", "pytest", "-n", "2", f"--basetemp={folder / 'shards'}", "-p", "no:cacheprovider"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "CAIGUNN_"))}
    return subprocess.run(
        [*command, "--pyargs", "scripts.contract.sharded"],
        cwd=ROOT,
        env=inherited | CREDENTIALS | {"CONTRACT_ARGS": f"--max-examples 2 {arguments}"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


@pytest.mark.slow
def test_shards_of_pytest_xdist_test_all_operations(tmp_path: Path) -> None:
    process = run_sharded(tmp_path, "")
    assert process.returncode == 0, process.stdout + process.stderr
    assert "2 passed" in process.stdout
    reports = [json.loads(report.read_text(encoding="utf-8")) for report in tmp_path.rglob("report.json")]
    assert len(reports) == 2
    assert sum(report["operations"]["tested"] for report in reports) >= COUNT
    assert sum("disabled" not in str(report["phases"]["stateful"]) for report in reports) == 1


@pytest.mark.slow
def test_shard_with_a_violation_fails(tmp_path: Path) -> None:
    """The server accepts requests of one operation that the tested contract forbids."""

    def require_more(document: Document) -> None:
        document["components"]["schemas"]["TalkRequest"]["required"] = ["text", "more"]

    contract = edited_contract(tmp_path / "edited.yaml", require_more)
    with running_mock(tmp_path / "mock.log", environment=MOCK_CREDENTIALS) as mock:
        process = run_sharded(tmp_path, f"--contract {contract} --url {mock.url} --allow-writes")
    assert process.returncode == 1, process.stdout + process.stderr
    assert "1 failed, 1 passed" in process.stdout
    assert "POST /api/external/chatbot/talk: negative_data_rejection: an invalid request was accepted" in process.stdout
    assert "s3cret" not in process.stdout + process.stderr
