"""Duration of the client's import compared to that of httpx, with nothing but the client's dependencies installed.

The toolkit's own environment would hide the client's share: httpx imports click and rich where they are installed.
"""

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from scripts.bench.measure import Ratio, Table, in_turns, log
from scripts.project import CLIENT, UserError

LIMIT = 1.2
ROUNDS = 20
QUICK_ROUNDS = 2
BASE = "import httpx"
STATEMENTS = ("import caigunn_client", "from caigunn_client import CaiGunn")
# Runs in an interpreter with the standard library and one directory.
PROGRAM = """
import sys, time
sys.path.append(sys.argv[1])
before = set(sys.modules)
begun = time.perf_counter()
exec(sys.argv[2])
print(time.perf_counter() - begun, *sorted(set(sys.modules) - before))
"""


@dataclass(frozen=True)
class Import:
    """Duration of a statement in a fresh interpreter, and the modules that it loaded."""

    seconds: float
    modules: frozenset[str]


def dependencies(project: Path) -> list[str]:
    """Return the names of a project's direct and indirect dependencies.

    Raises:
        UserError: One of them is not installed.
    """
    waiting = [Requirement(each) for each in tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"]]
    found: list[str] = []
    while waiting:
        requirement = waiting.pop()
        if requirement.name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.append(requirement.name)
        try:
            waiting += map(Requirement, distribution(requirement.name).requires or [])
        except PackageNotFoundError:
            raise UserError(f"{project} needs {requirement.name}, which is not installed: run `make setup`") from None
    return found


def link(directory: Path, names: Sequence[str]) -> None:
    """Link the files of distributions, and the client, into a directory."""
    for name in names:
        installed = distribution(name)
        tops = {file.parts[0] for file in installed.files or []} - {"..", "__pycache__"}
        for top in tops:
            (directory / top).symlink_to(Path(str(installed.locate_file(top))))
    (directory / "caigunn_client").symlink_to(CLIENT / "caigunn_client")


def timed(directory: Path, statement: str) -> Import:
    """Run an import in a fresh interpreter with the standard library and one directory.

    Raises:
        UserError: The import fails.
    """
    command = [sys.executable, "-I", "-S", "-c", PROGRAM, str(directory), statement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"`{statement}` fails: {(done.stderr.strip().splitlines() or ['no output'])[-1]}")
    seconds, *modules = done.stdout.split()
    return Import(float(seconds), frozenset(modules))


def measure(quick: bool) -> Table:
    """Measure the imports."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        directory = Path(scratch)
        link(directory, dependencies(CLIENT / "pyproject.toml"))
        statements = (BASE, *STATEMENTS)
        log(f"{', '.join(statements)}, {rounds} rounds")
        loaded = {each: timed(directory, each).modules for each in statements}  # also compiles
        durations = in_turns([lambda each=each: timed(directory, each).seconds for each in statements], rounds)  # type: ignore[misc]
    return Table(
        f"Imports in fresh interpreters, median of {rounds}, in ms",
        ["statement", "takes", "of httpx", "limit", "modules"],
        [
            [
                each,
                f"{seconds * 1e3:.1f}",
                Ratio(seconds / durations[0], None if each == BASE else LIMIT),
                "-" if each == BASE else f"{LIMIT:.2f}",
                str(len(loaded[each])),
            ]
            for each, seconds in zip(statements, durations, strict=True)
        ],
        [
            f"`{each}` loads {', '.join(own(loaded[each]))}; in addition to these and those of httpx: "
            + (
                ", ".join(sorted({name.partition(".")[0] for name in loaded[each] - loaded[BASE]} - {"caigunn_client"}))
                or "none"
            )
            for each in STATEMENTS
        ],
    )


def own(modules: frozenset[str]) -> list[str]:
    """Return the client's modules among others."""
    return sorted(each for each in modules if each.partition(".")[0] == "caigunn_client")
