"""The claims of errata.yaml, compared with the contract."""

import pytest

from scripts import errata, openapi
from scripts.errata import Erratum
from scripts.project import CONTRACT, ERRATA

FOUND = errata.load(ERRATA)


def test_operations_of_both_documents_have_errata() -> None:
    assert {"createTrainingData", "trainModel", "listModels", "updateChatbotModel"} <= {e.operation for e in FOUND}


@pytest.mark.parametrize("erratum", FOUND, ids=lambda erratum: erratum.id)
def test_claims_match_the_contract(erratum: Erratum) -> None:
    assert list(errata.mismatches([erratum], openapi.load(CONTRACT))) == []


def test_changed_contract_does_not_match() -> None:
    document = openapi.load(CONTRACT)
    item = document["paths"]["/api/external/chatbot"]
    item["patch"] = item.pop("put")
    document["info"]["version"] = "2024-07-05"
    found = "\n".join(errata.mismatches(FOUND, document))
    path = "erratum update-method: paths//api/external/chatbot"
    assert f"{path}/put/operationId: not in the contract" in found
    assert f"{path}/patch: in the contract, but claimed to be absent" in found
    assert "info/version: the contract has '2024-07-05', the claim '2024-05-09'" in found


def test_removed_operation_does_not_match() -> None:
    document = openapi.load(CONTRACT)
    del document["paths"]["/api/external/chatbot/webhook"]
    assert "erratum webhook-payloads: operation setWebhook: not in the contract" in errata.mismatches(FOUND, document)
