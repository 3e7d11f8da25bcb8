"""Installation of the Python client."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path, PurePosixPath

import pytest

from scripts.bench.imports import dependencies, link
from scripts.generate.settings import SETTINGS, package_version, read_settings
from scripts.project import CLIENT, ROOT
from tests.support.project_contract import DOCUMENT
from tests.support.pythons import LOWEST, OLDER, OTHERS, SUPPORTED
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
names = [name for name in names if not name.endswith(".pytest_plugin")]
for name in names:
    importlib.import_module(name)
with Client(sys.argv[1], api_key="a-key", caigunn_access_token="a-token") as client:
    body = TrainingDataMultipart(files=[File(b"content", "a.txt")])
    result = create_training_data.sync(client=client, body=body, type_="file")
print(json.dumps([names, repr(result), caigunn_client.__file__]))
"""
# A test suite of an application, which uses the client with asyncio and trio.
APPLICATION = """
import asyncio
from pathlib import Path

import pytest
import trio
from caigunn_client import InternalServerError, webhooks


def test_parsed_raw_and_streamed(caigunn):
    models = caigunn.models.list().models
    assert caigunn.with_raw_response.models.list().parse().models == models
    with caigunn.with_streaming_response.models.list() as response:
        assert response.parse().models == models


def test_error_after_retries_has_the_number_of_attempts(caigunn, caigunn_service):
    caigunn_service.respond("models.list", 503, times=4)
    with pytest.raises(InternalServerError) as caught:
        caigunn.models.list()
    assert caught.value.attempts == 3
    assert caigunn.models.list().models


def test_upload_sends_content_and_extra_query(caigunn, caigunn_service):
    caigunn.training_data.create(type="file", files=[Path(__file__)], extra_body={"a": "b"}, extra_query={"c": "d"})
    (call,) = caigunn_service.calls
    assert b"test_application.py" in call.content
    assert call.query["c"] == "d"


def test_first_page_has_all_entries(caigunn):
    first = caigunn.conversation.iter_messages(uid="visitor-7", page_size=100).first_page()
    assert first.data == list(first)


@pytest.mark.parametrize("run", [lambda main: asyncio.run(main()), trio.run])
def test_asynchronous_client_retries_and_iterates(async_caigunn, caigunn_service, run):
    async def main():
        caigunn_service.respond("models.list", 503, times=1)
        async with async_caigunn.with_streaming_response.models.list() as response:
            assert (await response.parse()).models
        return [each async for each in async_caigunn.conversation.iter_messages(uid="visitor-7", page_size=100)]

    assert run(main)
"""
MODULES = {path.relative_to(CLIENT).with_suffix("") for path in CLIENT.glob("caigunn_client/**/*.py")}
# Plugins import pytest, which is optional; each edition has one.
PLUGIN = ".pytest_plugin"
NAMES = {
    name
    for module in MODULES
    if (name := ".".join(module.parts).removesuffix(".__init__")) != "caigunn_client" and not name.endswith(PLUGIN)
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


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The source distribution and the wheel, built by `python -m build` and checked by twine."""
    directory = tmp_path_factory.mktemp("distributions")
    project = shutil.copytree(CLIENT, directory / "project", ignore=shutil.ignore_patterns("__pycache__"))
    python = new_environment(directory / "tools", sys.executable, "build", "twine")
    run(python, "-m", "build", "--outdir", str(directory), str(project), directory=directory)
    (archive,), (wheel,) = directory.glob("*.tar.gz"), directory.glob("*.whl")
    output = run(python, "-m", "twine", "check", "--strict", str(archive), str(wheel), directory=directory)
    assert output.count("PASSED") == 2
    with tarfile.open(archive) as opened:
        names = {PurePosixPath(name).name for name in opened.getnames()}
    assert {"CHANGELOG.md", "LICENSE", "README.md"} <= names
    return {"sdist": archive, "wheel": wheel}


def new_environment(directory: Path, python: str, *packages: str) -> str:
    """Create a virtual environment with packages, and return its interpreter."""
    run(python, "-m", "venv", str(directory), directory=directory.parent)
    created = str(directory / "bin" / "python")
    run(created, "-m", "pip", "install", "--quiet", *packages, directory=directory.parent)
    return created


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_archive_installs_and_works(
    server: RecordingServer, tmp_path: Path, distributions: dict[str, Path], kind: str
) -> None:
    python = new_environment(tmp_path / "venv", sys.executable, str(distributions[kind]))
    output = run(python, "-W", "error", "-c", PROGRAM, server.url, directory=tmp_path)
    names, result, file = json.loads(output)
    assert (set(names), result) == (NAMES, RESULT)
    assert Path(file).is_relative_to(tmp_path / "venv")
    assert (Path(file).parent / "py.typed").exists()
    printed = "import importlib.metadata as m; print(m.version('caigunn-client'), m.files('caigunn-client'))"
    version, files = run(python, "-c", printed, directory=tmp_path).strip().split(" ", 1)
    assert version == package_version(DOCUMENT, read_settings(SETTINGS))
    assert f"caigunn_client-{version}.dist-info/licenses/LICENSE" in files


@pytest.mark.slow
@pytest.mark.parametrize("python", SUPPORTED, ids=lambda path: path.parent.parent.name)
def test_client_works_on_each_python(tmp_path: Path, distributions: dict[str, Path], python: Path) -> None:
    created = new_environment(tmp_path / "venv", str(python), f"{distributions['wheel']}[testing]", "trio")
    (tmp_path / "test_application.py").write_text(APPLICATION, encoding="utf-8")
    # The fixtures are found by the entry point of the package.
    assert "6 passed" in run(created, "-W", "error", "-m", "pytest", "-q", directory=tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(not OLDER, reason="no older Python is installed by pyenv")
def test_older_python_is_refused(tmp_path: Path, distributions: dict[str, Path]) -> None:
    run(str(OLDER[-1]), "-m", "venv", str(tmp_path / "venv"), directory=tmp_path)
    command = [str(tmp_path / "venv" / "bin" / "python"), "-m", "pip", "install", str(distributions["wheel"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"not in '>={LOWEST[0]}.{LOWEST[1]}'" in done.stderr


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("python", OTHERS[-1:], ids=lambda path: path.parent.parent.name)
def test_tests_of_the_client_pass_on_the_newest_python(tmp_path: Path, python: Path) -> None:
    created = new_environment(tmp_path / "venv", str(python), "-r", str(ROOT / "requirements.in"))
    options = ["-q", "-n", "2", "-p", "no:cacheprovider", "-m", "not slow"]
    assert " passed" in run(created, "-m", "pytest", *options, "tests/client", directory=ROOT)
