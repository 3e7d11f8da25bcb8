"""A copy of the project in which something is changed, and tests of it that are run there: they see nothing else."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import trustme

from scripts.mutants.mutant import Verdict
from scripts.project import NODE_MODULES, ROOT, Failure

Tests = tuple[str, ...]

FOLDERS = ("scripts", "tests", "generated/python")
AUTHORITY = "authority.pem"
TEST_SECONDS, ALL_SECONDS = 60, 600
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
_one_at_a_time = threading.Lock()


@contextmanager
def project() -> Iterator[Path]:
    """Copy the project while the context lasts, with what Python has compiled of it."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as scratch:
        copy = Path(scratch)
        for name in FOLDERS:
            shutil.copytree(ROOT / name, copy / name)
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy2(path, copy)
        (copy / NODE_MODULES.name).symlink_to(NODE_MODULES.resolve())
        trustme.CA().cert_pem.write_to_path(str(copy / AUTHORITY))
        yield copy


def generate(copy: Path, contract: Path) -> str | None:
    """Make the Python client of a copy of the project from a contract, and return what the generator has against it."""
    command = [sys.executable, "-m", "scripts.generate", "--contract", str(contract), "--output", "generated/python"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    said = (done.stderr or done.stdout).strip().splitlines()
    return None if not done.returncode else said[-1] if said else "generate: ended without a word"


def first_failure(copy: Path, tests: Sequence[str]) -> str | None:
    """Run tests in a copy of the project until one fails, and return its name, None if none does.

    Two thirds of their time went to reading the system's certificates for each client, and to plugins that they don't
    use: there is one certificate to read, and one plugin.

    Raises:
        Failure: They can't be run.
    """
    command = [
        *(sys.executable, "-m", "pytest", "-x", "-q", f"--timeout={TEST_SECONDS}"),
        *("-p", "pytest_timeout", "-p", "no:cacheprovider", *tests),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "SSL_CERT_FILE": str(copy / AUTHORITY)}
    with subprocess.Popen(
        command, cwd=copy, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=ALL_SECONDS)
        except subprocess.TimeoutExpired:
            return f"no end after {ALL_SECONDS} s"
        finally:
            process.send_signal(signal.SIGINT)  # pytest ends what it has started; nothing, if it has ended
    if process.returncode == 0:
        return None
    if found := _FAILED.search(said):
        return found[1]
    raise Failure(f"pytest ended with {process.returncode}: {' '.join(said.split())[-300:]}")


def judge(change: Callable[[Path], str | None], stages: Sequence[Tests]) -> Verdict:
    """Change a copy of the project and tell what its tests make of it.

    Args:
        change: Changes the copy, and returns what has noticed that already.
        stages: The tests; a stage is run where the ones before have noticed nothing.
    """
    started = time.perf_counter()

    def verdict(by: str | None, *, fault: bool = False) -> Verdict:
        return Verdict("error" if fault else "killed" if by else "survived", by, time.perf_counter() - started)

    try:
        with project() as copy:
            if by := change(copy):
                return verdict(by)
            for tests in stages:
                for file in dict.fromkeys(test.partition("::")[0] for test in tests):
                    with _one_at_a_time:
                        red = fails_unchanged(file)
                    if red:
                        return verdict(f"it fails without a mutant too: {red}", fault=True)
                if by := first_failure(copy, tests):
                    return verdict(by)
    except Failure as failure:
        return verdict(str(failure), fault=True)
    return verdict(None)


@cache
def fails_unchanged(file: str) -> str | None:
    """Return the test of a file that fails though nothing is changed, and would notice any mutant; None if none does.

    Raises:
        Failure: They can't be run.
    """
    with project() as copy:
        return first_failure(copy, [file])
