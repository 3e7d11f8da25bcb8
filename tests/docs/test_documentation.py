"""README and docs: commands, examples and links."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.mock.state.jobs import SUPPORTED_SUFFIXES
from scripts.processes import Mock, running_mock
from scripts.project import ROOT, TYPESCRIPT, node
from tests.support.typescript_project import TypeScriptProject

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {path: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
MOCK_URL = "http://127.0.0.1:4010"
MOCK_PAGE = PAGES[ROOT / "docs" / "mock.md"]
STATE = MOCK_PAGE.partition("## State\n")[2].partition("\n## ")[0]
CUSTOM = MOCK_PAGE.partition("## Custom responses\n")[2].partition("\n## ")[0]
CURL = re.compile(r"^\$ (curl .*)\n(\{.*)?", re.MULTILINE)
LINKED = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "generated/python/README.md"]

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")


def blocks(language: str, text: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run(command: list[str], cwd: Path = ROOT, **variables: str) -> str:
    environment = {**os.environ, **variables}
    ended = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def run_curl(line: str, url: str) -> str:
    return run(["bash", "-c", "set -e; " + line.replace("curl ", "curl -sS ", 1).replace(MOCK_URL, url)])


def test_readme_has_at_most_200_lines() -> None:
    assert README.count("\n") <= 200


def test_readme_lists_the_targets_of_the_makefile() -> None:
    described = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"^\| `make ([a-z-]+)` \|", README, re.MULTILINE)) | {"help"} == described
    assert set(re.findall(r"^  make ([a-z-]+) ", run(["make", "help"]), re.MULTILINE)) == described


def test_second_setup_does_nothing() -> None:
    assert "Nothing to be done for 'setup'" in run(["make", "--dry-run", "setup"])


@pytest.mark.parametrize(
    ("given", "option"),
    [
        ("mock WORK=2s", "--job-duration '2s'"),
        ("contract URL=x DRY=1", "--dry-run"),
        ("contract URL=x WRITE=1", "--allow-writes"),
        ("mutation FLOOR=90%", "--min-score '90%'"),
        ("proxy UPSTREAM=x FAIL=1", "--fail-on-violation"),
    ],
)
def test_former_make_variable_works_and_prints_the_new_one(given: str, option: str) -> None:
    output = run(["make", "--dry-run", *given.split()])
    assert option in output
    assert re.search(r"^make: [A-Z]+= is now [A-Z_]+=$", output, re.MULTILINE)


@needs_curl
@pytest.mark.parametrize(("line", "shown"), CURL.findall(README + MOCK_PAGE.replace(STATE, "").replace(CUSTOM, "")))
def test_curl_example_gets_the_response_shown(mock_url: str, line: str, shown: str) -> None:
    response = run_curl(line, mock_url)
    while "; hint: " in shown and "; hint: " not in response:  # until the mock has read the other editions
        response = run_curl(line, mock_url)
    if shown:
        assert response == shown
    else:
        assert '"detail":"Creating' in response or '"models"' in response or '"text"' in response


@needs_curl
def test_state_examples_get_the_responses_shown(stateful: Mock) -> None:
    lines = CURL.findall(STATE)
    assert len(lines) == 6
    for line, shown in lines:
        response = run_curl(line, stateful.url)
        assert response == shown if shown else json.loads(response)["training_data"]


@needs_curl
def test_custom_response_examples_get_the_responses_shown(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock:
        lines = CURL.findall(CUSTOM)
        assert [run_curl(line, mock.url) for line, _ in lines] == [shown for _, shown in lines]


def test_ready_lines_are_those_of_the_mock(mock: Mock, stateful: Mock) -> None:
    shown = re.findall(r"^mock: serving .*$", MOCK_PAGE, re.MULTILINE)
    assert [line.replace(MOCK_URL, each.url) for line, each in zip(shown, (mock, stateful), strict=True)] == [
        each.ready.strip() for each in (mock, stateful)
    ]


def test_supported_file_formats_are_those_of_the_mock() -> None:
    [formats] = re.findall(r"^\| supported file formats \| ([a-z, ]+);", STATE, re.MULTILINE)
    assert {f".{name}" for name in formats.split(", ")} == SUPPORTED_SUFFIXES


def test_javascript_example_runs(mock_url: str) -> None:
    [program] = blocks("js", README)
    output = run([str(node()), "--input-type=module", "--eval", program.replace(MOCK_URL, mock_url)])
    assert output == "We are open on Friday from 9 to 17.\n"


PYTHON_OUTPUT = [
    [
        "3fa85f64-5717-4562-b3fc-2c963f66afa6 Support bot",
        "9b2c1d7e-0c7e-4d7a-8f5b-6a1f0e2d3c4b Shop assistant",
        "We are open on Friday from 9 to 17.",
    ],
    ["2024-05-10 08:30:12+00:00 When are you open on Friday?"],
    [*["We are open on Friday from 9 to 17."] * 2, "initial"],
    ["200", "True", "1 False"],
    [],  # a test, see below
]


@pytest.mark.slow
def test_python_examples_run(mock_url: str, tmp_path: Path) -> None:
    (tmp_path / "faq.pdf").write_bytes(b"%PDF-1.7")
    settings = {
        "CAIGUNN_BASE_URL": mock_url,
        "CAIGUNN_API_KEY": "a-key",
        "CAIGUNN_ACCESS_TOKEN": "a-token",
        "PYTHONPATH": str(ROOT / "generated" / "python"),
    }
    programs = [*blocks("python", README), *blocks("python", PAGES[ROOT / "docs" / "python-client.md"])]
    outputs = [run([sys.executable, "-W", "error", "-c", each], tmp_path, **settings) for each in programs]
    assert [output.splitlines() for output in outputs] == PYTHON_OUTPUT


def test_example_of_an_application_test_passes(tmp_path: Path) -> None:
    (tmp_path / "test_example.py").write_text(blocks("python", PAGES[ROOT / "docs" / "python-client.md"])[-1], "utf-8")
    settings = {"PYTHONPATH": str(ROOT / "generated" / "python"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "caigunn_client.pytest_plugin"]
    assert "1 passed" in run(command, tmp_path, **settings)


@pytest.mark.slow
def test_example_of_a_test_with_the_mock_passes(tmp_path: Path) -> None:
    [example] = blocks("python", MOCK_PAGE)
    (tmp_path / "test_example.py").write_text(example, encoding="utf-8")
    # The module that the wheel has.
    package = tmp_path / "caigunn_mock"
    package.mkdir()
    (package / "testing.py").write_text("from scripts.mock.testing.chatbot import MockChatbot", encoding="utf-8")
    settings = {
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT, tmp_path, ROOT / "generated" / "python"))),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "scripts.mock.testing.plugin", "test_example.py"]
    assert "3 passed" in run(command, tmp_path, **settings)


def test_global_setup_starts_and_stops_the_mock(tmp_path: Path) -> None:
    [setup] = blocks("js", MOCK_PAGE)
    (tmp_path / "setup.mjs").write_text(setup, encoding="utf-8")
    command = tmp_path / "caigunn-mock"
    command.write_text(f'#!/bin/sh\ncd {ROOT} && exec {sys.executable} -m scripts.mock "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    program = """
