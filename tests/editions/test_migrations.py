"""Migration guides: they are up to date, and their samples run against the mock of their edition."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.editions.contracts import names
from scripts.migration.__main__ import FOLDER, main
from scripts.project import CLIENT, UserError
from tests.support.contract_runs import CREDENTIALS
from tests.support.typescript_project import TypeScriptProject

GUIDES = sorted(FOLDER.glob("*.md"))
SAMPLE = re.compile(
    r"^(\w+), (\d{4}-\d{2}-\d{2}):\n\n```(shell|python|typescript)\n(.*?)^```", re.MULTILINE | re.DOTALL
)
LIVE = re.compile(r"https://caigunn?-api\.ap-mic\.com")


def samples(wanted: str) -> list[object]:
    """Return the samples of all guides in a language: edition and source."""
    found = {
        (edition, source): f"{edition}-{number}"
        for guide in GUIDES
        for number, (_, edition, language, source) in enumerate(SAMPLE.findall(guide.read_text(encoding="utf-8")))
        if language == wanted
    }
    return [pytest.param(*sample, id=name) for sample, name in found.items()]


def run(command: list[str], **variables: str) -> str:
    """Run a sample, and return its output."""
    environment = {**os.environ, **CREDENTIALS, **variables}
    process = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_guide_is_up_to_date(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", guide.stem[:10], guide.stem[11:]]) == 0, capsys.readouterr().out


def test_outdated_guide_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    editions = names()[-2:]
    assert main([*editions, "--output", str(tmp_path)]) == 0
    path = tmp_path / f"{editions[0]}-{editions[1]}.md"
    path.write_text(path.read_text(encoding="utf-8") + "more", encoding="utf-8")
    assert main([*editions, "--output", str(tmp_path), "--check"]) == 1
    assert "out of date" in capsys.readouterr().out


def test_guide_has_moves_removals_additions_and_events() -> None:
    text = (FOLDER / "2024-05-09-2024-11-19.md").read_text(encoding="utf-8")
    for expected in (
        "`POST /api/external/chatbot/models` is now `POST /api/external/chatbot/model`.",
        "### updateChatbotModel, now updateChatbot\n",
        "- The credential `api-key` is no longer required.",
        "- The credential `caigunn-access-token` is now required.",
        "- The property `email` of the body is removed.",
        "- The property `event_id` of the response is new, and required.",
        "- `POST /api/external/chatbot/vision`: Talk to the chatbot about an image",
        "- The property `data.chatbot_id` is new, and required.",
    ):
        assert expected in text, expected


def test_wrong_order_of_editions_is_a_one_line_error() -> None:
    with pytest.raises(
        UserError, match=r"^migration from 2024-11-19 to 2024-05-09: choose an older and a newer edition$"
    ):
        main(["2024-11-19", "2024-05-09"])


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
@pytest.mark.parametrize(("edition", "source"), samples("shell"))
def test_curl_sample_runs(mock_of: Callable[[str], str], edition: str, source: str) -> None:
    command = LIVE.sub(mock_of(edition), source).replace("curl ", "curl -sS --fail-with-body ", 1)
    assert run(["bash", "-c", command]).startswith("{")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> TypeScriptProject:
    """A TypeScript project with the installed client."""
    project = TypeScriptProject(tmp_path_factory.mktemp("typescript"))
    project.install()
    return project


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "source"), samples("typescript"))
def test_typescript_sample_runs(
    mock_of: Callable[[str], str], project: TypeScriptProject, edition: str, source: str
) -> None:
    program = re.sub(r"createClient\((\{)?", rf'createClient({{ baseUrl: "{mock_of(edition)}",', source)
    (project.directory / "sample.ts").write_text(f"declare const process: any;\n{program}", encoding="utf-8")
    assert project.compile("sample.ts", outDir="out", exactOptionalPropertyTypes=False) == ""
    done = project.run("out/sample.js", CREDENTIALS)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("200 {")


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "source"), samples("python"))
def test_python_sample_runs(mock_of: Callable[[str], str], edition: str, source: str) -> None:
    run([sys.executable, "-W", "error", "-c", source], CAIGUNN_BASE_URL=mock_of(edition), PYTHONPATH=str(CLIENT))
