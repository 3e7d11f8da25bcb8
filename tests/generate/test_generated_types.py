"""Types of generated clients."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.generated_clients import CONTRACTS, generate, package_name


@pytest.mark.slow
def test_generated_clients_are_well_typed(tmp_path: Path) -> None:
    directories = [generate(name, tmp_path) for name in CONTRACTS]
    command = [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", "--config-file", os.devnull]
    command += ["--cache-dir", str(tmp_path / "cache")]
    command += [argument for name in CONTRACTS for argument in ("-p", package_name(name))]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(map(str, directories))}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
