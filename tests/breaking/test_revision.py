"""The git revision that the contract is compared with."""

import copy
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.breaking.cli import main
from scripts.project import ROOT
from tests.support.repository import Repository, needs_oasdiff
from tests.support.yaml_files import write_yaml

ADDED = "INFO  GET /more: endpoint added"


def add_operation(repository: Repository) -> None:
    more = {"get": {"operationId": "more", "responses": {"200": {"description": "More."}}}}
    repository.edit_contract(lambda document: document["paths"].update({"/more": more}))


@needs_oasdiff
def test_branch_is_compared_with_its_merge_base(repository: Repository) -> None:
    merge_base = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "work")
    add_operation(repository)
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.edit_contract(lambda document: document["paths"].pop("/api/external/chatbot/models"))
    repository.commit()
    repository.git("checkout", "--quiet", "work")
    result = repository.compare()
    assert result.code == 0
    assert ADDED in result.output
    assert result.output.endswith(f"breaking: changes since {merge_base[:10]}: 1 not breaking\n")


@needs_oasdiff
def test_clone_is_compared_with_the_main_of_its_origin(repository: Repository, tmp_path: Path) -> None:
    repository.clone(tmp_path / "clone")
    result = repository.compare()
    assert result.code == 0
    assert result.output.endswith(": none\n")
    add_operation(repository)
    repository.commit()
    assert ADDED in repository.compare().output


@needs_oasdiff
def test_contract_may_be_in_a_subfolder(repository: Repository) -> None:
    (repository.folder / "api").mkdir()
    repository.git("mv", "openapi.yaml", "api/chat bot.yaml")
    repository.contract = repository.folder / "api/chat bot.yaml"
    repository.commit()
    add_operation(repository)
    assert ADDED in repository.compare("--base", "main").output


@pytest.mark.parametrize("base", ["nope", "--output=x", "HEAD:openapi.yaml", "HEAD^{tree}", "é\n"])
def test_unknown_revision_is_a_failure(repository: Repository, base: str) -> None:
    assert repository.failure(f"--base={base}") == f"{base!r}: not a revision of this repository"
    assert sorted(path.name for path in repository.folder.iterdir()) == [".git", "CHANGELOG.md", "openapi.yaml"]


@pytest.mark.parametrize(
    ("variable", "error"),
    [
        ("BASE=--output=x y", "breaking: '--output=x y': not a revision of this repository"),
        ("CONTRACT=/nowhere/a b.yaml", "breaking: /nowhere/a b.yaml: no such file or directory"),
    ],
)
def test_make_passes_variables_unchanged(variable: str, error: str) -> None:
    command = ["make", "--old-file=setup", "breaking", variable]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[0] == error
    assert not (ROOT / "x y").exists()


def test_revision_without_contract_is_a_failure(repository: Repository) -> None:
    repository.git("rm", "--quiet", "--cached", "openapi.yaml")
    repository.git("commit", "--quiet", "--message", "none")
    commit = repository.git("rev-parse", "HEAD")[:10]
    assert repository.failure() == f"{commit}: openapi.yaml is missing; choose a revision that has it with BASE="


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [\n", "openapi.yaml:2:1: not YAML: "),
        ("a: 1\n", "openapi.yaml: not an OpenAPI 3 document"),
        (
            'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {/a: {get: {}}}\nwebhooks: [1]\n',
            "openapi.yaml:4: #/webhooks",
        ),
        ('openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {/a: {get: {parameters: [{$ref: "#/x"}]}}}\n', ""),
    ],
    ids=["not YAML", "not OpenAPI", "invalid webhooks", "broken reference"],
)
def test_invalid_contract_of_either_version_is_a_failure(repository: Repository, text: str, reason: str) -> None:
    valid = repository.contract.read_text(encoding="utf-8")
    repository.contract.write_text(text, encoding="utf-8")
    assert repository.failure().startswith(f"{repository.folder}/{reason}")
    commit = repository.commit()
    repository.contract.write_text(valid, encoding="utf-8")
    assert repository.failure().startswith(f"{commit[:10]}/{reason}")


def test_shallow_clone_gets_a_hint(repository: Repository, tmp_path: Path) -> None:
    old = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "work")
    repository.commit()
    repository.clone(tmp_path / "shallow", "--depth=1", "--branch=work")
    hint = "; the clone is shallow, run `git fetch --unshallow`"
    assert repository.failure("--base", old) == f"{old!r}: not a revision of this repository{hint}"
    assert repository.failure() == (f"origin/main and main: not in this repository; choose a revision with BASE={hint}")


def test_unrelated_branch_is_a_failure(repository: Repository) -> None:
    main = repository.git("rev-parse", "main")
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.changelog.unlink()
    repository.commit()
    assert repository.failure() == (f"HEAD: no common ancestor with main ({main[:10]}); choose a revision with BASE=")


def test_missing_repository_is_a_failure(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(repository.folder / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository.folder.parent))
    assert repository.failure().startswith(f"{repository.folder}: not a git repository")


def test_missing_git_is_a_failure(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    assert repository.failure().startswith("git: cannot run: ")


@needs_oasdiff
def test_another_contract_is_compared(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    other = repository.folder / "other.yaml"
    other.write_text(repository.contract.read_text(encoding="utf-8"), encoding="utf-8")
    repository.commit()
    document = copy.deepcopy(repository.document)
    path = next(iter(document["paths"]))
    del document["paths"][path]
    write_yaml(other, document)
    assert main(["--contract", str(other), "--base", "main"]) == 1
    assert path in capsys.readouterr().out
