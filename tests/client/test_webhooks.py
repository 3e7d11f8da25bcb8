"""Parsing of webhook events."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from caigunn_client import models, webhooks

from scripts.openapi import operations, resolve
from tests.support.project_contract import DOCUMENT

EVENTS = {operation.path: operation for operation in operations(DOCUMENT, "webhooks")}


def documented(name: str) -> tuple[str, dict[str, Any]]:
    """Return the name of an event's schema, and its example."""
    content = EVENTS[name].definition["requestBody"]["content"]["application/json"]
    return content["schema"]["$ref"].rpartition("/")[2], resolve(DOCUMENT, content["examples"]["event"])["value"]


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize(
    "encode", [lambda event: json.dumps(event).encode(), json.dumps, dict], ids=["bytes", "str", "dict"]
)
def test_documented_event_is_parsed(name: str, encode: Callable[[dict[str, Any]], Any]) -> None:
    schema, example = documented(name)
    event = webhooks.parse(encode(example))
    assert type(event) is getattr(models, schema)
    assert event.to_dict() == example
    assert json.loads(event.to_json()) == json.loads(event.to_json(indent=2)) == example
    assert f"{event.event}.{event.status}" == name


def test_additional_properties_are_kept() -> None:
    event = webhooks.parse({**documented("training.initial")[1], "more": [1]}, strict=True)
    assert event.additional_properties == {"more": [1]}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"event": "training", "status": "paused"}, "unknown event: event 'training', status 'paused'"),
        ({"event": "painting"}, "unknown event: event 'painting'"),
        ({"event": ["training"]}, "unknown event: event "),
        ({"event": None}, "unknown event: event 'None'"),
        ({"event": "x" * 10_000}, "unknown event: event 'xxx"),
        ({"event": 10**5000}, "unknown event: event 'int'"),
    ],
)
def test_unknown_event_raises(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(webhooks.UnknownEventError) as caught:
        webhooks.parse({**documented("training.completed")[1], **changed}, strict=True)
    assert str(caught.value).startswith(message)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "event body is not JSON"),
        (b"{", "event body is not JSON"),
        (b"\xff\xfe\xfa", "event body is not JSON"),
        ("[" * 100_000, "event body is not JSON"),
        (b"[]", "event body must be a JSON object, not list"),
        (b"null", "event body must be a JSON object, not NoneType"),
        (7, "event body must be a JSON object, not int"),
    ],
)
def test_body_that_is_not_an_object_raises(body: Any, message: str) -> None:
    with pytest.raises(webhooks.InvalidEventError) as caught:
        webhooks.parse(body)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "property_name", "value", "message"),
    [
        ("training.initial", "chatbot_id", "not a UUID", "chatbot_id: expected uuid"),
        ("training.initial", "chatbot_id", 7, "chatbot_id: expected uuid"),
        ("training.completed", "data", None, "data: expected object"),
        ("training.completed", "data", {}, "data.model_id: missing"),
        ("training.failed", "detail", 7, "detail: expected string"),
        ("crawling.completed", "data", {"training_data_ids": "x"}, "data.training_data_ids: expected array"),
        (
            "uploading.completed",
            "data",
            {"training_data_ids": [{"id": 1}]},
            r"data.training_data_ids\[0\].id: expected uuid",
        ),
    ],
)
def test_invalid_property_raises(name: str, property_name: str, value: object, message: str) -> None:
    event, status = name.split(".")
    with pytest.raises(webhooks.InvalidEventError, match=f"event with event '{event}', status '{status}': .*{message}"):
        webhooks.parse({**documented(name)[1], property_name: value}, strict=True)


@pytest.mark.parametrize("name", EVENTS)
def test_missing_property_raises(name: str) -> None:
    schema, example = documented(name)
    for missing in DOCUMENT["components"]["schemas"][schema]["required"]:
        with pytest.raises(webhooks.InvalidEventError, match=f"property '{missing}' is missing|: {missing}: missing"):
            webhooks.parse({key: value for key, value in example.items() if key != missing}, strict=True)


def test_deviating_event_is_parsed_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    event = webhooks.parse({**documented("training.completed")[1], "chatbot_id": 7})
    assert isinstance(event, models.TrainingCompletedEvent)
    assert event.chatbot_id == 7
    label = "webhook: event with event 'training', status 'completed'"
    assert caplog.messages == [f"{label}: chatbot_id: expected uuid"]
    without_data = webhooks.parse({key: value for key, value in event.to_dict().items() if key != "data"})
    assert isinstance(without_data, models.TrainingCompletedEvent)
    assert without_data.to_dict().keys() == event.to_dict().keys() - {"data"}


@pytest.mark.parametrize(
    ("body", "event", "status"),
    [({"event": "painting", "status": "initial"}, "painting", "initial"), ({"status": 7}, None, 7)],
)
def test_unknown_event_is_parsed_with_a_warning(
    caplog: pytest.LogCaptureFixture, body: dict[str, Any], event: object, status: object
) -> None:
    unknown = webhooks.parse(json.dumps(body))
    assert unknown == webhooks.UnknownEvent(event=event, status=status, data=body)
    assert unknown.to_dict() == body
    assert [message.startswith("webhook: unknown event: event ") for message in caplog.messages] == [True]
