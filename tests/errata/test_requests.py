"""The requests of errata.yaml, sent to the mock."""

import pytest

from scripts import errata
from scripts.errata import AcceptedRequest, RefusedRequest
from scripts.project import ERRATA
from tests.support.errata_requests import assert_accepted, assert_refused

FOUND = errata.load(ERRATA)
ACCEPTED = [
    pytest.param(request, id=f"{erratum.id}-{number}")
    for erratum in FOUND
    for number, request in enumerate(erratum.accepted)
]
REFUSED = [
    pytest.param(request, id=f"{erratum.id}-{number}")
    for erratum in FOUND
    for number, request in enumerate(erratum.refused)
]


@pytest.mark.parametrize("example", ACCEPTED)
def test_accepted_request_gets_200(mock_url: str, example: AcceptedRequest) -> None:
    assert_accepted(mock_url, example)


@pytest.mark.parametrize("example", REFUSED)
def test_refused_request_gets_its_error(mock_url: str, example: RefusedRequest) -> None:
    assert_refused(mock_url, example)
