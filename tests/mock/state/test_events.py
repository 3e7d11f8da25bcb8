"""Layouts of events."""

from typing import Any

import pytest

from scripts.mock.state.events import Event, EventLayouts

EVENT = Event("training", "failed", {"event_id": "e1", "detail": "Training data not found"})
ANY: dict[str, Any] = {"type": "string"}


def layouts(schema: dict[str, Any]) -> EventLayouts:
    """Return the layouts of a contract with one event."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}
    webhook = {"post": {"requestBody": {"content": content}}}
    return EventLayouts({"webhooks": {"training.failed": webhook}, "components": {"schemas": {"Event": schema}}})


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (
            {"properties": {"event": ANY, "status": ANY, "chatbot_id": ANY, "detail": ANY}},
            {"event": "training", "status": "failed", "chatbot_id": "c1", "detail": "Training data not found"},
        ),
        (
            {
                "properties": {
                    "event_id": ANY,
                    "data": {"properties": {"chatbot_id": ANY, "detail": ANY, "model_id": ANY}},
                }
            },
            {"event_id": "e1", "data": {"chatbot_id": "c1", "detail": "Training data not found"}},
        ),
        (
            {"allOf": [{"properties": {"event": ANY}}, {"properties": {"data": {"properties": {"model_id": ANY}}}}]},
            {"event": "training"},
        ),
        (
            {"type": "object"},
            {
                "event": "training",
                "status": "failed",
                "chatbot_id": "c1",
                "event_id": "e1",
                "detail": "Training data not found",
            },
        ),
    ],
    ids=["flat", "nested", "parts", "without properties"],
)
def test_event_has_the_properties_of_its_schema(schema: dict[str, Any], expected: dict[str, Any]) -> None:
    assert layouts(schema).content(EVENT, "c1") == expected


def test_undefined_event_has_no_content() -> None:
    assert layouts(ANY).content(Event("crawling", "failed", {}), "c1") is None
