"""Archives, and an environment with the mock's wheel."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.processes import COMMAND
from scripts.project import ROOT


@dataclass(frozen=True)
class Installed:
    """An environment with nothing but the wheel of the mock and its dependencies.

    Attributes:
        python: Its interpreter.
        command: The command `caigunn-mock`, without Node.js on its PATH and with a separate cache.
        packages: The folder of its packages.
    """

    python: Path
    command: tuple[str, ...]
    packages: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which tasks and tests use this mock instead of the one of the checkout."""
        return {COMMAND: " ".join(self.command)}


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `make dist` fills."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "scripts.archives", "--output", str(folder)])
    return folder


@pytest.fixture(scope="session")
def installed(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The installed wheel."""
    folder = tmp_path_factory.mktemp("installed")
    run([sys.executable, "-m", "venv", str(folder / "venv")])
    python = folder / "venv/bin/python"
    [wheel] = archives.glob("caigunn_mock-*.whl")
    run([str(python), "-m", "pip", "install", "--quiet", str(wheel)])
    environment = (f"PATH={folder}", f"XDG_CACHE_HOME={folder / 'cache'}")
    command = ("/usr/bin/env", *environment, str(python.with_name("caigunn-mock")))
    [packages] = (folder / "venv/lib").glob("python3.*/site-packages")
    return Installed(python, command, packages)


def run(command: list[str], **variables: str) -> str:
    """Run a command without the variables of Python, and return its output."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    done = subprocess.run(
        command, cwd=ROOT, env=inherited | variables, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
