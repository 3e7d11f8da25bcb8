"""The README is true: its table of targets, its curl lines, its JavaScript, its Python and its TypeScript."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.mock.behaviour import SUPPORTED
from scripts.project import CONTRACT, ROOT, TYPESCRIPT, node
from scripts.serving import Mock
from tests.typescript_project import TypeScriptProject

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WRITTEN = "http://127.0.0.1:4010"
STATEFUL = README.partition("## The mock with state\n")[2].partition("\n## ")[0]
CURL = re.findall(r"^\$ (curl .*)$", README.replace(STATEFUL, ""), re.MULTILINE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def run(command: list[str], cwd: Path = ROOT, **variables: str) -> str:
    environment = {**os.environ, **variables}
    ended = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_table_lists_the_targets_of_the_makefile() -> None:
    described = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"^\| `make ([a-z]+)` \|", README, re.MULTILINE)) | {"help"} == described
    assert set(re.findall(r"^  make ([a-z]+) ", run(["make", "help"]), re.MULTILINE)) == described


def test_a_second_set_up_does_nothing() -> None:
    assert "Nothing to be done for 'setup'" in run(["make", "--dry-run", "setup"])


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
@pytest.mark.parametrize("line", CURL)
def test_a_line_of_curl_gets_a_documented_answer(mock_url: str, line: str) -> None:
    answer = run(["bash", "-c", "set -e; " + line.replace("curl ", "curl -sS ", 1).replace(WRITTEN, mock_url)])
    shown = README.partition(line + "\n")[2].partition("\n")[0]
    if shown.startswith("{"):
        assert answer == shown
    else:
        assert '"detail":"Creating' in answer or '"models"' in answer or '"text"' in answer


def test_there_are_lines_of_curl() -> None:
    assert len(CURL) == 4


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
def test_the_lines_for_the_mock_with_state_get_what_is_shown(stateful: Mock) -> None:
    lines = re.findall(r"^\$ (curl .*)\n(\{.*)?", STATEFUL, re.MULTILINE)
    assert len(lines) == 6
    for line, shown in lines:
        answer = run(["bash", "-c", line.replace("curl ", "curl -sS ", 1).replace(WRITTEN, stateful.url)])
        assert answer == shown if shown else json.loads(answer)["training_data"]


def test_the_lines_that_start_a_mock_are_those_that_it_says() -> None:
    line, ready = re.findall(r"^\$ (make mock STATEFUL=1 .*)\n(mock: .*)", STATEFUL, re.MULTILINE)[0]
    started = run([*line.replace("make", "make --dry-run").split()])
    assert "scripts.mock --host '127.0.0.1' --port '4010' --stateful --work '2s'" in started
    assert ready == (
        f"mock: {WRITTEN} answers, with state, for openapi.yaml (2024-05-09); see {WRITTEN}/__mock/; Ctrl-C stops it"
    )
    assert "scripts.contract    --stateful" in re.sub(
        r" +(?=--)", "    ", run(["make", "-n", "contract", "STATEFUL=1"])
    )


def test_the_kinds_of_files_are_those_of_the_code() -> None:
    [kinds] = re.findall(r"^\| which kinds of files are supported \| ([a-z, ]+);", STATEFUL, re.MULTILINE)
    assert {f".{kind}" for kind in kinds.split(", ")} == SUPPORTED


def test_the_javascript_runs(mock_url: str) -> None:
    [program] = blocks("js")
    out = run([str(node()), "--input-type=module", "--eval", program.replace(WRITTEN, mock_url)])
    assert out == "We are open on Friday from 9 to 17.\n"


def test_the_python_runs(mock_url: str, tmp_path: Path) -> None:
    (tmp_path / "faq.pdf").write_bytes(b"%PDF-1.7")
    settings = {
        "CAIGUNN_BASE_URL": mock_url,
        "CAIGUNN_API_KEY": "a-key",
        "CAIGUNN_ACCESS_TOKEN": "a-token",
        "PYTHONPATH": str(ROOT / "generated" / "python"),
    }
    synchronous, asynchronous = (
        run([sys.executable, "-W", "error", "-c", program], tmp_path, **settings) for program in blocks("python")
    )
    assert synchronous.splitlines() == [
        "3fa85f64-5717-4562-b3fc-2c963f66afa6 Support bot",
        "9b2c1d7e-0c7e-4d7a-8f5b-6a1f0e2d3c4b Shop assistant",
        "We are open on Friday from 9 to 17.",
        "2024-05-10 08:30:12+00:00 When are you open on Friday?",
    ]
    assert asynchronous.splitlines() == [*["We are open on Friday from 9 to 17."] * 2, "initial"]


def test_the_typescript_runs(mock_url: str, tmp_path: Path) -> None:
    project = TypeScriptProject(tmp_path)
    project.install()
    [program] = blocks("ts")
    (tmp_path / "program.ts").write_text(program.replace(WRITTEN, mock_url), encoding="utf-8")
    assert project.compile("program.ts") == ""
    assert project.run("program.js").stdout.splitlines() == [
        "3fa85f64-5717-4562-b3fc-2c963f66afa6 Support bot",
        "9b2c1d7e-0c7e-4d7a-8f5b-6a1f0e2d3c4b Shop assistant",
        "Creating training data in background",
    ]


def test_the_example_in_the_readme_of_the_typescript_client_runs(mock_url: str, tmp_path: Path) -> None:
    project = TypeScriptProject(tmp_path)
    project.install()
    [program] = re.findall(
        r"^```ts\n(.*?)^```", (TYPESCRIPT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    keys = 'const apiKey = "k", caigunnAccessToken = "t";\n'
    program = keys + program.replace("createClient({", f'createClient({{ baseUrl: "{mock_url}",')
    (tmp_path / "program.ts").write_text(program, encoding="utf-8")
    assert project.compile("program.ts") == ""
    assert "title: 'Shop assistant'" in project.run("program.js").stdout


def test_every_file_that_it_names_is_there() -> None:
    names = set(re.findall(r"\]\(([^)#:]+)\)", README)) | {CONTRACT.name}
    assert [name for name in names if not (ROOT / name).exists()] == []
