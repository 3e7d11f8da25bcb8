"""The stock generator: openapi-python-client with its own templates."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.project import ROOT, UserError

BIN = Path(sys.executable).parent


def timed(command: Sequence[str]) -> float:
    """Run a command of this environment in the repository, and return its duration in seconds.

    Raises:
        UserError: It is missing, or it fails; the message has its last line.
    """
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    begun = time.perf_counter()
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        raise UserError(f"{command[0]} does not run: {error.strerror}: run `make setup`") from error
    seconds = time.perf_counter() - begun
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise UserError(f"`{' '.join(command)}` failed: {lines[-1] if lines else 'no output'}")
    return seconds


def generate(contract: Path, output: Path, *options: str) -> float:
    """Generate the stock client of a contract, and return the duration in seconds.

    Args:
        contract: The contract.
        output: The client's directory; an existing one is removed first.
        options: Further options of the generator.

    Raises:
        UserError: The generator fails.
    """
    shutil.rmtree(output, ignore_errors=True)
    command = [str(BIN / "openapi-python-client"), "generate", "--path", str(contract), "--output-path", str(output)]
    return timed([*command, "--meta", "uv", *options])


def package(contract: Path, directory: Path, name: str) -> Path:
    """Generate a stock client with a package name, and return the directory to import it from."""
    settings = directory / f"{name}.yaml"
    settings.write_text(f"package_name_override: {name}\npost_hooks: []\n", encoding="utf-8")
    generate(contract, directory / name, "--config", str(settings))
    return directory / name
