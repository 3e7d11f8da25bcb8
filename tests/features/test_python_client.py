"""Each feature in the Python client: generated, called and type-checked."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from openapi_python_client.config import ConfigFile

from scripts.generate.python.build import build
from scripts.openapi import Document
from tests.features.corpus import Feature, each_feature, features, limits
from tests.features.in_process import InProcessMocks
from tests.features.merged import merge
from tests.features.python_calls import call

pytestmark = pytest.mark.slow

# Without hooks, which only format.
SETTINGS = ConfigFile(literal_enums=True, docstrings_on_attributes=False, post_hooks=[])
FEATURES = [each for each in features() if str(each) not in limits("mock")]


@dataclass(frozen=True)
class Generated:
    """A generated client.

    Attributes:
        document: Its contract.
        directory: Its directory.
    """

    document: Document
    directory: Path


def generate(feature: Feature, folder: Path) -> Generated:
    document = feature.load(folder)
    build(document, SETTINGS, folder / "client")
    return Generated(document, folder / "client")


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
@each_feature([each for each in FEATURES if each.call is not None])
def test_client_sends_the_call(mocks: InProcessMocks, feature: Feature, tmp_path: Path) -> None:
    client = generate(feature, tmp_path)
    mock = mocks.mock(client.document, feature.definition.get("credentials"))
    request, result = call(feature, client.document, client.directory, mock)
    assert mock.values(request) == mock.values(feature.accepted[0].encode())
    assert result == feature.response.get("json", result)


def test_no_feature_is_unsupported() -> None:
    assert limits("Python client") == {}


@each_feature([each for each in FEATURES if each.call is None])
def test_client_of_the_feature_is_generated(feature: Feature, tmp_path: Path) -> None:
    client = generate(feature, tmp_path)
    assert [*client.directory.glob("*/api/default/*.py")]


@pytest.mark.parametrize("version", ["3.0", "3.1"])
def test_client_of_all_features_is_well_typed(version: str, tmp_path: Path) -> None:
    documents = [(f"f{each.number}", each.load(tmp_path / str(each.number))) for each in FEATURES]
    merged = merge((prefix, each) for prefix, each in documents if each["openapi"].startswith(version))
    build(merged, SETTINGS, tmp_path / "client")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", str(tmp_path)]
    environment = {**os.environ, "MYPYPATH": str(tmp_path / "client")}
    command += ["-p", next((tmp_path / "client").glob("*/__init__.py")).parent.name]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
