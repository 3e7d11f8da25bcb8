"""Editions: their contracts, errata, and the commands that use them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML

from scripts import errata, openapi, validate
from scripts.editions import contracts
from scripts.editions.__main__ import main as list_editions
from scripts.editions.contracts import EDITIONS, contract_of, edition_of, names
from scripts.editions.decisions import errata_of
from scripts.generate import cli as generate
from scripts.project import CONTRACT, ROOT, UserError
from scripts.validate import example_problems
from tests.support.contract_runs import run

NAMES = names()
DERIVED = [name for name in NAMES if contract_of(name) != CONTRACT]
PAGE = (ROOT / "docs" / "editions.md").read_text(encoding="utf-8")


def documented_operations(edition: str) -> set[str]:
    """Return the operations of an edition in the table of the documentation."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.partition("\n## Operations\n")[2].partition("\n## ")[0].splitlines()
        if line.startswith("|")
    ]
    column = rows[0].index(edition)
    return {row[0].strip("`").replace(" ", " /api/external", 1) for row in rows[2:] if row[column]}


def test_editions_are_listed_oldest_first() -> None:
    assert NAMES == ["2023-11-07", "2024-05-09", "2024-11-19"]


@pytest.mark.parametrize("edition", NAMES)
def test_contract_has_the_documented_operations(edition: str) -> None:
    document = openapi.load(contract_of(edition))
    found = {operation.label for operation in openapi.operations(document)}
    assert document["info"]["version"] == edition
    assert found == documented_operations(edition), "docs/editions.md: the table of operations"


@pytest.mark.parametrize("edition", NAMES)
def test_documented_counts_are_those_of_the_contract(edition: str) -> None:
    document = openapi.load(contract_of(edition))
    operations, events = len(list(openapi.operations(document))), len(document.get("webhooks", {}))
    assert re.search(rf"^\| {edition}\b[^|]*\| [^|]+ \| {operations} \| {events} \|", PAGE, re.MULTILINE), (
        "docs/editions.md: the table of editions"
    )


@pytest.mark.parametrize("edition", DERIVED)
def test_examples_and_claims_match_the_contract(edition: str) -> None:
    contract = contract_of(edition)
    document = openapi.load(contract)
    assert list(example_problems(document, contract)) == []
    assert list(errata.mismatches(errata_of(document, edition), document)) == []


@pytest.mark.parametrize("edition", DERIVED)
def test_all_yaml_parsers_read_the_same_contract(edition: str) -> None:
    text = contract_of(edition).read_text(encoding="utf-8")
    assert yaml.load(text, Loader=yaml.CSafeLoader) == YAML(typ="safe", pure=True).load(text)
    assert "&id" not in text


def test_all_errata_belong_to_editions() -> None:
    named = {edition for erratum in errata.load(ROOT / "errata.yaml") for edition in erratum.editions}
    assert named <= set(DERIVED)
    assert {path.stem for path in (ROOT / "errata").iterdir()} == set(DERIVED)


@pytest.mark.parametrize("version", ["1", "2024-11-19"])
def test_own_contract_has_the_errata_of_the_project(version: str) -> None:
    document = openapi.load(CONTRACT)
    document["info"]["version"] = version
    assert errata_of(document, None) == errata.load(ROOT / "errata.yaml")


@pytest.mark.parametrize("edition", NAMES)
def test_path_decides_on_the_edition_of_a_contract(tmp_path: Path, edition: str) -> None:
    own = tmp_path / "openapi.yaml"
    own.write_bytes(contract_of(edition).read_bytes())
    assert edition_of(own) is None
    assert edition_of(contract_of(edition)) == (edition if edition in DERIVED else None)


def test_unchanged_contract_is_not_written_again() -> None:
    path = contract_of(DERIVED[0])
    written = path.stat().st_mtime_ns
    assert contract_of(DERIVED[0]).stat().st_mtime_ns == written


def test_unknown_edition_is_a_one_line_error() -> None:
    with pytest.raises(UserError, match=rf"^edition 2024-07-05: not among {', '.join(NAMES)}; choose one of them$"):
        contract_of("2024-07-05")


@pytest.mark.parametrize(
    "task", ["validate", "generate", "mock", "contract", "proxy UPSTREAM=x", "docs", "breaking", "mutation"]
)
def test_make_variable_selects_the_edition(task: str) -> None:
    command = ["make", "--dry-run", *task.split(), "EDITION=2024-11-19"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "--edition '2024-11-19'" in process.stdout


def test_contract_and_edition_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        validate.main(["--contract", str(CONTRACT), "--edition", NAMES[0]])
    assert raised.value.code == 2
    assert "not allowed with argument" in capsys.readouterr().err


def test_command_lists_the_editions(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_editions([]) == 0
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == NAMES


def test_changed_overlay_is_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, folder in (("OVERLAYS", tmp_path), ("EDITIONS", tmp_path / "built")):
        monkeypatch.setattr(contracts, name, folder)
    overlay = tmp_path / "2030-01-01.yaml"
    for title in ("First", "Second"):
        actions = [{"target": "$.info", "update": {"title": title, "version": "2030-01-01"}}]
        content = {"overlay": "1.0.0", "info": {"title": title, "version": "1"}, "actions": actions}
        overlay.write_text(json.dumps(content), encoding="utf-8")
        assert openapi.load(contracts.build("2030-01-01"))["info"]["title"] == title


@pytest.mark.slow
@pytest.mark.parametrize("edition", DERIVED)
def test_contract_of_edition_has_no_problems(edition: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert validate.main(["--edition", edition]) == 0, capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("edition", DERIVED)
def test_clients_are_generated(tmp_path: Path, edition: str) -> None:
    python, typescript = tmp_path / "python", tmp_path / "typescript"
    assert generate.main(["--edition", edition, "--output", str(python), "--typescript", str(typescript)]) == 0
    document = openapi.load(contract_of(edition))
    name = document["info"]["title"]
    program = f"from caigunn_client import {name}\nwith {name}(api_key='k') as client: print(sorted(vars({name})))\n"
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=python, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr
    types = (typescript / "schema.d.ts").read_text(encoding="utf-8")
    assert all(f'"{operation.path}": {{' in types for operation in openapi.operations(document))


def test_clients_of_an_edition_are_in_the_folder_of_its_contract() -> None:
    options = generate._parse(["--edition", "2024-11-19"])  # noqa: SLF001 - a run takes seconds
    assert (options.output, options.typescript) == (
        EDITIONS / "2024-11-19" / "python",
        EDITIONS / "2024-11-19" / "typescript",
    )


@pytest.mark.slow
@pytest.mark.parametrize("edition", DERIVED)
def test_mock_of_edition_satisfies_its_contract(tmp_path: Path, edition: str) -> None:
    process = run(tmp_path, "--edition", edition, "--max-examples", "20", "--seed", "1")
    assert process.returncode == 0, process.stdout + process.stderr
