"""Each feature in the contract tests, with few examples: green, or refused."""

import json
import re
from itertools import groupby
from pathlib import Path

import pytest

from scripts.openapi import Document
from tests.features.corpus import Feature, each_feature, features, limits
from tests.features.merged import merge
from tests.support.contract_runs import run

LIMITS = limits("contract tests")
FEATURES = [each for each in features() if str(each) not in limits("mock")]
REFUSED = [each for each in FEATURES if str(each) in LIMITS and LIMITS[str(each)].kind == "refused"]
WRONG = [each for each in FEATURES if str(each) in LIMITS and LIMITS[str(each)].kind == "wrong"]
SUPPORTED = [each for each in FEATURES if str(each) not in LIMITS]


@pytest.mark.slow
@pytest.mark.parametrize("group", ["3.0.3 base", "3.1.0 base", "3.1.0 schema#", "3.1.0 2024-11-10"])
def test_contract_tests_of_the_features_are_green(group: str, tmp_path: Path) -> None:
    groups = _groups(SUPPORTED, tmp_path)
    assert sum(map(len, groups.values())) == len(SUPPORTED)
    process = run(tmp_path, "--contract", str(_merged(groups[group], tmp_path)), "--max-examples", "2")
    assert process.returncode == 0, process.stdout + process.stderr


@pytest.mark.slow
def test_features_that_schemathesis_gets_wrong(tmp_path: Path) -> None:
    ((_, chosen),) = _groups(WRONG, tmp_path).items()
    run(tmp_path, "--contract", str(_merged(chosen, tmp_path)), "--max-examples", "2")
    found = json.loads((tmp_path / "reports" / "violations.json").read_text(encoding="utf-8"))
    prefixes = {re.split("[ /]+", each["operation"])[1] for each in found}
    assert prefixes == {f"f{each.number}" for each, _ in chosen}


@pytest.mark.slow
@each_feature(REFUSED)
def test_contract_tests_refuse_the_feature_with_a_reason(feature: Feature, tmp_path: Path) -> None:
    process = run(tmp_path, "--contract", str(feature.write(tmp_path)), "--max-examples", "2")
    assert process.returncode == 2
    assert LIMITS[str(feature)].reason in process.stdout + process.stderr


def _groups(chosen: list[Feature], folder: Path) -> dict[str, list[tuple[Feature, Document]]]:
    """Return features and their contracts by version and dialect."""
    loaded = [(each, each.load(folder / str(each.number))) for each in chosen]

    def key(pair: tuple[Feature, Document]) -> str:
        return f"{pair[1]['openapi']} {pair[1].get('jsonSchemaDialect', 'base').rpartition('/')[2]}"

    return {name: list(pairs) for name, pairs in groupby(sorted(loaded, key=key), key)}


def _merged(chosen: list[tuple[Feature, Document]], folder: Path) -> Path:
    path = folder / "merged.json"
    path.write_text(json.dumps(merge((f"f{each.number}", document) for each, document in chosen)), encoding="utf-8")
    return path
