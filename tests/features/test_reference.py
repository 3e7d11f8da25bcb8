"""Each feature in the API reference: shown, or refused."""

import json
import re
from pathlib import Path

import pytest

from scripts.openapi import Document, operations
from scripts.project import UserError
from scripts.reference.site import build
from tests.features.corpus import Feature, each_feature, features, limits
from tests.features.merged import merge

LIMITS = limits("reference")
FEATURES = [each for each in features() if str(each) not in limits("mock")]


SHOWN = [each for each in FEATURES if str(each) not in LIMITS]


@pytest.mark.parametrize("version", ["3.0", "3.1"])
def test_reference_shows_all_features(version: str, tmp_path: Path) -> None:
    documents = [(f"f{each.number}", each.load(tmp_path / str(each.number))) for each in SHOWN]
    assert_shown(merge((prefix, each) for prefix, each in documents if each["openapi"].startswith(version)))


@pytest.mark.slow
@each_feature(SHOWN)
def test_reference_shows_the_feature(feature: Feature, tmp_path: Path) -> None:
    assert_shown(feature.load(tmp_path))


def assert_shown(document: Document) -> None:
    """Check that the reference has the document, and all its operations."""
    site = build(document)
    assert json.loads(site.files["openapi.json"]) == document
    shown = json.loads(site.files["reference.json"])
    assert [each.id for each in operations(shown)] == [each.id for each in operations(document)]


@each_feature([each for each in FEATURES if str(each) in LIMITS])
def test_reference_refuses_the_feature_with_one_line(feature: Feature, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=re.escape(LIMITS[str(feature)].reason)) as caught:
        build(feature.load(tmp_path))
    assert "\n" not in str(caught.value)
