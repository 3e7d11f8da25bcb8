"""Processes of schemathesis: the folders of their reports, their start and their end."""

import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from scripts.contract import cli, schemathesis_process
from scripts.contract.contract_run import ContractRun
from scripts.contract.parts import FOLDERS, READING, Part
from scripts.contract.schemathesis_process import SETTINGS, Generation, prepare
from scripts.processes import stop
from scripts.project import UserError
from tests.support.project_contract import DOCUMENT
from tests.support.waiting import until


def planned(reports: Path, *options: str) -> ContractRun:
    """Return a run with these options."""
    return cli._contract_run(cli._options(["--reports", str(reports), *options]), DOCUMENT)  # noqa: SLF001 - nothing is sent


def test_reports_of_an_earlier_run_are_removed(tmp_path: Path) -> None:
    several, one = planned(tmp_path), planned(tmp_path, "--workers", "1")
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
    [(["--workers", "1"], "html"), ([], "schemathesis-1")],
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
            UserError, match=f"^{re.escape(str(tmp_path / used))}: contains other files than reports; choose"
        ):
            prepare(contract_run)
    assert all(each.read_text("utf-8") == "notes" for each in files)


def test_folder_of_no_part_is_kept_with_settings_of_schemathesis(tmp_path: Path) -> None:
    settings = tmp_path / "schemathesis-project" / SETTINGS
    settings.parent.mkdir()
    settings.touch()
    prepare(planned(tmp_path))
    assert settings.exists()


WAITING = [sys.executable, "-c", "input()"]


def test_processes_end_if_another_one_cannot_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract_run = planned(tmp_path)
    found = prepare(contract_run)
    others, started = psutil.Process().children(), list[psutil.Process]()

    def command(_: ContractRun, part: Part, __: str) -> list[str]:
        if part is not found[-1]:
            return WAITING
        started.extend(each for each in psutil.Process().children() if each not in others)
        return [str(tmp_path / "missing")]

    monkeypatch.setattr(schemathesis_process, "command", command)
    with pytest.raises(FileNotFoundError, match="missing"), Generation(contract_run, found, ""):
        pass
    assert len(started) >= 2
    assert not any(each.is_running() for each in started)


def test_only_the_part_that_reads_starts_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract_run = planned(tmp_path)
    found = prepare(contract_run)
    started = "import pathlib, sys; input(); pathlib.Path(sys.argv[1], 'started').touch()"
    monkeypatch.setattr(
        schemathesis_process, "command", lambda _, part, __: [sys.executable, "-c", started, str(part.folder)]
    )
    with Generation(contract_run, found, "") as generation:
        generation.start_early()
        until(lambda: any((each.folder / "started").exists() for each in found))
        assert [each.name for each in found if (each.folder / "started").exists()] == [READING]
        generation.start()
        until(lambda: all((each.folder / "started").exists() for each in found))


def test_processes_end_if_another_one_cannot_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract_run = planned(tmp_path)
    monkeypatch.setattr(schemathesis_process, "command", lambda *_: WAITING)
    stopped: list[subprocess.Popen[str]] = []

    def fail_after_the_first(process: subprocess.Popen[str]) -> None:
        stop(process)
        stopped.append(process)
        if len(stopped) == 1:
            raise PermissionError("not permitted")

    monkeypatch.setattr(schemathesis_process, "stop", fail_after_the_first)
    generation = Generation(contract_run, prepare(contract_run), "")
    with pytest.raises(PermissionError, match="not permitted"), generation:
        pass
    assert len(stopped) == len(generation._processes)  # noqa: SLF001 - all that were started
    generation._processes[-1]._close()  # noqa: SLF001 - the test has no open files
