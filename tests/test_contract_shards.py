"""The contract tests in several threads, processes and shares: together they test what one run tests."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import openapi
from scripts.contract.shard import WHOLE, Shard
from scripts.project import CONTRACT, ROOT, Failure
from scripts.serving import running_mock
from tests.contract_runs import KEYS, run

OPERATIONS = list(openapi.operations(openapi.load(CONTRACT)))
# Where schemathesis is, a garbage collection calls back into Python, and so lets another thread go on.
PARSING = """
import gc, sys, threading
import scripts.contract.parsing
from ast import parse

def parse_often():
    try:
        for _ in range(200):
            parse("x = [lambda a: [b for b in a if b + 1]]\\n" * 40)
    except SystemError as error:
        faults.append(error)

faults = []
gc.callbacks.append(lambda *_: sum(range(50)))
gc.set_threshold(50)
sys.setswitchinterval(1e-5)
threads = [threading.Thread(target=parse_often) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.exit(str(faults[0]) if faults else 0)
"""


def test_two_threads_may_read_source_code() -> None:
    """Without scripts.contract.parsing, CPython before 3.11.8 raises a SystemError here."""
    ended = subprocess.run([sys.executable, "-c", PARSING], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_two_workers_test_what_one_does(tmp_path: Path) -> None:
    ended = run(tmp_path, "--max-examples", "2", "--workers", "2")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.match(r"contract: kept; 10 of 10 operations, \d+ requests, 4 of 4 phases", ended.stdout.splitlines()[-1])


@pytest.mark.parametrize("total", [1, 2, 3, 10])
def test_shares_are_the_whole_and_nothing_twice(total: int) -> None:
    shares = [Shard(number, total) for number in range(1, total + 1)]
    dealt = [each.id for share in shares for each in share.of(OPERATIONS)]
    assert sorted(dealt) == sorted(each.id for each in OPERATIONS)
    assert [share.number for share in shares if "stateful" in share.phases] == [1]
    for share in shares:
        own = {f"{each.method} {each.path}" for each in share.of(OPERATIONS)}
        left_out = {name for entry in share.leaving_out(OPERATIONS) for name in entry["include-name"]}
        assert own | left_out == {f"{each.method} {each.path}" for each in OPERATIONS}
        assert not own & left_out
    assert WHOLE.leaving_out(OPERATIONS) == []


def test_there_are_no_more_shares_than_operations() -> None:
    with pytest.raises(Failure, match="--shard 11/11: there are but 10 operations to share"):
        Shard(11, 11).of(OPERATIONS)


@pytest.mark.parametrize("written", ["0/2", "3/2", "1", "a/b", "1/0"])
def test_what_is_no_share_is_told(tmp_path: Path, written: str) -> None:
    ended = run(tmp_path, "--shard", written)
    assert ended.returncode == 2
    assert ended.stderr.endswith(f"argument --shard: {written!r} is no share, such as 1/4\n")


def test_a_run_of_a_share_tests_that_share(tmp_path: Path) -> None:
    second = Shard(2, 3)
    ended = run(tmp_path, "--shard", str(second), "--max-examples", "2")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.match(r"contract: kept; 3 of 10 operations, \d+ requests, 3 of 4 phases", ended.stdout.splitlines()[-1])
    log = (tmp_path / "reports/mock.log").read_text(encoding="utf-8")
    answered = set(re.findall(r" ([A-Z]+ /\S+?)(?:\?\S*)? 200 ", log))
    own = second.of(OPERATIONS)
    links = [link for each in own for link in each.definition["responses"]["200"].get("links", {}).values()]
    to = {link["operationId"] for link in links}
    assert answered == {f"{each.method} {each.path}" for each in OPERATIONS if each in own or each.id in to}


def sharded(folder: Path, arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the shares as pytest-xdist runs them, in two processes."""
    command = [sys.executable, "-m", "pytest", "-n", "2", f"--basetemp={folder / 'shards'}", "-p", "no:cacheprovider"]
    outer = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "CAIGUNN_"))}
    return subprocess.run(
        [*command, "--pyargs", "scripts.contract.sharded"],
        cwd=ROOT,
        env=outer | KEYS | {"CONTRACT_ARGS": f"--max-examples 2 {arguments}"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def test_pytest_xdist_tests_the_whole_in_shares(tmp_path: Path) -> None:
    ended = sharded(tmp_path, "")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 passed" in ended.stdout
    reports = [json.loads(report.read_text(encoding="utf-8")) for report in tmp_path.rglob("report.json")]
    assert sum("disabled" not in str(report["phases"]["stateful"]) for report in reports) == 1
    assert len(reports) == 2


def test_pytest_xdist_fails_with_the_share_that_is_broken(tmp_path: Path) -> None:
    """The server takes what this contract doesn't permit, of one operation."""
    mutant = tmp_path / "mutant.yaml"
    text = CONTRACT.read_text(encoding="utf-8")
    head, talk = text.split("\n    TalkRequest:\n")
    mutant.write_text(f"{head}\n    TalkRequest:\n{talk.replace('[text]', '[text, more]', 1)}", encoding="utf-8")
    admitted = {"MOCK_CREDENTIAL_API_KEY": KEYS["CAIGUNN_API_KEY"]}
    admitted["MOCK_CREDENTIAL_CAIGUNN_ACCESS_TOKEN"] = KEYS["CAIGUNN_ACCESS_TOKEN"]
    with running_mock(tmp_path / "mock.log", environment=admitted) as mock:
        ended = sharded(tmp_path, f"--contract {mutant} --url {mock.url}")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "1 failed, 1 passed" in ended.stdout
    assert "POST /api/external/chatbot/talk: negative_data_rejection" in ended.stdout
    assert "s3cret" not in ended.stdout + ended.stderr
