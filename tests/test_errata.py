"""Every request of errata.yaml, sent to the mock; and errata that are wrong are found."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts import errata, openapi
from scripts.errata import Accepted, Erratum, Exchange, File, Refused
from scripts.project import CONTRACT, ROOT, Failure

ERRATA = errata.load(ROOT / "errata.yaml")
ACCEPTED = [
    pytest.param(request, id=f"{erratum.id}-{number}")
    for erratum in ERRATA
    for number, request in enumerate(erratum.accepted)
]
REFUSED = [
    pytest.param(request, id=f"{erratum.id}-{number}")
    for erratum in ERRATA
    for number, request in enumerate(erratum.refused)
]


def send(url: str, exchange: Exchange) -> httpx.Response:
    method, _, target = exchange.send.partition(" ")
    credentials = {"api-key": "a key", "caigunn-access-token": "a token"}
    headers = {name: value for name, value in credentials.items() if name not in exchange.without} | exchange.headers
    content: dict[str, Any] = {}
    if exchange.json_body is not None:
        content["json"] = exchange.json_body
    elif exchange.form is not None:
        content["data"] = exchange.form
    elif exchange.multipart is not None:
        content["files"] = [part for name, value in exchange.multipart.items() for part in parts(name, value)]
    elif exchange.body is not None:
        content["content"] = exchange.body
        headers["Content-Type"] = exchange.content_type or ""
    return httpx.request(method, url + target, headers=headers, timeout=10, **content)


def parts(name: str, value: str | list[File]) -> list[tuple[str, Any]]:
    if isinstance(value, str):
        return [(name, (None, value))]
    return [(name, (file.filename, file.content.encode())) for file in value]


@pytest.mark.parametrize("request_", ACCEPTED)
def test_what_a_decision_admits_is_accepted(mock_url: str, request_: Accepted) -> None:
    response = send(mock_url, request_)
    assert response.status_code == 200, response.text
    if request_.answer is not None:
        assert response.json() == request_.answer


@pytest.mark.parametrize("request_", REFUSED)
def test_what_a_decision_excludes_is_refused(mock_url: str, request_: Refused) -> None:
    response = send(mock_url, request_)
    assert response.status_code == request_.status, response.text
    assert response.headers["Content-Type"] == "application/json"
    assert request_.detail in response.json()["detail"]
    assert response.headers.get("Allow") == request_.allow


def test_each_operation_of_the_two_documents_has_an_erratum() -> None:
    assert {"createTrainingData", "trainModel", "listModels", "updateChatbotModel"} <= {e.operation for e in ERRATA}


@pytest.mark.parametrize("erratum", ERRATA, ids=lambda erratum: erratum.id)
def test_the_contract_has_every_claim(erratum: Erratum) -> None:
    assert list(errata.faults([erratum], openapi.load(CONTRACT))) == []


def test_a_claim_that_the_contract_lost_is_found() -> None:
    document = openapi.load(CONTRACT)
    item = document["paths"]["/api/external/chatbot"]
    item["patch"] = item.pop("put")
    found = "\n".join(errata.faults(ERRATA, document))
    assert "erratum update-method: paths//api/external/chatbot/put/operationId is not in the contract" in found
    assert "erratum update-method: paths//api/external/chatbot/patch is in the contract, and must not be" in found
    document["info"]["version"] = "2024-07-05"
    assert "info/version is '2024-07-05' in the contract, not '2024-05-09'" in "\n".join(
        errata.faults(ERRATA, document)
    )


def test_an_operation_that_the_contract_lost_is_found() -> None:
    document = openapi.load(CONTRACT)
    del document["paths"]["/api/external/chatbot/webhook"]
    assert "erratum webhook-payloads: operation setWebhook is not in the contract" in errata.faults(ERRATA, document)


ENTRY = """
- id: one
  question: Which?
  says: [{in: here, text: this}, {in: there, text: that}]
  contract: this
  because: it is so
  claims: [{at: [info, title], is: CaiGunn}]
"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ENTRY + ENTRY, "erratum one: stands here 2 times"),
        (ENTRY.replace("because", "reason"), "erratum one: because: Field required"),
        (ENTRY.replace("is: CaiGunn", "is: CaiGunn, absent: true"), "needs either `is` or `absent: true`"),
        (ENTRY.replace("id: one", "id: One!"), "id: String should match pattern"),
        (ENTRY + "  refused: [{send: GET /, status: 500}]\n", "erratum one: refused.0.status"),
        ("one: two", "Input should be a valid list"),
        ("[]", "at least 1 item"),
    ],
)
def test_an_entry_of_another_form_is_one_clear_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "errata.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Failure, match=r"errata\.yaml") as raised:
        errata.load(path)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_entry_of_this_form_is_read(tmp_path: Path) -> None:
    path = tmp_path / "errata.yaml"
    path.write_text(ENTRY, encoding="utf-8")
    assert [type(erratum) for erratum in errata.load(path)] == [Erratum]
