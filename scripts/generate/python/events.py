"""Webhook events of the contract, and the constant properties that distinguish them."""

from dataclasses import dataclass
from typing import Any

from openapi_python_client.parser.properties import ModelProperty

from scripts.openapi import Document, operations, resolve
from scripts.project import UserError


@dataclass(frozen=True)
class Event:
    """A webhook event.

    Attributes:
        summary: The contract's summary.
        model: The class of its model.
        module: The module of that class.
        constants: The constant properties that distinguish it from the other events, with their values.
    """

    summary: str
    model: str
    module: str
    constants: dict[str, Any]


def events(document: Document, models: list[ModelProperty]) -> list[Event]:
    """Return the webhook events of a contract.

    Args:
        document: The contract.
        models: The models of the generator.

    Raises:
        UserError: The schema of an event is not a component, or two events have the same constant properties.
    """
    by_schema = {each.name.get_untrusted_value().rpartition("/")[2]: each.class_info for each in models}
    found: dict[str, Event] = {}
    for operation in operations(document, "webhooks"):
        content = resolve(document, operation.definition.get("requestBody", {})).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2]
        if name not in by_schema:
            raise UserError(
                f"webhook {operation.path}: its JSON schema must be a $ref to an object in components/schemas"
            )
        declared = resolve(document, schema).get("properties", {})
        resolved = {name: resolve(document, each) for name, each in declared.items()}
        constants = {name: each["const"] for name, each in resolved.items() if "const" in each}
        summary = operation.definition.get("summary") or operation.path
        found[operation.path] = Event(summary, by_schema[name].name, by_schema[name].module_name, constants)

    paths: dict[str, str] = {}
    for path, event in found.items():
        for name in [each for each in event.constants if any(each not in other.constants for other in found.values())]:
            del event.constants[name]
        other = paths.setdefault(repr(sorted(event.constants.items())), path)
        if other != path:
            raise UserError(f"webhooks {other} and {path}: same constant properties; add one with another const")
    return list(found.values())
