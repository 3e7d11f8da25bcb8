"""The README is true: its table of targets, its curl lines, its JavaScript and its Python."""

import re
import shutil
import subprocess
import sys

import pytest

from scripts.project import CONTRACT, ROOT, node

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
WRITTEN = "http://127.0.0.1:4010"
CURL = re.findall(r"^\$ (curl .*)$", README, re.MULTILINE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def run(command: list[str]) -> str:
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
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


def test_the_javascript_runs(mock_url: str) -> None:
    [program] = blocks("js")
    out = run([str(node()), "--input-type=module", "--eval", program.replace(WRITTEN, mock_url)])
    assert out == "We are open on Friday from 9 to 17.\n"


def test_the_python_runs(mock_url: str) -> None:
    [program] = blocks("python")
    start = f"import sys; sys.path.insert(0, {str(ROOT / 'generated/python')!r})\n"
    out = run([sys.executable, "-c", start + program.replace(WRITTEN, mock_url)])
    assert "Creating training data in background" in out
    assert "We are open on Friday from 9 to 17." in out


def test_every_file_that_it_names_is_there() -> None:
    names = set(re.findall(r"\]\(([^)#:]+)\)", README)) | {CONTRACT.name}
    assert [name for name in names if not (ROOT / name).exists()] == []
