"""Samples, reports, exit codes and the list of equivalent mutants."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from scripts import openapi
from scripts.editions.contracts import contract_of, edition_of, names
from scripts.mutation import cli, equivalent, report, runner
from scripts.mutation.generators import server
from scripts.mutation.mutant import Mutant, Outcome, Verdict
from scripts.project import ROOT, UserError
from tests.support.project_contract import DOCUMENT

FAULTS = server.faults(DOCUMENT)


def mutant(id_: str, outcome: Outcome = "killed", reason: str | None = None) -> Mutant:
    return Mutant(id_, id_.split("/", maxsplit=1)[0], f"description of {id_}", lambda: Verdict(outcome, reason, 0.5))


KILLED = [mutant(f"killed/{number}", reason="a_check") for number in range(9)]


def test_report_lists_errors_and_survivors_first(tmp_path: Path) -> None:
    mutants = [
        mutant("b/killed", reason="a_check"),
        mutant("a/killed", reason="a_check"),
        mutant("c/equivalent", "survived"),
        mutant("d/survived", "survived"),
        mutant("e/error", "error", "no mock"),
    ]
    found = report.results(mutants, {each.id: each.test() for each in mutants}, ["c/equivalent"])
    assert [each.mutant.id for each in found] == ["e/error", "d/survived", "c/equivalent", "a/killed", "b/killed"]
    line = "5 mutants: 2 killed, 1 survived, 1 equivalent, 1 errors; mutation score 66.7%"
    assert report.summary(found) == line
    report.write(found, tmp_path / "reports")
    text = (tmp_path / "reports/mutation.txt").read_text(encoding="utf-8")
    assert text.startswith(f"{line}\n\nerror         0.5 s  e/error: description of e/error  [no mock]\n")
    written = json.loads((tmp_path / "reports/mutation.json").read_text(encoding="utf-8"))
    assert written["counts"] == {"error": 1, "survived": 1, "equivalent": 1, "killed": 2}
    assert written["mutation_score"] == 0.6667
    assert written["mutants"][3]["reason"] == "a_check"


def test_sample_has_all_kinds_and_many_operations() -> None:
    mutants = [replace(mutant(fault.id), kind=f"{fault.part}/{fault.kind}") for fault in FAULTS]
    kinds = {each.kind for each in mutants}
    sample = runner.sample(mutants, len(kinds) + 5)
    assert {each.kind for each in sample} == kinds
    assert len(sample) == len({each.id for each in sample}) == len(kinds) + 5
    assert sample == runner.sample(mutants, len(kinds) + 5)
    operations = {fault.operation.id for fault in FAULTS}
    assert len({each.id.split("/")[0] for each in runner.sample(mutants, 40)}) >= len(operations) / 2
    assert sorted(each.id for each in runner.sample(mutants, 10_000)) == sorted(each.id for each in mutants)


def main(
    monkeypatch: pytest.MonkeyPatch, folder: Path, mutants: Sequence[Mutant], *options: str, listed: str = "{}"
) -> int:
    monkeypatch.setattr(cli, "GROUPS", {"server": lambda *_: mutants})
    path = folder / "equivalent.yaml"
    path.write_text(listed, encoding="utf-8")
    return cli.main(["--reports", str(folder / "reports"), "--equivalent", str(path), *options])


@pytest.mark.parametrize(("min_score", "code"), [("90%", 0), ("90.1%", 1), ("100%", 1), ("0%", 0)])
def test_score_below_the_minimum_is_code_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, min_score: str, code: int
) -> None:
    mutants = [*KILLED, mutant("survivor/1", "survived")]
    assert main(monkeypatch, tmp_path, mutants, "--min-score", min_score) == code


def test_former_option_works_and_prints_the_new_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants = [*KILLED, mutant("survivor/1", "survived")]
    assert main(monkeypatch, tmp_path, mutants, "--floor", "100%") == 1
    assert capsys.readouterr().err == "mutation: --floor is now --min-score\n"


def test_equivalent_mutant_does_not_lower_the_score(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants = [*KILLED, mutant("survivor/list[1]", "survived")]
    listed = '"survivor/*[1]": No test can detect it.'
    assert main(monkeypatch, tmp_path, mutants, "--min-score", "100%", listed=listed) == 0
    assert "10 mutants: 9 killed, 0 survived, 1 equivalent; mutation score 100.0%" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ("none/such: A reason.", "equivalent.yaml: none/such: matches no mutant; remove it\n"),
        (
            "killed/3: A reason.",
            "equivalent.yaml: killed/3: killed/3 is not equivalent, a_check kills it; remove it\n",
        ),
    ],
)
def test_outdated_list_of_equivalent_mutants_is_code_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], listed: str, message: str
) -> None:
    assert main(monkeypatch, tmp_path, KILLED, listed=listed) == 2
    assert capsys.readouterr().err == f"mutation: {message}"


def test_mutant_that_cannot_be_tested_is_code_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert main(monkeypatch, tmp_path, [*KILLED, mutant("error/1", "error", "no mock")]) == 2


@pytest.mark.parametrize("listed", ["- a", "a: 1", "a: ''"])
def test_list_of_another_structure_is_a_user_error(tmp_path: Path, listed: str) -> None:
    path = tmp_path / "equivalent.yaml"
    path.write_text(listed, encoding="utf-8")
    with pytest.raises(UserError, match="must map ids of mutants to reasons"):
        equivalent.load(path)


@pytest.mark.parametrize("edition", names())
def test_listed_equivalent_mutants_exist(edition: str) -> None:
    contract = contract_of(edition)
    mutants = [mutant(fault.id) for fault in server.faults(openapi.load(contract))]
    selected = equivalent.select(equivalent.load(equivalent.LIST), ["server"], cli.GROUPS)
    listed = equivalent.of_edition(selected, edition_of(contract), mutants)
    assert len(listed) < len(selected) < len(equivalent.load(equivalent.LIST))
    assert list(equivalent.errors(listed, mutants, {}, equivalent.LIST)) == []


def test_equivalent_mutant_of_an_edition_is_not_that_of_others() -> None:
    listed = {"2024-11-19: a/*": "A reason.", "a/1": "Another.", "b/1": "One more."}
    mutants = [mutant("a/1"), mutant("a/2")]
    assert equivalent.of_edition(listed, None, mutants) == {"a/1": "Another.", "b/1": "One more."}
    assert equivalent.of_edition(listed, "2024-11-19", mutants) == {"a/*": "A reason.", "a/1": "Another."}
    assert equivalent.of_edition(listed, "2023-11-07", mutants) == {"a/1": "Another."}


def test_unknown_mutant_is_a_user_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^--only unknown: no mutant has this in its id$"):
        main(monkeypatch, tmp_path, KILLED, "--only", "unknown")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--min-score", "much"], "argument --min-score: 'much' is not a percentage: write 0% to 100%\n"),
        (["--sample", "0"], "argument --sample: '0' is not a positive integer\n"),
        (["unknown"], "error: unknown: unknown group; choose from server, state, client, templates, decisions\n"),
    ],
)
def test_wrong_option_is_a_usage_error(options: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(options)
    assert exit_.value.code == 2
    assert capsys.readouterr().err.endswith(message)


def test_user_error_is_one_line_and_code_2() -> None:
    command = [sys.executable, "-m", "scripts.mutation", "--contract", "/nowhere.yaml"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert process.returncode == 2
    assert process.stderr == "mutation: /nowhere.yaml: no such file or directory\n"
