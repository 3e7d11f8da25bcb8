"""The contract tests as tests of pytest, a share of the operations each: for pytest-xdist, which the README shows."""

import os
import shlex
from pathlib import Path

import pytest

from scripts.contract.__main__ import main

# As many as pytest-xdist has workers; all of them collect the same tests.
TOTAL = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


@pytest.mark.timeout(0)
@pytest.mark.parametrize("number", range(1, TOTAL + 1))
def test_a_share_of_the_contract_is_kept(number: int, tmp_path: Path) -> None:
    """Hold a mock of its own, or the server of `CONTRACT_ARGS="--url …"`, to a share; pytest shows departures."""
    arguments = shlex.split(os.environ.get("CONTRACT_ARGS", ""))
    if main(["--shard", f"{number}/{TOTAL}", "--reports", str(tmp_path / "reports"), *arguments]):
        pytest.fail(f"broken, or not tested: {tmp_path / 'reports'}", pytrace=False)
