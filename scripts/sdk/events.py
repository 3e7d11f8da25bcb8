"""The events of the contract's webhooks, and what tells one from another."""

from dataclasses import dataclass
from typing import Any

from openapi_python_client.parser.properties import ModelProperty

from scripts.openapi import Document, operations, resolve
from scripts.project import Failure


@dataclass(frozen=True)
class Event:
    """An event: its model, and the values of the members that tell it from the others."""

    summary: str
    model: str
    module: str
    constants: dict[str, Any]


def events(document: Document, models: list[ModelProperty]) -> list[Event]:
    """Return the events of a contract.

    Args:
        document: The contract.
        models: The generator's models.

    Raises:
        Failure: An event has no schema of its own, or two can't be told apart by constant members.
    """
    by_schema = {each.name.get_untrusted_value().rpartition("/")[2]: each.class_info for each in models}
    found: dict[str, Event] = {}
    for operation in operations(document, "webhooks"):
        content = resolve(document, operation.definition.get("requestBody", {})).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2]
        if name not in by_schema:
            raise Failure(
                f"webhooks {operation.path}: its JSON schema must be a $ref to an object of components/schemas"
            )
        members = resolve(document, schema).get("properties", {})
        resolved = {member: resolve(document, each) for member, each in members.items()}
        constants = {member: each["const"] for member, each in resolved.items() if "const" in each}
        summary = operation.definition.get("summary") or operation.path
        found[operation.path] = Event(summary, by_schema[name].name, by_schema[name].module_name, constants)
    told: dict[str, str] = {}
    for path, event in found.items():
        for member in [
            each for each in event.constants if any(each not in other.constants for other in found.values())
        ]:
            del event.constants[member]
        other = told.setdefault(repr(sorted(event.constants.items())), path)
        if other != path:
            raise Failure(f"webhooks {path} and {other}: no member with a const tells one from the other")
    return list(found.values())
