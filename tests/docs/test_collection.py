"""Collection of the tests: the workers of pytest-xdist must collect the same tests in the same order."""

import os
import subprocess
import sys

import pytest

from scripts.project import ROOT


def collected(hash_seed: str) -> str:
    """Return the tests that a process with a hash seed collects."""
    # pytest-randomly would shuffle the tests of these two processes, and sorts those of the workers alike.
    options = ["--collect-only", "-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly"]
    command = [sys.executable, "-m", "pytest", *options]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-2000:]
    return found.stdout.rpartition("\n\n")[0]


@pytest.mark.slow
def test_each_worker_collects_the_same_tests() -> None:
    first, second = collected("1"), collected("2")
    assert "::" in first
    assert first == second
