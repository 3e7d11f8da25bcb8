"""Which revision a contract is compared with, and what is said where there is none to compare with."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.project import ROOT
from tests.repositories import ENVIRONMENT, NEEDS_OASDIFF, Repository

ADDED = "INFO  GET /more: endpoint added"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with a contract."""
    return Repository(tmp_path / "repository")


def add_operation(repository: Repository) -> None:
    more = {"get": {"operationId": "more", "responses": {"200": {"description": "More."}}}}
    repository.change(lambda document: document["paths"].update({"/more": more}))


@NEEDS_OASDIFF
def test_a_branch_is_compared_with_where_it_left_main(repository: Repository) -> None:
    left = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "work")
    add_operation(repository)
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.change(lambda document: document["paths"].pop("/api/external/chatbot/models"))
    repository.commit()
    repository.git("checkout", "--quiet", "work")
    ended = repository.compare()
    assert ended.returncode == 0
    assert ADDED in ended.stdout
    assert ended.stdout.endswith(f"breaking: since {left[:10]}, changes: 1 not breaking\n")


@NEEDS_OASDIFF
def test_in_a_clone_what_was_not_pushed_is_compared_and_main_itself_has_nothing(
    repository: Repository, tmp_path: Path
) -> None:
    repository.clone(tmp_path / "clone")
    ended = repository.compare()
    assert (ended.returncode, ended.stdout.splitlines()[-1][-17:]) == (0, ", nothing changed")
    add_operation(repository)
    repository.commit()
    assert ADDED in repository.compare().stdout


@NEEDS_OASDIFF
def test_a_contract_in_a_folder_of_the_repository_is_found(repository: Repository) -> None:
    (repository.folder / "api").mkdir()
    repository.git("mv", "openapi.yaml", "api/chat bot.yaml")
    repository.contract = repository.folder / "api/chat bot.yaml"
    repository.commit()
    add_operation(repository)
    assert ADDED in repository.compare("--base", "main").stdout


@pytest.mark.parametrize("base", ["nope", "--output=x", "HEAD:openapi.yaml", "HEAD^{tree}", "é\n"])
def test_what_is_no_commit_is_one_line(repository: Repository, base: str) -> None:
    ended = repository.compare(f"--base={base}")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"breaking: {base!r} is no revision that this repository has\n"
    assert sorted(path.name for path in repository.folder.iterdir()) == [".git", "CHANGELOG.md", "openapi.yaml"]


def test_make_hands_the_base_on() -> None:
    command = ["make", "--old-file=setup", "breaking", "BASE=--output=x y"]
    ended = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[0] == "breaking: '--output=x y' is no revision that this repository has"
    assert not (ROOT / "x y").exists()


def test_a_revision_without_the_contract_is_one_line(repository: Repository) -> None:
    repository.git("rm", "--quiet", "--cached", "openapi.yaml")
    repository.git("commit", "--quiet", "--message", "none")
    ended = repository.compare()
    commit = repository.git("rev-parse", "HEAD")[:10]
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"breaking: {commit} has no openapi.yaml: name a revision that has it\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [\n", "/openapi.yaml:2:1: not YAML: "),
        ("a: 1\n", "/openapi.yaml: not an OpenAPI 3 document"),
        (
            'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {/a: {get: {}}}\nwebhooks: [1]\n',
            "/openapi.yaml: #/webhooks",
        ),
        ('openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {/a: {get: {parameters: [{$ref: "#/x"}]}}}\n', ""),
    ],
)
def test_a_broken_contract_is_one_line_here_and_there(repository: Repository, text: str, reason: str) -> None:
    good = repository.contract.read_text(encoding="utf-8")
    repository.contract.write_text(text, encoding="utf-8")
    ended = repository.compare()
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"breaking: {repository.folder}{reason}")
    assert ended.stderr.count("\n") == 1
    commit = repository.commit()
    repository.contract.write_text(good, encoding="utf-8")
    ended = repository.compare()
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"breaking: {commit[:10]}{reason}")
    assert ended.stderr.count("\n") == 1


def test_a_shallow_clone_is_told_how_to_get_the_rest(repository: Repository, tmp_path: Path) -> None:
    old = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "work")
    repository.commit()
    repository.clone(tmp_path / "shallow", "--depth=1", "--branch=work")
    hint = "this clone is shallow, `git fetch --unshallow` completes it\n"
    ended = repository.compare("--base", old)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"breaking: '{old}' is no revision that this repository has; {hint}"
    ended = repository.compare()
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"breaking: there is neither origin/main nor main to compare with: name a revision with BASE=; {hint}"
    )


def test_branches_that_have_nothing_in_common_are_one_line(repository: Repository) -> None:
    main = repository.git("rev-parse", "main")
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.changelog.unlink()
    repository.commit()
    ended = repository.compare()
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"breaking: HEAD and {main[:10]} of main have nothing in common: name a revision with BASE=\n"
    )


def test_without_a_repository_or_git_one_line_says_so(repository: Repository) -> None:
    shutil.rmtree(repository.folder / ".git")
    ended = repository.compare(GIT_CEILING_DIRECTORIES=str(repository.folder.parent))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"breaking: {repository.folder}: not a git repository")
    assert ended.stderr.count("\n") == 1
    ended = repository.compare(PATH=os.devnull)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("breaking: git doesn't run: ")
    assert ended.stderr.count("\n") == 1
