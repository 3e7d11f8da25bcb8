"""Tests of this repository, run in a copy of the project in which something was changed."""

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

from scripts.mutation.mutant import Outcome, Verdict
from scripts.project import NODE_MODULES, ROOT, UserError

# Paths or ids of tests.
Tests = tuple[str, ...]

FOLDERS = ("scripts", "tests", "generated/python")
CERTIFICATE = "certificate.pem"
TEST_TIMEOUT, TOTAL_TIMEOUT = 60, 600
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
_baseline_lock = threading.Lock()


def run(change: Callable[[Path], str | None], stages: Sequence[Tests]) -> Verdict:
    """Change a copy of the project, and run tests in it.

    Args:
        change: Changes the copy, and returns what has already detected the change, if anything.
        stages: The tests. A stage is run if the stages before it passed.
    """
    started = time.perf_counter()
    try:
        outcome, reason = _test(change, stages)
    except UserError as error:
        outcome, reason = "error", str(error)
    return Verdict(outcome, reason, time.perf_counter() - started)


def generate(copy: Path, contract: Path) -> str | None:
    """Generate the Python client in a copy of the project, and return the generator's error, if any."""
    command = [sys.executable, "-m", "scripts.generate", "--contract", str(contract), "--output", "generated/python"]
    process = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    if not process.returncode:
        return None
    lines = (process.stderr or process.stdout).strip().splitlines()
    return lines[-1] if lines else f"generate: exited with {process.returncode} and no message"


def _test(change: Callable[[Path], str | None], stages: Sequence[Tests]) -> tuple[Outcome, str | None]:
    with _project_copy() as copy:
        if reason := change(copy):
            return "killed", reason
        for tests in stages:
            for file in dict.fromkeys(test.partition("::")[0] for test in tests):
                with _baseline_lock:
                    failing = baseline_failure(file)
                if failing:
                    return "error", f"the test fails without the mutant too: {failing}"
            if killer := _first_failure(copy, tests):
                return "killed", killer
    return "survived", None


@cache
def baseline_failure(file: str) -> str | None:
    """Return the test of a file that fails in an unchanged copy of the project, if any.

    Raises:
        UserError: The tests cannot be run.
    """
    with _project_copy() as copy:
        return _first_failure(copy, [file])


def _first_failure(copy: Path, tests: Sequence[str]) -> str | None:
    """Run tests in a copy of the project until one fails, and return its id.

    A certificate authority of one certificate and a single plugin make the tests three times as fast: each client reads
    all certificate authorities, and the other plugins are unused.

    Raises:
        UserError: The tests cannot be run.
    """
    command = [
        *(sys.executable, "-m", "pytest", "-x", "-q", f"--timeout={TEST_TIMEOUT}"),
        *("-p", "pytest_timeout", "-p", "no:cacheprovider", *tests),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "SSL_CERT_FILE": str(copy / CERTIFICATE)}
    with subprocess.Popen(
        command, cwd=copy, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            output, _ = process.communicate(timeout=TOTAL_TIMEOUT)
        except subprocess.TimeoutExpired:
            return f"timeout after {TOTAL_TIMEOUT} s"
        finally:
            # pytest stops the processes that it started. The signal has no effect after its exit.
            process.send_signal(signal.SIGINT)
    if process.returncode == 0:
        return None
    if found := _FAILED.search(output):
        return found[1]
    raise UserError(f"pytest exited with {process.returncode}: {' '.join(output.split())[-300:]}")


@contextmanager
def _project_copy() -> Iterator[Path]:
    """Copy the project, with its compiled Python files, while the context lasts."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        for name in FOLDERS:
            shutil.copytree(ROOT / name, copy / name)
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy2(path, copy)
        (copy / NODE_MODULES.name).symlink_to(NODE_MODULES.resolve())
        trustme.CA().cert_pem.write_to_path(str(copy / CERTIFICATE))
        yield copy
