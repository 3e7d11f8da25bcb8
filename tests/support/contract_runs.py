"""Contract test runs as processes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from scripts import openapi
from scripts.credentials import mock_credentials
from scripts.openapi import Document
from scripts.project import CONTRACT, ROOT
from tests.support.project_contract import SCHEMES
from tests.support.yaml_files import write_yaml

# The environment variables of a client, and those by which a mock requires these values.
CREDENTIALS = {each.variable: f"s3cret-{each.argument}" for each in SCHEMES.values()}
# The credentials of a second caller, which the FastAPI service knows too.
SECOND = {f"{name}_2": f"{value}-2" for name, value in CREDENTIALS.items()}
MOCK_CREDENTIALS = mock_credentials(SCHEMES.values(), CREDENTIALS)


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the contract tests, with one worker, because several have as many processes, whose start takes seconds.

    Args:
        folder: The parent of the folder of the reports.
        options: Options of `python -m scripts.contract`.
        environment: Further environment variables. Credentials are not inherited.
    """
    command = [sys.executable, "-m", "scripts.contract", f"--reports={folder / 'reports'}", "--workers=1", *options]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAIGUNN_")}
    return subprocess.run(
        command, cwd=ROOT, env=inherited | environment, capture_output=True, text=True, timeout=280, check=False
    )


def assert_no_secret(process: subprocess.CompletedProcess[str], reports: Path) -> None:
    """Assert that neither output nor reports of a run contain a credential."""
    written = [path.read_text(encoding="utf-8", errors="replace") for path in reports.rglob("*") if path.is_file()]
    assert len(written) >= 4
    for text in [process.stdout, process.stderr, *written]:
        assert "s3cret" not in text


def edited_contract(path: Path, edit: Callable[[Document], None]) -> Path:
    """Write an edited copy of the contract, and return its path."""
    document = openapi.load(CONTRACT)
    edit(document)
    write_yaml(path, document)
    return path
