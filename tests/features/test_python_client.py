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
from tests.features.in_process import Engine
from tests.features.python_calls import call

pytestmark = pytest.mark.slow

LIMITS = limits("Python client")
FEATURES = [each for each in features() if str(each) not in limits("mock")]
REFUSED = [each for each in FEATURES if str(each) in LIMITS and LIMITS[str(each)].kind == "refused"]
WRONG = [each for each in FEATURES if str(each) in LIMITS and LIMITS[str(each)].kind == "wrong"]
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


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Generated]:
    """The clients of the supported features."""
    folder = tmp_path_factory.mktemp("python")
    return {each.number: generate(each, folder / str(each.number)) for each in SUPPORTED}


def generate(feature: Feature, folder: Path) -> Generated:
    document = feature.load(folder)
    settings = ConfigFile(literal_enums=True, docstrings_on_attributes=False, post_hooks=[])
    build(document, settings, folder / "client")
    return Generated(document, folder / "client")


@each_feature([each for each in SUPPORTED if each.call is not None])
def test_client_sends_the_call(engine: Engine, clients: dict[int, Generated], feature: Feature) -> None:
    client = clients[feature.number]
    mock = engine.mock(client.document, feature.definition.get("credentials"))
    request, result = call(feature, client.document, client.directory, mock)
    assert mock.values(request) == mock.values(feature.accepted[0].encode())
    assert result == feature.response.get("json", result)


@each_feature(REFUSED)
def test_generator_refuses_the_feature_with_one_line(feature: Feature, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=re.escape(LIMITS[str(feature)].reason)):
        generate(feature, tmp_path)


@each_feature(WRONG)
def test_feature_that_the_client_gets_wrong(engine: Engine, feature: Feature, tmp_path: Path) -> None:
    client = generate(feature, tmp_path)
    mock = engine.mock(client.document, feature.definition.get("credentials"))
    try:
        request, result = call(feature, client.document, client.directory, mock)
        is_right = mock.values(request) == mock.values(feature.accepted[0].encode())
        is_right &= result == feature.response.get("json", result)
    except Exception:  # noqa: BLE001 - whatever goes wrong
        is_right = False
    assert not is_right, "the client has become right: remove the feature from limits.yaml"


def test_clients_are_well_typed(clients: dict[int, Generated], tmp_path: Path) -> None:
    packages = [path.parent.name for each in clients.values() for path in each.directory.glob("*/__init__.py")]
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", str(tmp_path)]
    command += [argument for package in packages for argument in ("-p", package)]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(str(each.directory) for each in clients.values())}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
