"""Requests of the code samples, from the examples of the contract."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

from scripts.credentials import Credential, accepted_schemes, credentials
from scripts.openapi import Document, Operation, operations, parameters, resolve

MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"

_MISSING = object()


@dataclass(frozen=True)
class FormField:
    """A field of a form. It is a file if it has a filename."""

    name: str
    text: str
    filename: str | None = None


@dataclass(frozen=True)
class SampleRequest:
    """A request of an operation.

    Attributes:
        operation: The operation.
        example: The name of the body's example, or None.
        parameters: The values of the parameters by location and name.
        url: The URL with path and query parameters.
        headers: The header parameters.
        credentials: The credentials, which are sent in further headers.
        media_type: The media type of the body, or None without a body.
        value: The body.
        form: The fields of the body if it is a form.
    """

    operation: Operation
    example: str | None
    parameters: dict[tuple[str, str], Any]
    url: str
    headers: dict[str, str]
    credentials: list[Credential]
    media_type: str | None
    value: Any
    form: list[FormField]


def sample_requests(document: Document, server: str) -> Iterator[SampleRequest]:
    """Yield a request for each example of each body, with the required parameters.

    Operations without an example of a required parameter or body are omitted, and bodies that are neither JSON nor a
    form.

    Args:
        document: The contract.
        server: The URL of the server.

    Raises:
        UserError: Clients do not support a security scheme, or a reference cannot be resolved.
    """
    schemes = credentials(document)
    for operation in operations(document):
        required_schemes = next(iter(accepted_schemes(document, operation)), ())
        for media_type, example, body in _bodies(document, operation):
            values = _required_parameters(document, operation, example)
            if _MISSING in values.values():
                continue
            path = operation.path
            for (location, name), value in values.items():
                if location == "path":
                    path = path.replace(f"{{{name}}}", quote(_text(value), safe=""))
            query = [(name, _text(value)) for (location, name), value in values.items() if location == "query"]
            is_form = media_type in {MULTIPART, URLENCODED}
            yield SampleRequest(
                operation=operation,
                example=example,
                parameters=values,
                url=server.rstrip("/") + path + (f"?{urlencode(query, quote_via=quote)}" if query else ""),
                headers={name: _text(value) for (location, name), value in values.items() if location == "header"},
                credentials=[schemes[scheme] for scheme in required_schemes],
                media_type=media_type,
                value=body,
                form=_fields(document, operation, media_type, body) if is_form else [],
            )


def _bodies(document: Document, operation: Operation) -> Iterator[tuple[str | None, str | None, Any]]:
    """Yield media type, name and value of each example of a body; three times None for no body."""
    request_body = resolve(document, operation.definition.get("requestBody", {}))
    found = False
    for media_type, content in request_body.get("content", {}).items():
        if media_type not in {MULTIPART, URLENCODED} and not media_type.endswith(("/json", "+json")):
            continue
        if "example" in content:
            found = True
            yield media_type, None, content["example"]
        for name, node in content.get("examples", {}).items():
            example = resolve(document, node)
            if "value" in example:
                found = True
                yield media_type, name, example["value"]
    if not found and not request_body.get("required"):
        yield None, None, None


def _required_parameters(document: Document, operation: Operation, example: str | None) -> dict[tuple[str, str], Any]:
    """Return the values of the required parameters by location and name: their example of a name, or the first one."""
    found = {}
    for parameter in parameters(document, operation):
        if parameter.get("required"):
            examples = {name: resolve(document, node) for name, node in parameter.get("examples", {}).items()}
            values = {name: each["value"] for name, each in examples.items() if "value" in each}
            first = next(iter(values.values()), parameter.get("example", _MISSING))
            found[parameter["in"], parameter["name"]] = values.get(example or "", first)
    return found


def _fields(document: Document, operation: Operation, media_type: str | None, body: Any) -> list[FormField]:
    """Return the fields of a form: one for each value, and for each item of an array."""
    content = resolve(document, operation.definition["requestBody"])["content"][media_type]
    properties = resolve(document, content.get("schema", {})).get("properties", {})
    numbers = count(1)
    fields: list[FormField] = []
    for name, value in body.items():
        schema = resolve(document, properties.get(name, {}))
        is_file = "binary" in {schema.get("format"), resolve(document, schema.get("items", {})).get("format")}
        fields += [
            FormField(name, _text(each), f"{next(numbers)}.txt" if is_file else None)
            for each in (value if isinstance(value, list) else [value])
        ]
    return fields


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
