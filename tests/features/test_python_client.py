"""Each feature in the Python client: generated, called and type-checked, or refused."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from openapi_python_client.config import ConfigFile

from scripts.generate.python.build import build
from scripts.openapi import Document
from scripts.project import UserError
from tests.features.corpus import Feature, each_feature, features, limits
from tests.features.in_process import InProcessMocks
from tests.features.merged import merge
from tests.features.python_calls import call

pytestmark = pytest.mark.slow

# Without hooks, which only format.
SETTINGS = ConfigFile(literal_enums=True, docstrings_on_attributes=False, post_hooks=[])
LIMITS = limits("Python client")
FEATURES = [each for each in features() if str(each) not in limits("mock")]
REFUSED = [each for each in FEATURES if str(each) in LIMITS and LIMITS[str(each)].kind == "refused"]
SUPPORTED = [each for each in FEATURES if str(each) not in LIMITS]


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
@each_feature([each for each in SUPPORTED if each.call is not None])
def test_client_sends_the_call(mocks: InProcessMocks, feature: Feature, tmp_path: Path) -> None:
    client = generate(feature, tmp_path)
    mock = mocks.mock(client.document, feature.definition.get("credentials"))
    request, result = call(feature, client.document, client.directory, mock)
    assert mock.values(request) == mock.values(feature.accepted[0].encode())
    assert result == feature.response.get("json", result)


@each_feature(REFUSED)
def test_generator_refuses_the_feature_with_one_line(feature: Feature, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=re.escape(LIMITS[str(feature)].reason)):
        generate(feature, tmp_path)


@each_feature([each for each in SUPPORTED if each.call is None])
def test_client_of_the_feature_is_generated(feature: Feature, tmp_path: Path) -> None:
    client = generate(feature, tmp_path)
    assert [*client.directory.glob("*/api/default/*.py")]


@pytest.mark.parametrize("version", ["3.0", "3.1"])
def test_client_of_all_features_is_well_typed(version: str, tmp_path: Path) -> None:
    documents = [(f"f{each.number}", each.load(tmp_path / str(each.number))) for each in SUPPORTED]
    merged = merge((prefix, each) for prefix, each in documents if each["openapi"].startswith(version))
    build(merged, SETTINGS, tmp_path / "client")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", str(tmp_path)]
    environment = {**os.environ, "MYPYPATH": str(tmp_path / "client")}
    command += ["-p", next((tmp_path / "client").glob("*/__init__.py")).parent.name]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
