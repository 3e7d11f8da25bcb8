"""Events of background jobs, laid out as the contract of an edition defines them."""

from typing import Any, NamedTuple

from scripts.openapi import Document, operations, resolve
from scripts.schemas import merge_all_of


class Event(NamedTuple):
    """An event before its delivery: `training.initial` has the kind `training` and the status `initial`.

    Attributes:
        kind: The kind of job.
        status: The state of the job.
        values: The values of further properties, such as `event_id`, by their names.
    """

    kind: str
    status: str
    values: dict[str, Any]


class EventLayouts:
    """The properties of the events that a contract defines: those at the top, and those of objects such as `data`."""

    def __init__(self, document: Document) -> None:
        """Read the webhooks of a contract.

        Args:
            document: The contract.
        """
        self._layouts = {
            webhook.path: _layout(document, webhook.definition) for webhook in operations(document, "webhooks")
        }

    def content(self, event: Event, chatbot_id: str) -> dict[str, Any] | None:
        """Return the event of a chatbot as it is delivered; None if the contract does not define it.

        If the contract defines no properties of the event, it has all values.
        """
        layout = self._layouts.get(f"{event.kind}.{event.status}")
        if layout is None:
            return None
        values = {"event": event.kind, "status": event.status, "chatbot_id": chatbot_id, **event.values}
        content: dict[str, Any] = {}
        for name, nested in (layout or dict.fromkeys(values, ())).items():
            if name in values:
                content[name] = values[name]
            elif inner := {each: values[each] for each in nested if each in values}:
                content[name] = inner
        return content


def _layout(document: Document, webhook: Document) -> dict[str, tuple[str, ...]]:
    """Return the properties of an event, each with its own properties."""
    body = resolve(document, webhook.get("requestBody", {}))
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    properties = merge_all_of(document, schema).get("properties", {})
    return {name: tuple(merge_all_of(document, each).get("properties", {})) for name, each in properties.items()}
