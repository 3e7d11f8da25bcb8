"""That broken servers are made from any contract, that the contract tests judge them, and what is told of it."""

import json
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from scripts import openapi
from scripts.mutants import __main__ as mutants
from scripts.mutants import equivalent, report, server
from scripts.mutants.arena import Arena
from scripts.mutants.fault import Fault
from scripts.mutants.mutant import Mutant, Verdict
from scripts.openapi import Document
from scripts.project import CONTRACT, ROOT, Failure
from tests import shop

FORM = "application-x-www-form-urlencoded"
OURS = openapi.load(CONTRACT)


def mutant(name: str, outcome: str = "killed", by: str | None = None) -> Mutant:
    verdict = Verdict(outcome, by, 0.5)  # type: ignore[arg-type]
    return Mutant(name, name.split("/", maxsplit=1)[0], f"what {name} is", lambda: verdict)


def told(*those: Mutant, excused: Sequence[str] = ()) -> list[report.Result]:
    return report.results(those, {each.id: each.run() for each in those}, excused)


@pytest.mark.parametrize("contract", [OURS, shop.CONTRACT])
def test_faults_are_made_from_any_contract_with_ids_that_stay(contract: Document) -> None:
    ids = [fault.id for fault in server.faults(contract)]
    assert len(ids) == len(set(ids)) >= 200
    assert ids == [fault.id for fault in server.faults(json.loads(json.dumps(contract)))]
    for operation in openapi.operations(contract):
        assert {f"{operation.id}/request/operation-gone", f"{operation.id}/behaviour/late"} <= set(ids)


@pytest.mark.parametrize("contract", [OURS, shop.CONTRACT])
def test_each_fault_is_another_contract_or_a_change_that_a_process_can_be_sent(contract: Document) -> None:
    before = json.dumps(contract)
    for fault in server.faults(contract):
        assert (fault.serves is None) is not (fault.change is None)
        assert fault.serves != contract
        assert isinstance(pickle.loads(pickle.dumps(fault.change)), type(fault.change))  # noqa: S301 - made here
    assert json.dumps(contract) == before


def test_no_operation_is_named_in_the_code() -> None:
    for path in (ROOT / "scripts/mutants").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [each.id for each in openapi.operations(OURS) if f'"{each.id}"' in text]


def find(name: str) -> Fault:
    return next(fault for fault in server.faults(OURS) if fault.id == name)


def test_faults_are_noticed_or_not() -> None:
    """One of a request, one of an answer, one that nobody can tell, one that is never reached, and a dead process."""
    gone = find("unbindOpentalk/request/operation-gone")
    dropped = find("unbindOpentalk/answer/member-dropped/detail")
    other = find("unbindOpentalk/behaviour/answer-of-another/setWebhook")
    unreached = replace(find("bindOpentalk/error/status-changed/400.422"), operation=gone.operation)
    broken = replace(gone, serves={**OURS, "paths": {"/x": {"get": {"responses": {}, "parameters": 1}}}})
    # Other tests' servers may run as well.
    before = set(psutil.Process().children(recursive=True))
    with ExitStack() as stack:
        arena = Arena(CONTRACT, stack, 1)
        verdicts = [arena.run(fault) for fault in (gone, dropped, other, unreached, broken)]
    assert [verdict.outcome for verdict in verdicts] == ["killed", "killed", "survived", "error", "error"], verdicts
    assert verdicts[0].by in {"positive_data_acceptance", "allow_header_conformance"}
    assert verdicts[1].by == "response_schema_conformance"
    assert str(verdicts[3].by).startswith("it changed nothing")
    assert "contract.yaml" in str(verdicts[4].by)
    # That of Python itself, which counts what processes share, lives as long as this process.
    left = [" ".join(child.cmdline()) for child in set(psutil.Process().children(recursive=True)) - before]
    assert [each for each in left if "resource_tracker" not in each] == []


@pytest.mark.parametrize(
    "expected",
    [
        {
            "listMessages/behaviour/anothers-data": "what_was_sent_is_listed",
            "talk/behaviour/query-ignored/nickname": "what_was_sent_is_listed",
            "setWebhook/behaviour/tenth-cut": "no whole answer",
        },
        {
            f"createTrainingData/request/any-of-dropped/body.{FORM}": "one_of_several_is_needed",
            "talk/request/narrowed-no-empty-text/query.nickname": "what_is_permitted_is_taken",
            "talk/request/narrowed-ascii-only/header.uid": "what_is_permitted_is_taken",
        },
    ],
    ids=["of state and of connections", "of what schemathesis seldom sends"],
)
def test_faults_are_noticed_by_the_check_that_is_for_them(expected: dict[str, str]) -> None:
    with ExitStack() as stack:
        arena = Arena(CONTRACT, stack, 1)
        verdicts = {name: arena.run(find(name)) for name in expected}
    assert {name: verdict.outcome for name, verdict in verdicts.items()} == dict.fromkeys(expected, "killed")
    assert {name: verdict.by for name, verdict in verdicts.items()} == expected


def test_a_suite_that_refuses_the_server_as_it_is_kills_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        arena = Arena(CONTRACT, stack, 1)
        monkeypatch.setattr(arena, "_hold", lambda _: ("killed", "each_check"))
        verdict = arena.run(find("unbindOpentalk/request/operation-gone"))
    assert (verdict.outcome, verdict.by) == ("error", "without the fault, too: each_check")


