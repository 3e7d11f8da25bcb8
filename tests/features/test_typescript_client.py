"""Each feature in the TypeScript client: generated, compiled and called, or refused."""

import json
import re
from pathlib import Path

import pytest
from openapi_python_client.config import ConfigFile

from scripts.generate.typescript.build import build
from scripts.openapi import Document
from scripts.project import NODE_MODULES, UserError
from tests.features.corpus import Feature, each_feature, features, limits
from tests.features.in_process import InProcessMocks
from tests.features.merged import merge
from tests.features.typescript_calls import Call, program
from tests.support.typescript_project import TypeScriptProject

pytestmark = pytest.mark.slow

LIMITS = limits("TypeScript client")
FEATURES = [each for each in features() if str(each) not in limits("mock")]
REFUSED = [each for each in FEATURES if str(each) in LIMITS and LIMITS[str(each)].kind == "refused"]


@each_feature(REFUSED)
def test_generator_refuses_the_feature_with_one_line(feature: Feature, tmp_path: Path) -> None:
    document = feature.load(tmp_path)
    with pytest.raises(UserError, match=re.escape(LIMITS[str(feature)].reason)) as caught:
        build(document, ConfigFile(), tmp_path / "client")
    assert "\n" not in str(caught.value)


def test_clients_are_well_typed_and_send_the_calls(mocks: InProcessMocks, tmp_path: Path) -> None:
    project = TypeScriptProject(tmp_path)
    calls = _clients([each for each in FEATURES if each not in REFUSED], tmp_path)
    source, lines = program(calls)
    (tmp_path / "calls.ts").write_text(source, encoding="utf-8")
    output = project.compile("calls.ts", types=["node"])
    errors = re.findall(r"^calls\.ts\((\d+),\d+\): (.*)", output, re.MULTILINE)
    problems = {lines[int(line)]: message for line, message in errors}
    assert output == "" or problems, output
    done = project.run("calls.js")
    assert done.returncode == 0, done.stderr
    sent = json.loads(done.stdout)
    for call in calls:
        mock = mocks.mock(call.document, call.feature.definition.get("credentials"))
        try:
            recorded = sent[str(call.feature.number)]
            assert mock.values(call.request(recorded)) == mock.values(call.feature.accepted[0].encode())
            assert recorded.get("data") == call.result
        except AssertionError as error:
            problems[call.feature.number] = str(error)
    found = {str(each): problems[each.number] for each in FEATURES if each.number in problems}
    assert found == {}


def _clients(chosen: list[Feature], folder: Path) -> list[Call]:
    """Build the clients of features, and return their calls.

    One client is for all contracts of a version, and one for each contract with servers, which cannot be merged.
    """
    modules = folder / "node_modules"
    modules.mkdir()
    for name in ("openapi-fetch", "openapi-typescript-helpers", "@types"):
        (modules / name).symlink_to(NODE_MODULES / name)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    merged: dict[str, list[tuple[Feature, Document]]] = {}
    calls = []
    for feature in chosen:
        document = feature.load(folder / str(feature.number))
        if "servers" in document and feature.call is not None:
            package = f"feature-{feature.number}-client"
            build(document, ConfigFile(), modules / package)
            calls.append(Call(feature, document, package, is_merged=False))
            continue
        version = document["openapi"].replace(".", "-")
        merged.setdefault(version, []).append((feature, document))
        if feature.call is not None:
            calls.append(Call(feature, document, f"features-{version}", is_merged=True))
    for version, found in merged.items():
        build(
            merge((f"f{each.number}", document) for each, document in found),
            ConfigFile(),
            modules / f"features-{version}",
        )
    return calls
