"""Each feature in the mock: accepted and rejected requests, and the response."""

import json
import re
from pathlib import Path

import pytest

from scripts.project import UserError
from tests.features.corpus import Feature, Request, each_feature, features, limits
from tests.features.in_process import InProcessMocks, Response

FEATURES = features()
LIMITS = limits("mock")


@each_feature([each for each in FEATURES if str(each) not in LIMITS])
def test_mock_supports_the_feature(mocks: InProcessMocks, feature: Feature, tmp_path: Path) -> None:
    mock = mocks.mock(feature.load(tmp_path), feature.definition.get("credentials"))
    responses = [mock.send(request.encode()) for request in feature.accepted]
    _check_response(feature, responses[0])
    for request, response in zip(feature.accepted, responses, strict=True):
        assert response.status < 400 or "prefer" in {name.lower() for name in request.headers}, response.body
    for request in feature.rejected:
        _check_rejection(request, mock.send(request.encode()))


@each_feature([each for each in FEATURES if str(each) in LIMITS])
def test_mock_refuses_the_feature_with_one_line(feature: Feature, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=re.escape(LIMITS[str(feature)].reason)) as caught:
        feature.load(tmp_path)
    assert "\n" not in str(caught.value)


def _check_response(feature: Feature, response: Response) -> None:
    expected = feature.response
    assert response.status == expected["status"], response.body
    for name, value in expected.get("headers", {}).items():
        assert response.headers.get(name) == value
    if "json" in expected:
        assert json.loads(response.body) == expected["json"]
    if "body" in expected:
        assert response.body.decode() == expected["body"]


def _check_rejection(request: Request, response: Response) -> None:
    detail = json.loads(response.body)["detail"]
    where = f"{request.method} {request.target} {detail}"
    assert response.status == request.expected.get("status", 400), where
    assert detail.startswith(request.expected.get("error", "path ")), where
    for name, value in request.expected.get("headers_sent", {}).items():
        assert response.headers[name].startswith(value)


def test_every_feature_has_requests_and_its_own_name() -> None:
    assert len(FEATURES) >= 120
    assert len({str(each) for each in FEATURES}) == len(FEATURES)
    for each in FEATURES:
        assert each.accepted
