"""Contract tests as pytest tests, one per shard, for pytest-xdist: see docs/contract-tests.md."""

import os
import shlex
from pathlib import Path

import pytest

from scripts.contract.cli import main

# All workers of pytest-xdist collect the same tests.
TOTAL = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


@pytest.mark.timeout(0)
@pytest.mark.parametrize("number", range(1, TOTAL + 1))
def test_shard_satisfies_the_contract(number: int, tmp_path: Path) -> None:
    """Test a shard of the mock, or of the server in `CONTRACT_ARGS="--url …"`; pytest prints the violations."""
    arguments = shlex.split(os.environ.get("CONTRACT_ARGS", ""))
    if main(["--shard", f"{number}/{TOTAL}", "--workers", "1", "--reports", str(tmp_path / "reports"), *arguments]):
        pytest.fail(f"failed or incomplete, reports in {tmp_path / 'reports'}", pytrace=False)
