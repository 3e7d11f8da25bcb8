"""The requests of errata.yaml, sent to the mock."""

from typing import Any

import httpx
import pytest

from scripts import errata
from scripts.errata import AcceptedRequest, ErratumRequest, FormFile, RefusedRequest
from scripts.project import ERRATA

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


def send(url: str, example: ErratumRequest) -> httpx.Response:
    method, _, target = example.send.partition(" ")
    credentials = {"api-key": "a key", "caigunn-access-token": "a token"}
    headers = {name: value for name, value in credentials.items() if name not in example.without} | example.headers
    content: dict[str, Any] = {}
    if example.json_body is not None:
        content["json"] = example.json_body
    elif example.form is not None:
        content["data"] = example.form
    elif example.multipart is not None:
        content["files"] = [part for name, value in example.multipart.items() for part in parts(name, value)]
    elif example.body is not None:
        content["content"] = example.body
        headers["Content-Type"] = example.content_type or ""
    return httpx.request(method, url + target, headers=headers, timeout=10, **content)


def parts(name: str, value: str | list[FormFile]) -> list[tuple[str, Any]]:
    if isinstance(value, str):
        return [(name, (None, value))]
    return [(name, (file.filename, file.content.encode())) for file in value]


@pytest.mark.parametrize("example", ACCEPTED)
def test_accepted_request_gets_200(mock_url: str, example: AcceptedRequest) -> None:
    response = send(mock_url, example)
    assert response.status_code == 200, response.text
    if example.response is not None:
        assert response.json() == example.response


@pytest.mark.parametrize("example", REFUSED)
def test_refused_request_gets_its_error(mock_url: str, example: RefusedRequest) -> None:
    response = send(mock_url, example)
    assert response.status_code == example.status, response.text
    assert response.headers["Content-Type"] == "application/json"
    assert example.detail in response.json()["detail"]
    assert response.headers.get("Allow") == example.allow
