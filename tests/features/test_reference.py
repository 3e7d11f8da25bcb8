"""Each feature in the API reference: shown, or refused."""

import json
import re
from pathlib import Path

import pytest

from scripts.openapi import operations
from scripts.project import UserError
from scripts.reference.site import build
from tests.features.corpus import Feature, each_feature, features, limits

LIMITS = limits("reference")
FEATURES = [each for each in features() if str(each) not in limits("mock")]


@each_feature([each for each in FEATURES if str(each) not in LIMITS])
def test_reference_shows_the_feature(feature: Feature, tmp_path: Path) -> None:
    document = feature.load(tmp_path)
    site = build(document)
    assert json.loads(site.files["openapi.json"]) == document
    shown = json.loads(site.files["reference.json"])
    assert [each.id for each in operations(shown)] == [each.id for each in operations(document)]


@each_feature([each for each in FEATURES if str(each) in LIMITS])
def test_reference_refuses_the_feature_with_one_line(feature: Feature, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=re.escape(LIMITS[str(feature)].reason)) as caught:
        build(feature.load(tmp_path))
    assert "\n" not in str(caught.value)
