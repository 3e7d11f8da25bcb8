"""Processes of schemathesis: the folders of their reports, their start and their end."""

import re
from pathlib import Path

import pytest

from scripts import openapi
from scripts.contract import cli
from scripts.contract.contract_run import ContractRun
from scripts.contract.parts import FOLDERS
from scripts.contract.schemathesis_process import SETTINGS, prepare
from scripts.project import CONTRACT, UserError

DOCUMENT = openapi.load(CONTRACT)


def planned(reports: Path, *options: str) -> ContractRun:
    """Return a run with these options."""
    return cli._contract_run(cli._options(["--reports", str(reports), *options]), DOCUMENT)  # noqa: SLF001 - nothing is sent


def test_reports_of_an_earlier_run_are_removed(tmp_path: Path) -> None:
    several, one = planned(tmp_path, "--workers", "5"), planned(tmp_path)
    folders = [each.folder for each in prepare(several)]
    for each in folders:
        (each / "html").mkdir()
    prepare(one)
    assert not any(each.exists() for each in folders)
    (tmp_path / "html").mkdir()
    prepare(several)
    assert not (tmp_path / "html").exists()


@pytest.mark.parametrize(
    ("options", "used"),
    [([], "html"), (["--workers", "5"], "schemathesis-1")],
    ids=["one part", "several parts"],
)
def test_folder_of_the_user_is_kept(tmp_path: Path, options: list[str], used: str) -> None:
    files = [tmp_path / name / "mine.txt" for name in ("html", *FOLDERS, "schemathesis-notes")]
    for each in files:
        each.parent.mkdir()
        each.write_text("notes", encoding="utf-8")
    contract_run = planned(tmp_path, *options)
    # A second run would take the reports of the first one for a reason to delete the folder.
    for _ in range(2):
        with pytest.raises(
            UserError, match=f"^{re.escape(str(tmp_path / used))}: has other files than reports; choose"
        ):
            prepare(contract_run)
    assert all(each.read_text("utf-8") == "notes" for each in files)


def test_folder_of_no_part_is_kept_with_settings_of_schemathesis(tmp_path: Path) -> None:
    settings = tmp_path / "schemathesis-project" / SETTINGS
    settings.parent.mkdir()
    settings.touch()
    prepare(planned(tmp_path))
    assert settings.exists()
