"""A git repository with a contract, a client and a changelog."""

import copy
import io
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts import openapi
from scripts.breaking.cli import main
from scripts.openapi import Document
from scripts.project import CLIENT, CONTRACT, UserError
from tests.support.yaml_files import write_yaml

needs_oasdiff = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="oasdiff is available for Linux on x64 only"
)


@dataclass(frozen=True)
class Result:
    """The exit code and the output of a comparison."""

    code: int
    output: str

    @property
    def entries(self) -> list[str]:
        """The missing changelog entries."""
        return [line for line in self.output.splitlines() if line.startswith("- **Breaking:**")]


class Repository:
    """A repository whose first commit on `main` has the project's contract and a changelog.

    Attributes:
        folder: The work tree.
        contract: The path of the contract.
        client: The folder of the client.
        changelog: The path of the changelog.
        document: The contract of the first commit.
    """

    def __init__(self, folder: Path, *, client: bool = False) -> None:
        """Create the repository, with the project's client if `client`."""
        self.folder = folder
        self.contract = folder / "openapi.yaml"
        self.client = folder / "generated/python"
        self.changelog = folder / "CHANGELOG.md"
        self.document: Document = openapi.load(CONTRACT)
        self.version: str = self.document["info"]["version"]
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.write(self.document)
        self.changelog.write_text(f"# Changes\n\n## [Unreleased]\n\n## [{self.version}]\n", encoding="utf-8")
        if client:
            # Comparing the further editions too takes three times as long.
            shutil.copytree(CLIENT, self.client, ignore=shutil.ignore_patterns("__pycache__", "v20*"))
        self.commit()

    def git(self, *arguments: str) -> str:
        """Run git, and return its output."""
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self) -> str:
        """Commit all files, and return the hash."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a change")
        return self.git("rev-parse", "HEAD")

    def write(self, document: Document) -> None:
        """Write the contract."""
        write_yaml(self.contract, document)

    def edit_contract(self, edit: Callable[[Document], object], version: str | None = None) -> None:
        """Write an edited copy of the first commit's contract, with another version if one is given."""
        document = copy.deepcopy(self.document)
        document["info"]["version"] = version or self.version
        edit(document)
        self.write(document)

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    def add_entries(self, entries: list[str]) -> None:
        """Add lines to the changelog, above the section of the first commit's version."""
        heading = f"## [{self.version}]\n"
        self.replace("CHANGELOG.md", heading, "\n".join([*entries, "", heading]))

    def compare(self, *options: str) -> Result:
        """Run the command in this process, which is faster than a new process."""
        with redirect_stdout(io.StringIO()) as output:
            code = main(["--contract", str(self.contract), *options])
        return Result(code, output.getvalue())

    def failure(self, *options: str) -> str:
        """Run the command, which must fail without an output, and return its one-line error."""
        with redirect_stdout(io.StringIO()) as output, pytest.raises(UserError) as raised:
            main(["--contract", str(self.contract), *options])
        assert output.getvalue() == ""
        assert "\n" not in str(raised.value)
        return str(raised.value)

    def clone(self, folder: Path, *options: str) -> None:
        """Clone the repository into a folder, and use the clone from now on."""
        self.git("clone", "--quiet", *options, self.folder.as_uri(), str(folder))
        self.folder, self.contract = folder, folder / "openapi.yaml"
