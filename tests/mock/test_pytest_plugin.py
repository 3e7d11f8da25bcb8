"""The plugin of pytest, in test suites of applications."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.project import ROOT
from tests.support.plugin_suite import SUITE

PLUGIN = "scripts.mock.testing.plugin"


def run_suite(folder: Path, *options: str, **variables: str) -> str:
    """Run the suite, and return the output of pytest."""
    suite = folder / "test_suite.py"
    suite.write_text(SUITE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir", str(folder), "-c", os.devnull, "-p", PLUGIN]
    done = subprocess.run(
        [*command, *options, str(suite)],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.slow
def test_suite_of_an_application_passes(tmp_path: Path) -> None:
    environment = {"REDIS_URL": "redis://127.0.0.1:9", "MOCK_CREDENTIAL_API_KEY": "another"}
    assert "9 passed" in run_suite(tmp_path, "-n", "0", "-p", "no:randomly", **environment)


@pytest.mark.slow
def test_each_worker_of_xdist_has_a_mock(tmp_path: Path) -> None:
    assert "9 passed" in run_suite(tmp_path, "-n", "2")


def test_plugin_imports_nothing_but_pytest() -> None:
    program = f"import sys, pytest; before = set(sys.modules); import {PLUGIN}; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"scripts", "scripts.mock", "scripts.mock.testing", PLUGIN}
