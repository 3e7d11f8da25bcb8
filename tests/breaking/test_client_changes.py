"""Changes of the Python client, whatever the contract is."""

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.support.repository import Repository, needs_oasdiff

pytestmark = needs_oasdiff
PACKAGE = "generated/python/caigunn_client"
SETTINGS = "generated/python/pyproject.toml"


@pytest.fixture
def repository(tmp_path: Path, git_settings: None) -> Repository:  # noqa: ARG001 - git commits
    """A repository with a contract and a client."""
    return Repository(tmp_path / "repository", client=True)


CHANGES = [
    (
        "groups/models.py",
        "    def list(",
        "    def find(",
        "groups.models.ModelsGroup.list: public object was removed [object-removed]",
    ),
    (
        "groups/models.py",
        "        title: str,",
        "        title: str,\n        owner: str,",
        "groups.models.ModelsGroup.train: parameter was added as required: `owner` [parameter-added-required]",
    ),
    (
        "groups/conversation.py",
        "        nickname: str | None = None,",
        "        nickname: str,",
        "groups.conversation.ConversationGroup.talk: parameter is now required: `nickname`",
    ),
    (
        "_sync.py",
        "        retry_unsafe: bool | None = None,",
        "",
        "_sync.CaiGunn.__init__: parameter was removed: `retry_unsafe` [parameter-removed]",
    ),
]


@pytest.mark.slow
def test_breaking_changes_need_version_and_entries(repository: Repository) -> None:
    version = tomllib.loads((repository.folder / SETTINGS).read_text(encoding="utf-8"))["project"]["version"]
    for name, old, new, _ in CHANGES:
        repository.replace(f"{PACKAGE}/{name}", old, new)
    result = repository.compare()
    assert result.code == 1
    for *_, line in CHANGES:
        assert f"ERR   caigunn_client.{line}" in result.output
    assert (
        f"breaking: generated/python: version is still {version}; bump it to release a breaking change" in result.output
    )

    repository.add_entries(result.entries)
    repository.replace(SETTINGS, f'version = "{version}"', f'version = "{version}.post1"')
    result = repository.compare()
    assert result.code == 0, result.output


def test_removed_edition_is_a_breaking_change(repository: Repository) -> None:
    edition = repository.folder / PACKAGE / "v2030_01_01"
    edition.mkdir()
    (edition / "__init__.py").write_text("A = 1\n", encoding="utf-8")
    repository.commit()
    shutil.rmtree(edition)
    output = repository.compare("--base", "HEAD").output
    assert "ERR   caigunn_client.v2030_01_01: public object was removed [object-removed]" in output


def test_each_parameter_needs_its_own_entry(repository: Repository) -> None:
    for parameter in ("verify_ssl: Verify = True", "retry_unsafe: bool | None = None"):
        for module in ("_sync.py", "_async.py"):
            repository.replace(f"{PACKAGE}/{module}", f"        {parameter},\n", "")
    retries, certificates = repository.compare().entries
    assert retries == (
        "- **Breaking:** parameter was removed: `retry_unsafe` (`parameter-removed`): "
        "`caigunn_client._async.AsyncCaiGunn.__init__`, `caigunn_client._async.AsyncCaiGunn.with_options`, "
        "`caigunn_client._sync.CaiGunn.__init__`, `caigunn_client._sync.CaiGunn.with_options`"
    )
    assert "`verify_ssl` (`parameter-removed`)" in certificates


def test_private_and_added_names_are_ignored(repository: Repository) -> None:
    repository.replace(f"{PACKAGE}/_retries.py", "def ", "def was_")
    (repository.folder / PACKAGE / "_sync.py").rename(repository.folder / PACKAGE / "_blocking.py")
    repository.replace(f"{PACKAGE}/__init__.py", "_sync", "_blocking")
    repository.replace(
        f"{PACKAGE}/groups/models.py", "        title: str,", "        title: str,\n        owner: str | None = None,"
    )
    (repository.client / "caigunn_client/more.py").write_text("def more() -> None: ...\n", encoding="utf-8")
    result = repository.compare()
    assert result.code == 0, result.output
    assert result.output.endswith(": none\n")


def test_renamed_package_is_removed(repository: Repository) -> None:
    (repository.client / "caigunn_client").rename(repository.client / "caigunn")
    assert "ERR   caigunn_client: the package was removed [object-removed]\n" in repository.compare().output


@pytest.mark.parametrize("content", ["", "[project\n", '[project]\nname = "x"\n'], ids=["empty", "invalid", "none"])
def test_client_without_version_is_a_failure(repository: Repository, content: str) -> None:
    (repository.folder / SETTINGS).write_text(content, encoding="utf-8")
    error = "project.version is missing; run `make generate`"
    assert repository.failure() == f"{repository.folder / SETTINGS}: {error}"
    commit = repository.commit()
    repository.git("checkout", "--quiet", "HEAD~1")
    assert repository.failure("--base", commit) == f"{commit[:10]}/{SETTINGS}: {error}"
