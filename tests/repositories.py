"""A git repository with a contract, a client and a changelog, to be changed and compared."""

import copy
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from scripts import openapi
from scripts.openapi import Document
from scripts.project import CLIENT, CONTRACT, ROOT

NEEDS_OASDIFF = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="oasdiff is here for Linux on x64 only"
)
# Whose commits these are, and nothing of the settings or the language of this machine.
IDENTITY = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C.UTF-8",
}
# Git's own variables would lead to another repository where the tests run in a hook of one.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | IDENTITY


class Repository:
    """A repository in a folder, whose first commit on `main` has the project's contract, and its client if asked."""

    def __init__(self, folder: Path, *, client: bool = False) -> None:
        self.folder = folder
        self.contract = folder / "openapi.yaml"
        self.client = folder / "generated/python"
        self.changelog = folder / "CHANGELOG.md"
        self.document: Document = openapi.load(CONTRACT)
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.write(self.document)
        self.changelog.write_text("# Changes\n\n## [Unreleased]\n\n## [2024-05-09]\n", encoding="utf-8")
        if client:
            shutil.copytree(CLIENT, self.client, ignore=shutil.ignore_patterns("__pycache__"))
        self.commit()

    def git(self, *arguments: str) -> str:
        """Run git, and return what it says."""
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self) -> str:
        """Commit all there is, and return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a change")
        return self.git("rev-parse", "HEAD")

    def write(self, document: Document) -> None:
        """Write the contract."""
        self.contract.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")

    def change(self, change: Callable[[Document], object], version: str = "2024-05-09") -> None:
        """Write the contract as it is after a change of what the first commit has."""
        changed = copy.deepcopy(self.document)
        changed["info"]["version"] = version
        change(changed)
        self.write(changed)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    def tell(self, entries: list[str], *, above: str = "2024-05-09") -> None:
        """Put entries into the changelog, above the section of a version."""
        self.edit("CHANGELOG.md", f"## [{above}]\n", "\n".join([*entries, "", f"## [{above}]\n"]))

    def compare(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the command, with further variables in its environment."""
        command = [sys.executable, "-m", "scripts.breaking", "--contract", str(self.contract), *options]
        environment = {**ENVIRONMENT, **variables}
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def clone(self, folder: Path, *options: str) -> None:
        """Go on in a clone."""
        self.git("clone", "--quiet", *options, self.folder.as_uri(), str(folder))
        self.folder, self.contract = folder, folder / "openapi.yaml"


def entries(output: str) -> list[str]:
    """Return the entries that the command wants to see in the changelog."""
    return [line for line in output.splitlines() if line.startswith("- **Breaking:**")]
