"""Make the document that Prism is given: the contract, less what Prism gets wrong and the gateway does in its place."""

import copy
from typing import Any

from scripts.openapi import Document, operations, parameters, resolve

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def lower(contract: Document) -> Document:
    """Return Prism's copy of a contract; the contract stays as it is.

    - A form becomes JSON, at a path of its own (`engine_path`): Prism dies of malformed forms, and never accepts an
      array in one. It doesn't tell two JSON media types of one operation apart, hence the path.
    - No parameter is required: Prism takes an empty one for a missing one. The gateway looks for them.
    - Every operation has a 400: without one, Prism says what is wrong in another way.
    - No security: the gateway looks for credentials, so that they never reach Prism.
    - No servers and no webhooks, which a mock doesn't need.
    """
    lowered = copy.deepcopy(contract)
    for member in ("servers", "webhooks", "security"):
        lowered.pop(member, None)
    paths: dict[str, Any] = {}
    for operation in operations(lowered):
        definition = operation.definition
        definition["parameters"] = [
            parameter if parameter["in"] == "path" else {**parameter, "required": False}
            for parameter in parameters(lowered, operation)
        ]
        definition.setdefault("responses", {}).setdefault("400", {"description": "Refused."})
        definition.pop("security", None)
        definition.pop("servers", None)
        whole = resolve(lowered, definition.pop("requestBody", {}))
        content = whole.get("content", {})
        for media_type in [name for name in content if name in FORMS]:
            body = {"required": True, "content": {"application/json": content[media_type]}}
            form = {**definition, "requestBody": body}
            form.pop("operationId", None)
            paths.setdefault(engine_path(operation.path, media_type), {})[operation.method.lower()] = form
        others = {name: value for name, value in content.items() if name not in FORMS}
        if others:
            definition["requestBody"] = {**whole, "content": others}
        # A form that may be left out leaves nothing to judge.
        if others or not whole.get("required"):
            paths.setdefault(operation.path, {})[operation.method.lower()] = definition
    lowered["paths"] = paths
    return lowered


def engine_path(path: str, media_type: str | None) -> str:
    """Return where Prism serves an operation.

    Args:
        path: The path of the operation in the contract.
        media_type: The media type of the request's body, or None if it has none.
    """
    return f"/{media_type}{path}" if media_type in FORMS else path
