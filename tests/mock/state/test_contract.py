"""Check of the contract when the state is opened."""

import copy
from typing import Any

import pytest

from scripts.editions.contracts import contract_of, names
from scripts.mock.state.contract import check_contract
from scripts.mock.state.events import EventLayouts
from scripts.mock.state.handlers import training
from scripts.mock.state.handlers.editions import handlers_of
from scripts.mock.state.redis_store import RedisStore
from scripts.openapi import Document, load, operations, resolve
from scripts.project import UserError
from tests.mock.state.driver import DOCUMENT


def edited(schema: str) -> dict[str, Any]:
    """Return the contract with a schema that requires one more property."""
    document = copy.deepcopy(DOCUMENT)
    document["components"]["schemas"][schema]["required"].append("more")
    return document


@pytest.mark.parametrize("edition", names())
def test_all_operations_of_an_edition_are_supported(edition: str) -> None:
    document = load(contract_of(edition))
    check_contract(document)
    without_state = {operation.id for operation in operations(document)} - handlers_of(document).keys()
    assert without_state == set(), "handlers of operations: scripts/mock/state/handlers/editions.py"


@pytest.mark.parametrize("edition", names())
@pytest.mark.parametrize("version", ["2023-01-01", "2024-05-10", "2025-01-01", "1.0.0"])
def test_operations_select_the_handlers_whatever_the_version(edition: str, version: str) -> None:
    document = load(contract_of(edition))
    assert handlers_of({**document, "info": {"version": version}}) == handlers_of(document)


@pytest.mark.parametrize(("edition", "is_on_text"), [(name, name == "2023-11-07") for name in names()])
def test_required_text_selects_the_training_on_it(edition: str, is_on_text: bool) -> None:
    expected = training.train_model_on_text if is_on_text else training.train_model
    assert handlers_of(load(contract_of(edition)))["trainModel"] is expected


def test_version_does_not_separate_states_in_redis() -> None:
    def prefix(document: Document) -> str:
        return RedisStore(EventLayouts(document), handlers_of(document), "redis://127.0.0.1:1/0").prefix

    of_editions = {prefix(load(contract_of(name))) for name in names()}
    assert len(of_editions) == len(names())
    assert prefix({**DOCUMENT, "info": {"version": "2025-01-01"}}) in of_editions


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
    assert str(caught.value).endswith("; adapt scripts/mock/state")


def response_of_get_chatbot(document: Document) -> Document:
    """Return the response of `getChatbot`, which may be changed."""
    [operation] = [each for each in operations(document) if each.id == "getChatbot"]
    found: Document = operation.definition["responses"]["200"]
    return found


def test_chatbot_with_one_unnamed_example_is_checked() -> None:
    document = load(contract_of("2024-11-19"))
    content = response_of_get_chatbot(document)["content"]["application/json"]
    named = next(iter(content.pop("examples").values()))
    content["example"] = resolve(document, named)["value"]
    check_contract(document)
    content["example"] = {}
    with pytest.raises(UserError, match=r"^getChatbot: .*body\.updated_at: is required"):
        check_contract(document)


def test_chatbot_without_an_example_is_not_checked() -> None:
    document = load(contract_of("2024-11-19"))
    del response_of_get_chatbot(document)["content"]["application/json"]["examples"]
    check_contract(document)
    response_of_get_chatbot(document).pop("content")
    check_contract(document)


def test_contract_without_the_operations_is_supported() -> None:
    check_contract({**DOCUMENT, "paths": {}, "webhooks": {}})
