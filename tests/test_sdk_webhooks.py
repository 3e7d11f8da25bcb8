"""That a subscriber gets a typed event of each of the contract's eight kinds, and one line for anything else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from caigunn_client import models, webhooks

from scripts.openapi import operations, resolve
from tests.sdk_methods import DOCUMENT

EVENTS = {operation.path: operation for operation in operations(DOCUMENT, "webhooks")}


def documented(name: str) -> tuple[str, dict[str, Any]]:
    """Return the name of an event's schema, and its example."""
    content = EVENTS[name].definition["requestBody"]["content"]["application/json"]
    return content["schema"]["$ref"].rpartition("/")[2], resolve(DOCUMENT, content["examples"]["event"])["value"]


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize(
    "encode", [lambda event: json.dumps(event).encode(), json.dumps, dict], ids=["bytes", "str", "dict"]
)
def test_a_documented_event_is_typed(name: str, encode: Callable[[dict[str, Any]], Any]) -> None:
    schema, example = documented(name)
    event = webhooks.parse(encode(example))
    assert type(event) is getattr(models, schema)
    assert event.to_dict() == example
    assert f"{event.event}.{event.status}" == name


def test_there_are_eight() -> None:
    assert len(EVENTS) == 8


def test_members_that_the_contract_does_not_name_are_kept() -> None:
    event = webhooks.parse({**documented("training.initial")[1], "more": [1]})
    assert event.additional_properties == {"more": [1]}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"event": "training", "status": "paused"}, "the contract has no event with event 'training', status 'paused'"),
        ({"event": "painting"}, "the contract has no event with event 'painting'"),
        ({"event": ["training"]}, "the contract has no event with event "),
        ({"event": None}, "the contract has no event with event 'None'"),
        ({"event": "x" * 10_000}, "the contract has no event with event 'xxx"),
        ({"event": 10**5000}, "the contract has no event with event 'int'"),
    ],
)
def test_an_event_that_the_contract_does_not_have_is_unknown(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(webhooks.UnknownEventError) as caught:
        webhooks.parse({**documented("training.completed")[1], **changed})
    assert str(caught.value).startswith(told)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "the body of the event isn't JSON"),
        (b"{", "the body of the event isn't JSON"),
        (b"\xff\xfe\xfa", "the body of the event isn't JSON"),
        ("[" * 100_000, "the body of the event isn't JSON"),
        (b"[]", "the body of the event is no object, but list"),
        (b"null", "the body of the event is no object, but NoneType"),
        (7, "the body of the event is no object, but int"),
    ],
)
def test_what_is_no_event_is_one_line(body: Any, told: str) -> None:
    with pytest.raises(webhooks.InvalidEventError) as caught:
        webhooks.parse(body)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("name", "member", "value", "told"),
    [
        ("training.initial", "chatbot_id", "no uuid", "has a member of another form than documented"),
        ("training.initial", "chatbot_id", 7, "has a member of another form than documented"),
        ("training.completed", "data", None, "has a member of another form than documented"),
        ("training.completed", "data", {}, "lacks the member 'model_id'"),
        ("training.failed", "detail", "because", "has a member of another form than documented"),
        ("crawling.completed", "data", {"training_data_ids": "x"}, "training_data_ids must be an array"),
        ("uploading.completed", "data", {"training_data_ids": [{"id": 1}]}, "has a member of another form"),
    ],
)
def test_a_member_that_is_wrong_is_told(name: str, member: str, value: object, told: str) -> None:
    event, status = name.split(".")
    with pytest.raises(webhooks.InvalidEventError, match=f"event '{event}', status '{status}' .*{told}"):
        webhooks.parse({**documented(name)[1], member: value})


@pytest.mark.parametrize("name", EVENTS)
def test_a_member_that_is_missing_is_told(name: str) -> None:
    schema, example = documented(name)
    for member in set(DOCUMENT["components"]["schemas"][schema]["required"]) - {"event", "status"}:
        with pytest.raises(webhooks.InvalidEventError, match=f"lacks the member '{member}'"):
            webhooks.parse({key: value for key, value in example.items() if key != member})
