"""A git revision to compare with, and the files it has."""

import io
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from scripts.project import Failure

MAINS = ("origin/main", "main")


@dataclass(frozen=True)
class Revision:
    """A commit. Names of files are relative to `folder`, which is in its repository."""

    folder: Path
    commit: str

    def __str__(self) -> str:
        return self.commit[:10]

    def read(self, name: str) -> bytes:
        """Return what a file holds.

        Raises:
            Failure: The revision doesn't have it.
        """
        shown = _git(self.folder, "cat-file", "blob", f"{self.commit}:./{name}")
        if shown.returncode:
            raise Failure(f"{self} has no {name}: name a revision that has it")
        return shown.stdout

    def extract(self, name: str, directory: Path) -> bool:
        """Write the files below a folder into a directory, and return whether the revision has that folder."""
        packed = _git(self.folder, "archive", "--format=zip", f"{self.commit}:./{name}")
        if packed.returncode == 0:
            zipfile.ZipFile(io.BytesIO(packed.stdout)).extractall(directory)
        return packed.returncode == 0


def find(folder: Path, asked: str | None) -> Revision:
    """Return the revision that was asked for, or the one that the work tree has in common with main.

    Args:
        folder: A folder of the repository.
        asked: What git takes for a revision: a commit, a tag, a branch.

    Raises:
        Failure: There is no such revision, no main branch, no repository, or no git.
    """
    shallow = _git(folder, "rev-parse", "--is-shallow-repository")
    if shallow.returncode:
        raise Failure(f"{folder}: {_first_line(shallow.stderr) or 'git knows no repository here'}")
    hint = "; this clone is shallow, `git fetch --unshallow` completes it" if shallow.stdout.strip() == b"true" else ""
    if asked:
        commit = _commit(folder, asked)
        if commit is None:
            raise Failure(f"{asked!r} is no revision that this repository has{hint}")
        return Revision(folder, commit)
    main = next(filter(None, (_commit(folder, main) for main in MAINS)), None)
    if main is None:
        raise Failure(f"there is neither {' nor '.join(MAINS)} to compare with: name a revision with BASE={hint}")
    common = _git(folder, "merge-base", "HEAD", main)
    if common.returncode:
        raise Failure(f"HEAD and {main[:10]} of main have nothing in common: name a revision with BASE={hint}")
    return Revision(folder, common.stdout.decode().strip())


def _commit(folder: Path, asked: str) -> str | None:
    found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{asked}^{{commit}}")
    return None if found.returncode else found.stdout.decode().strip()


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S607
    except OSError as error:
        raise Failure(f"git doesn't run: {(error.strerror or str(error)).lower()}") from error


def _first_line(said: bytes) -> str:
    return said.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
