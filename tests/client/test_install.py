"""Installation of the Python client."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bench.imports import dependencies, link
from scripts.generate.settings import edition_version
from scripts.project import CLIENT
from tests.support.project_contract import DOCUMENT
from tests.support.recording_server import RecordingServer

# Imports all modules, uploads a file, and prints the modules and the result.
PROGRAM = """
import importlib, json, pkgutil, sys
sys.path += sys.argv[2:]
import caigunn_client
from caigunn_client import Client, File
from caigunn_client.api.training_data import create_training_data
from caigunn_client.models import TrainingDataMultipart

names = [each.name for each in pkgutil.walk_packages(caigunn_client.__path__, "caigunn_client.")]
names.remove("caigunn_client.pytest_plugin")  # imports pytest, which is optional
for name in names:
    importlib.import_module(name)
with Client(sys.argv[1], api_key="a-key", caigunn_access_token="a-token") as client:
    body = TrainingDataMultipart(files=[File(b"content", "a.txt")])
    result = create_training_data.sync(client=client, body=body, type_="file")
print(json.dumps([names, repr(result), caigunn_client.__file__]))
"""
MODULES = {path.relative_to(CLIENT).with_suffix("") for path in CLIENT.glob("caigunn_client/**/*.py")}
NAMES = {".".join(module.parts).removesuffix(".__init__") for module in MODULES} - {
    "caigunn_client",
    "caigunn_client.pytest_plugin",
}
RESULT = "Confirmation(detail='done', additional_properties={})"


def run(*command: str, directory: Path) -> str:
    """Run a command without the variables of Python and the tests, and return its output."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SSL_CERT"))}
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_declared_dependencies_are_sufficient(server: RecordingServer, tmp_path: Path) -> None:
    link(tmp_path, dependencies(CLIENT / "pyproject.toml"))
    output = run(
        sys.executable, "-I", "-S", "-W", "error", "-c", PROGRAM, server.url, str(tmp_path), directory=tmp_path
    )
    names, result, _ = json.loads(output)
    assert (set(names), result) == (NAMES, RESULT)
    assert server.request.parts[0].filename == b"a.txt"


@pytest.mark.slow
def test_package_installs_with_pip(server: RecordingServer, tmp_path: Path) -> None:
    project = shutil.copytree(CLIENT, tmp_path / "project", ignore=shutil.ignore_patterns("__pycache__"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    python = str(tmp_path / "venv" / "bin" / "python")
    run(sys.executable, "-m", "venv", str(tmp_path / "venv"), directory=elsewhere)
    run(python, "-m", "pip", "install", "--quiet", str(project), directory=elsewhere)
    output = run(python, "-W", "error", "-c", PROGRAM, server.url, directory=elsewhere)
    names, result, file = json.loads(output)
    assert (set(names), result) == (NAMES, RESULT)
    assert Path(file).is_relative_to(tmp_path / "venv")
    assert (Path(file).parent / "py.typed").exists()
    version = run(
        python, "-c", "import importlib.metadata as m; print(m.version('caigunn-client'))", directory=elsewhere
    )
    assert version.strip() == edition_version(DOCUMENT["info"]["version"])
