"""The site that `make docs` writes."""

from pathlib import Path

import pytest

from scripts.reference.cli import main


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site of all editions, which tests do not change."""
    folder = tmp_path_factory.mktemp("reference") / "site"
    assert main(["--output", str(folder)]) == 0
    return folder
