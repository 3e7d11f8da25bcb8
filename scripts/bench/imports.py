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
from statistics import median

from packaging.requirements import Requirement

from scripts.bench.measure import Ratio, Table, log, turns
from scripts.project import CLIENT, UserError

LIMIT = 1.2
ROUNDS = 20
QUICK_ROUNDS = 2
BASE = "import httpx"
STATEMENTS = ("import caigunn_client", "from caigunn_client import CaiGunn")
# Runs in an interpreter with the standard library and one directory. Both durations are taken in one process: between
# two processes, the noise of the machine is larger than the client's share.
PROGRAM = """
import sys, time
sys.path.append(sys.argv[1])
begun = time.perf_counter()
exec(sys.argv[2])
base = time.perf_counter() - begun
loaded = set(sys.modules)
exec(sys.argv[3])
print(base, time.perf_counter() - begun, *sorted(set(sys.modules) - loaded))
"""


@dataclass(frozen=True)
class Import:
    """A statement after `import httpx` in a fresh interpreter.

    Attributes:
        base_seconds: The duration of `import httpx`.
        seconds: The duration of both.
        modules: The modules that the statement loaded in addition.
    """

    base_seconds: float
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
    """Import httpx, then run a statement, in a fresh interpreter with the standard library and one directory.

    Raises:
        UserError: The import fails.
    """
    command = [sys.executable, "-I", "-S", "-c", PROGRAM, str(directory), BASE, statement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"`{statement}` fails: {(done.stderr.strip().splitlines() or ['no output'])[-1]}")
    base_seconds, seconds, *modules = done.stdout.split()
    return Import(float(base_seconds), float(seconds), frozenset(modules))


def measure(quick: bool) -> Table:
    """Measure the imports."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        directory = Path(scratch)
        link(directory, dependencies(CLIENT / "pyproject.toml"))
        log(f"{BASE}, then {' or '.join(STATEMENTS)}, {rounds} rounds")
        loaded = {each: timed(directory, each).modules for each in STATEMENTS}  # also compiles
        imports: dict[str, list[Import]] = {each: [] for each in STATEMENTS}
        for turn in turns(len(STATEMENTS), rounds):
            statement = STATEMENTS[turn]
            imports[statement].append(timed(directory, statement))
    return Table(
        f"Imports in fresh interpreters after `{BASE}`, median of {rounds}",
        ["statement", "httpx ms", "both ms", "of httpx", "limit", "modules"],
        [
            [
                statement,
                f"{median(each.base_seconds for each in measured) * 1e3:.1f}",
                f"{median(each.seconds for each in measured) * 1e3:.1f}",
                Ratio(median(each.seconds / each.base_seconds for each in measured), LIMIT),
                f"{LIMIT:.2f}",
                str(len(loaded[statement])),
            ]
            for statement, measured in imports.items()
        ],
        [
            f"`{each}` loads {', '.join(own(loaded[each]))}; in addition to these and those of httpx: "
            + (", ".join(sorted({name.partition(".")[0] for name in loaded[each]} - {"caigunn_client"})) or "none")
            for each in STATEMENTS
        ],
    )


def own(modules: frozenset[str]) -> list[str]:
    """Return the client's modules among others."""
    return sorted(each for each in modules if each.partition(".")[0] == "caigunn_client")
