"""That the client installs with pip into an empty environment, and works there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.generate import distribution_version
from scripts.openapi import load
from scripts.project import CLIENT, CONTRACT
from tests.recording_server import recording_server

PROGRAM = """
import importlib, json, pkgutil, sys
from importlib.metadata import version
import caigunn_client
from caigunn_client import Client, File
from caigunn_client.api.training_data import create_training_data
from caigunn_client.models import TrainingDataMultipart

names = [each.name for each in pkgutil.walk_packages(caigunn_client.__path__, "caigunn_client.")]
for name in names:
    importlib.import_module(name)
with Client(sys.argv[1], api_key="a-key", caigunn_access_token="a-token") as client:
    body = TrainingDataMultipart(files=[File(b"content", "a.txt")])
    answer = create_training_data.sync(client=client, body=body, type_="file")
print(json.dumps([version("caigunn-client"), caigunn_client.__file__, names, repr(answer)]))
"""


def test_installs_into_an_empty_environment_and_works_there(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    project = shutil.copytree(CLIENT, tmp_path / "project", ignore=shutil.ignore_patterns("__pycache__"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "program.py").write_text(PROGRAM, encoding="utf-8")
    python = str(tmp_path / "venv" / "bin" / "python")

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    run(python, "-m", "pip", "install", "--quiet", str(project))
    with recording_server() as server:
        installed, file, names, answer = json.loads(run(python, "-W", "error", "program.py", server.url))
    assert installed == distribution_version(load(CONTRACT)["info"]["version"])
    assert Path(file).is_relative_to(tmp_path / "venv")
    assert (Path(file).parent / "py.typed").exists()
    modules = {path.relative_to(CLIENT).with_suffix("") for path in CLIENT.glob("caigunn_client/**/*.py")}
    expected = {".".join(module.parts).removesuffix(".__init__") for module in modules} - {"caigunn_client"}
    assert set(names) == expected
    assert answer == "Confirmation(detail='done', additional_properties={})"
    assert server.request.parts[0].filename == b"a.txt"