import setup from "./setup.mjs";
const teardown = await setup();
const { status } = await fetch(`${process.env.CAIGUNN_BASE_URL}/__mock/health`);
await teardown();
console.log(status, await fetch(process.env.CAIGUNN_BASE_URL).catch(() => "stopped"));
"""
    (tmp_path / "program.mjs").write_text(program, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), os.environ["PATH"]))
    assert run([str(node()), "program.mjs"], tmp_path, PATH=path) == "200 stopped\n"


def test_typescript_example_runs(mock_url: str, tmp_path: Path) -> None:
    project = TypeScriptProject(tmp_path)
    project.install()
    [program] = blocks("ts", PAGES[ROOT / "docs" / "typescript-client.md"])
    (tmp_path / "program.ts").write_text(program.replace(MOCK_URL, mock_url), encoding="utf-8")
    assert project.compile("program.ts") == ""
    assert project.run("program.js").stdout.splitlines() == [
        "3fa85f64-5717-4562-b3fc-2c963f66afa6 Support bot",
        "9b2c1d7e-0c7e-4d7a-8f5b-6a1f0e2d3c4b Shop assistant",
        "Creating training data in background",
    ]


def test_typescript_example_of_the_package_runs(mock_url: str, tmp_path: Path) -> None:
    project = TypeScriptProject(tmp_path)
    project.install()
    [program] = blocks("ts", (TYPESCRIPT / "README.md").read_text("utf-8"))
    keys = 'const apiKey = "k", caigunnAccessToken = "t";\n'
    program = keys + program.replace("createClient({", f'createClient({{ baseUrl: "{mock_url}",')
    (tmp_path / "program.ts").write_text(program, encoding="utf-8")
    assert project.compile("program.ts") == ""
    assert "title: 'Shop assistant'" in project.run("program.js").stdout


@pytest.mark.parametrize("page", LINKED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8"))}
    assert [each for each in links if each and ":" not in each and not (page.parent / each).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_named_files_exist(page: Path) -> None:
    named = re.findall(r"`((?:scripts|tests|docs|generated)/[\w./-]+)`", PAGES[page])
    assert [each for each in named if not (ROOT / each).exists()] == []
