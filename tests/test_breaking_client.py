"""What callers of the Python client lose is found, whatever the contract says, and has to be announced and told."""

from pathlib import Path

import pytest

from tests.repositories import NEEDS_OASDIFF, Repository, entries

pytestmark = NEEDS_OASDIFF
PACKAGE = "generated/python/caigunn_client"
SETTINGS = "generated/python/pyproject.toml"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with a contract and a client."""
    return Repository(tmp_path / "repository", client=True)


@pytest.mark.parametrize(
    ("name", "old", "new", "lost"),
    [
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
    ],
)
def test_what_breaks_callers_is_announced_by_another_version_and_told_in_the_changelog(
    repository: Repository, name: str, old: str, new: str, lost: str
) -> None:
    repository.edit(f"{PACKAGE}/{name}", old, new)
    ended = repository.compare()
    assert (ended.returncode, ended.stderr) == (1, "")
    assert f"ERR   caigunn_client.{lost}" in ended.stdout
    assert (
        "breaking: version of generated/python is 2024.5.9 as before: another one announces what breaks" in ended.stdout
    )

    repository.tell(entries(ended.stdout))
    repository.edit(SETTINGS, 'version = "2024.5.9"', 'version = "2024.5.9.post1"')
    ended = repository.compare()
    assert ended.returncode == 0, ended.stdout


def test_each_parameter_is_an_entry_of_its_own(repository: Repository) -> None:
    for parameter in ('verify_ssl: "Verify" = True', "retry_unsafe: bool | None = None"):
        for module in ("_sync.py", "_async.py"):
            repository.edit(f"{PACKAGE}/{module}", f"        {parameter},\n", "")
    retries, certificates = entries(repository.compare().stdout)
    assert retries == (
        "- **Breaking:** parameter was removed: `retry_unsafe` (`parameter-removed`): "
        "`caigunn_client._async.AsyncCaiGunn.__init__`, `caigunn_client._async.AsyncCaiGunn.with_options`, "
        "`caigunn_client._sync.CaiGunn.__init__`, `caigunn_client._sync.CaiGunn.with_options`"
    )
    assert "`verify_ssl` (`parameter-removed`)" in certificates


def test_what_is_private_or_only_added_breaks_nobody(repository: Repository) -> None:
    repository.edit(f"{PACKAGE}/_retries.py", "def ", "def was_")
    (repository.folder / PACKAGE / "_sync.py").rename(repository.folder / PACKAGE / "_blocking.py")
    repository.edit(f"{PACKAGE}/__init__.py", "_sync", "_blocking")
    repository.edit(
        f"{PACKAGE}/groups/models.py", "        title: str,", "        title: str,\n        owner: str | None = None,"
    )
    (repository.client / "caigunn_client/more.py").write_text("def more() -> None: ...\n", encoding="utf-8")
    ended = repository.compare()
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.endswith(", nothing changed\n")


def test_a_package_that_was_renamed_is_gone(repository: Repository) -> None:
    (repository.client / "caigunn_client").rename(repository.client / "caigunn")
    assert "ERR   caigunn_client: the package was removed [object-removed]\n" in repository.compare().stdout


@pytest.mark.parametrize("found", ["", "[project\n", '[project]\nname = "x"\n'])
def test_a_client_without_a_version_is_one_line(repository: Repository, found: str) -> None:
    (repository.folder / SETTINGS).write_text(found, encoding="utf-8")
    ended = repository.compare()
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"breaking: {repository.folder / SETTINGS} tells no version: `make generate` writes it anew\n"
    )
    commit = repository.commit()
    repository.git("checkout", "--quiet", "HEAD~1")
    assert repository.compare("--base", commit).stderr.startswith(
        f"breaking: {commit[:10]}/{SETTINGS} tells no version"
    )
