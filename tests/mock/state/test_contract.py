"""Check of the contract when the state is opened."""

import copy
import re
from typing import Any

import pytest

from scripts.mock.state.contract import check_contract
from scripts.project import UserError
from tests.mock.state.driver import DOCUMENT

ADAPT = "adapt scripts/mock/state"


def edited(schema: str) -> dict[str, Any]:
    """Return the contract with a schema that requires one more property."""
    document = copy.deepcopy(DOCUMENT)
    document["components"]["schemas"][schema]["required"].append("more")
    return document


def test_contract_of_the_repository_is_supported() -> None:
    check_contract(DOCUMENT)


@pytest.mark.parametrize(
    ("schema", "location"),
    [
        ("Model", "listModels: the state of the mock violates the contract: body.models[].more: "),
        ("Message", "listMessages: the state of the mock violates the contract: body.messages[].more: "),
        ("Conversation", "listUids: the state of the mock violates the contract: body.uids[].more: "),
        ("Error", "updateChatbotModel: the state of the mock violates the contract: body.more: "),
        ("TrainingInitialEvent", "training.initial: the state of the mock violates the contract: body.more: "),
        ("UploadedFile", "uploading.completed: the state of the mock violates the contract: body.data."),
    ],
)
def test_edited_contract_is_a_failure(schema: str, location: str) -> None:
    with pytest.raises(UserError) as caught:
        check_contract(edited(schema))
    assert str(caught.value).startswith(location)
    assert re.search(rf"{ADAPT}/(jobs|models)\.py$", str(caught.value))


def test_contract_without_the_operations_is_supported() -> None:
    check_contract({**DOCUMENT, "paths": {}, "webhooks": {}})
