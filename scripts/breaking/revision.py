"""A git revision and its files."""

import io
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from scripts.project import UserError

MAIN_BRANCHES = ("origin/main", "main")


@dataclass(frozen=True)
class Revision:
    """A commit.

    Attributes:
        folder: A folder of its repository; names of files are relative to it.
        commit: Its hash.
    """

    folder: Path
    commit: str

    def __str__(self) -> str:
        return self.commit[:10]

    def read(self, name: str) -> bytes:
        """Return the content of a file.

        Raises:
            UserError: The revision does not have the file.
        """
        shown = _git(self.folder, "cat-file", "blob", f"{self.commit}:./{name}")
        if shown.returncode:
            raise UserError(f"{self}: {name} is missing; choose a revision that has it with BASE=")
        return shown.stdout

    def extract(self, name: str, directory: Path) -> bool:
        """Write the files of a folder into a directory, and return whether the revision has the folder."""
        archive = _git(self.folder, "archive", "--format=zip", f"{self.commit}:./{name}")
        if archive.returncode == 0:
            zipfile.ZipFile(io.BytesIO(archive.stdout)).extractall(directory)
        return archive.returncode == 0


def find_revision(folder: Path, name: str | None) -> Revision:
    """Return a revision.

    Args:
        folder: A folder of the repository.
        name: A commit, tag or branch; None for the merge base of HEAD and main.

    Raises:
        UserError: The revision, the main branch, the repository or git does not exist.
    """
    shallow = _git(folder, "rev-parse", "--is-shallow-repository")
    if shallow.returncode:
        raise UserError(f"{folder}: {_first_line(shallow.stderr) or 'not a git repository'}")
    hint = "; the clone is shallow, run `git fetch --unshallow`" if shallow.stdout.strip() == b"true" else ""
    if name:
        commit = _commit(folder, name)
        if commit is None:
            raise UserError(f"{name!r}: not a revision of this repository{hint}")
        return Revision(folder, commit)
    main = next(filter(None, (_commit(folder, branch) for branch in MAIN_BRANCHES)), None)
    if main is None:
        raise UserError(f"{' and '.join(MAIN_BRANCHES)}: not in this repository; choose a revision with BASE={hint}")
    merge_base = _git(folder, "merge-base", "HEAD", main)
    if merge_base.returncode:
        raise UserError(f"HEAD: no common ancestor with main ({main[:10]}); choose a revision with BASE={hint}")
    return Revision(folder, merge_base.stdout.decode().strip())


def _commit(folder: Path, name: str) -> str | None:
    found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return None if found.returncode else found.stdout.decode().strip()


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S607
    except OSError as error:
        raise UserError(f"git: cannot run: {(error.strerror or str(error)).lower()}") from error


def _first_line(error: bytes) -> str:
    return error.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