def test_a_report_begins_with_what_there_is_to_do(tmp_path: Path) -> None:
    found = told(
        mutant("b/killed", by="a_check"),
        mutant("a/killed", by="a_check"),
        mutant("c/equal", "survived"),
        mutant("d/alive", "survived"),
        mutant("e/broken", "error", "no mock"),
        excused=["c/equal"],
    )
    assert [each.mutant.id for each in found] == ["e/broken", "d/alive", "c/equal", "a/killed", "b/killed"]
    line = "5 mutants: 2 killed, 1 survived, 1 equivalent, 1 not tried; kill rate 66.7%"
    assert report.summary(found) == line
    report.write(found, tmp_path / "reports")
    text = (tmp_path / "reports/mutants.txt").read_text(encoding="utf-8")
    assert text.startswith(f"{line}\n\nerror         0.5 s  e/broken: what e/broken is  [no mock]\n")
    written = json.loads((tmp_path / "reports/mutants.json").read_text(encoding="utf-8"))
    assert written["counts"] == {"error": 1, "survived": 1, "equivalent": 1, "killed": 2}
    assert written["mutants"][3]["by"] == "a_check"


def test_a_sample_has_each_kind_many_operations_and_no_chance() -> None:
    everything = [mutant(fault.id) for fault in server.faults(OURS)]
    everything = [replace(each, kind="/".join(each.id.split("/")[1:3])) for each in everything]
    kinds = {each.kind for each in everything}
    sample = mutants.spread(everything, len(kinds) + 5)
    assert {each.kind for each in sample} == kinds
    assert len(sample) == len({each.id for each in sample}) == len(kinds) + 5
    assert len({each.id.split("/")[0] for each in mutants.spread(everything, 40)}) >= 7
    assert sample == mutants.spread(everything, len(kinds) + 5)
    assert sorted(each.id for each in mutants.spread(everything, 10_000)) == sorted(each.id for each in everything)


def main(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, those: Sequence[Mutant], *options: str, listed: str = ""
) -> int:
    monkeypatch.setattr(mutants, "GROUPS", {"server": lambda *_: those})
    path = tmp_path / "equal.yaml"
    path.write_text(listed, encoding="utf-8")
    return mutants.main(["--reports", str(tmp_path / "reports"), "--equivalent", str(path), *options])


MANY = [mutant(f"m/{number}", by="a_check") for number in range(9)]


@pytest.mark.parametrize(("floor", "code"), [("90%", 0), ("90.1%", 1), ("100%", 1), ("0%", 0)])
def test_too_many_survivors_are_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, floor: str, code: int) -> None:
    assert main(monkeypatch, tmp_path, [*MANY, mutant("s/1", "survived")], "--floor", floor) == code


def test_an_equivalent_one_is_no_survivor(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    those = [*MANY, mutant("s/list[1]", "survived")]
    assert main(monkeypatch, tmp_path, those, "--floor", "100%", listed='"s/*[1]": Nobody can tell.') == 0
    assert "10 mutants: 9 killed, 0 survived, 1 equivalent; kill rate 100.0%" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ("none/such: It is.", "mutants: equal.yaml: none/such: there is no such mutant\n"),
        ("m/3: It is.", "mutants: equal.yaml: m/3: m/3 isn't equivalent: a_check kills it\n"),
    ],
)
def test_a_list_that_is_wrong_is_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], listed: str, message: str
) -> None:
    assert main(monkeypatch, tmp_path, MANY, listed=listed) == 2
    assert capsys.readouterr().err == message


def test_what_could_not_be_tried_is_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert main(monkeypatch, tmp_path, [*MANY, mutant("e/1", "error", "no mock")]) == 2


@pytest.mark.parametrize("listed", ["- a", "a: 1", "a: ''"])
def test_a_list_that_is_none_is_one_line(tmp_path: Path, listed: str) -> None:
    path = tmp_path / "equal.yaml"
    path.write_text(listed, encoding="utf-8")
    with pytest.raises(Failure, match="not a map of mutants to reasons"):
        equivalent.read(path)


def test_our_own_list_is_about_mutants_that_there_are() -> None:
    those = [mutant(fault.id) for fault in server.faults(OURS)]
    listed = equivalent.about(equivalent.read(equivalent.LIST), ["server"], mutants.GROUPS)
    assert 0 < len(listed) < len(equivalent.read(equivalent.LIST))
    assert list(equivalent.faults(listed, those, {}, equivalent.LIST)) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--only", "nothing-of-the-kind"], "mutants: no mutant has 'nothing-of-the-kind' in its id\n"),
        (["--contract", "/nowhere.yaml"], "mutants: /nowhere.yaml: no such file or directory\n"),
        (["--floor", "much"], "error: argument --floor: 'much' is no share: write 0% to 100%\n"),
        (["--sample", "0"], "error: argument --sample: '0' is no number of them: write 1 or more\n"),
        (["nobody"], "error: nobody: no group; there are server"),
    ],
)
def test_bad_input_is_2_and_one_line(options: list[str], message: str) -> None:
    command = [sys.executable, "-m", "scripts.mutants", *options]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("end", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_run_that_is_ended_leaves_nothing_behind(tmp_path: Path, end: str, code: int) -> None:
    command = [sys.executable, "-m", "scripts.mutants", "--only", "/request/", "--reports", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert " are tried, 2 at a time" in running.stdout.readline()
        # The first mutant has been tried: mocks and workers are there.
        process = psutil.Process(running.pid)
        while len(family := process.children(recursive=True)) < 4:
            assert running.poll() is None
        running.send_signal(getattr(signal, end))
        assert running.wait(120) == code
        assert psutil.wait_procs(family, timeout=30)[1] == []
        assert running.stderr
        assert "Traceback" not in running.stderr.read()
