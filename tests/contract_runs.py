"""Runs of the contract tests, as processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

from scripts.project import ROOT

KEYS = {"CAIGUNN_API_KEY": "s3cret-key", "CAIGUNN_ACCESS_TOKEN": "s3cret-token"}


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the contract tests with these options, and of credentials with those in `environment` alone."""
    command = [sys.executable, "-m", "scripts.contract", "--reports", str(folder / "reports"), *options]
    known = {name: value for name, value in os.environ.items() if name not in KEYS}
    return subprocess.run(
        command, cwd=ROOT, env=known | environment, capture_output=True, text=True, timeout=280, check=False
    )


def assert_no_secret(ended: subprocess.CompletedProcess[str], reports: Path) -> None:
    """See that neither what a run said nor its reports have a credential."""
    said = [ended.stdout, ended.stderr]
    written = [path.read_text(encoding="utf-8", errors="replace") for path in reports.rglob("*") if path.is_file()]
    assert len(written) >= 4
    for text in said + written:
        assert "s3cret" not in text
