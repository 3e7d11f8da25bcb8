"""Requests of each edition, sent to its mock: those of its errata, and those of its examples."""

from collections.abc import Callable

import httpx
import pytest

from scripts import openapi
from scripts.editions.contracts import contract_of, load_all
from scripts.editions.decisions import errata_of
from scripts.errata import AcceptedRequest, RefusedRequest
from scripts.project import CONTRACT
from scripts.reference.requests import SampleRequest, sample_requests
from tests.support.errata_requests import assert_accepted, assert_refused
from tests.support.project_contract import success_response
from tests.support.sample_calls import send_sample

DOCUMENTS = load_all()
# Those of the project's contract are sent in tests/errata.
ERRATA = [
    (edition, erratum)
    for edition, document in DOCUMENTS.items()
    if contract_of(edition) != CONTRACT
    for erratum in errata_of(document, edition)
]
SAMPLES = [
    pytest.param(edition, sample, id=f"{edition}-{sample.operation.id}-{sample.media_type}-{sample.example}")
    for edition, document in DOCUMENTS.items()
    for sample in sample_requests(document, "")
]


@pytest.mark.parametrize(
    ("edition", "example"),
    [
        pytest.param(edition, request, id=f"{edition}-{erratum.id}-{number}")
        for edition, erratum in ERRATA
        for number, request in enumerate(erratum.accepted)
    ],
)
def test_accepted_request_gets_200(mock_of: Callable[[str], str], edition: str, example: AcceptedRequest) -> None:
    assert_accepted(mock_of(edition), example)


@pytest.mark.parametrize(
    ("edition", "example"),
    [
        pytest.param(edition, request, id=f"{edition}-{erratum.id}-{number}")
        for edition, erratum in ERRATA
        for number, request in enumerate(erratum.refused)
    ],
)
def test_refused_request_gets_its_error(mock_of: Callable[[str], str], edition: str, example: RefusedRequest) -> None:
    assert_refused(mock_of(edition), example)


@pytest.mark.parametrize(("edition", "sample"), SAMPLES)
def test_documented_request_gets_its_response(
    mock_of: Callable[[str], str], edition: str, sample: SampleRequest
) -> None:
    document = DOCUMENTS[edition]
    with httpx.Client(base_url=mock_of(edition), timeout=10) as client:
        response = send_sample(client, sample)
    status, expected = success_response(sample.operation, sample.example or "", document)
    assert response.status_code == status, response.text
    assert (response.json() if response.content else None) == expected


def test_samples_cover_all_operations() -> None:
    for edition, document in DOCUMENTS.items():
        sampled = {sample.operation.id for sample in sample_requests(document, "")}
        assert sampled == {operation.id for operation in openapi.operations(document)}, edition
