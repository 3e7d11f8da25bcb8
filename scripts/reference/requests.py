"""The requests that the examples of a contract describe, as any language sends them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

from scripts.credentials import Credential, accepted, credentials
from scripts.openapi import Document, Operation, operations, parameters, resolve

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_NOTHING = object()


@dataclass(frozen=True)
class Field:
    """A field of a form, or a file of it, which has a name of its own."""

    name: str
    text: str
    filename: str | None = None


@dataclass(frozen=True)
class Request:
    """A request of an operation.

    Attributes:
        example: The name of the example that its body is, None if the body has no name, or there is none.
        credentials: What it carries beside `headers`.
        media_type: That of its body, None if there is none.
        body: The body, if it is JSON.
        form: The fields, if the body is a form.
    """

    operation: Operation
    example: str | None
    url: str
    headers: dict[str, str]
    credentials: list[Credential]
    media_type: str | None
    body: Any
    form: list[Field]


def requests(document: Document, server: str) -> Iterator[Request]:
    """Yield a request for each example of each body, with the required parameters.

    Operations that need what the contract has no example of are left out, and so are bodies that are neither JSON nor
    a form.

    Args:
        document: The contract.
        server: The address that they go to.

    Raises:
        Failure: A credential is of a kind that isn't sent in a header, or a reference leads nowhere.
    """
    known = credentials(document)
    for operation in operations(document):
        needed = next(iter(accepted(document, operation, known)), ())
        for media_type, example, body in _bodies(document, operation):
            given = _parameters(document, operation, example)
            if _NOTHING in given.values():
                continue
            path = operation.path
            for (place, name), value in given.items():
                if place == "path":
                    path = path.replace(f"{{{name}}}", quote(_text(value), safe=""))
            query = [(name, _text(value)) for (place, name), value in given.items() if place == "query"]
            yield Request(
                operation,
                example,
                server.rstrip("/") + path + (f"?{urlencode(query, quote_via=quote)}" if query else ""),
                {name: _text(value) for (place, name), value in given.items() if place == "header"},
                [known[scheme] for scheme in needed],
                media_type,
                None if media_type in FORMS else body,
                _fields(document, operation, media_type, body) if media_type in FORMS else [],
            )


def _bodies(document: Document, operation: Operation) -> Iterator[tuple[str | None, str | None, Any]]:
    """Yield a media type, the name of an example and the body that it is, for each; nothing at all for no body."""
    declared = resolve(document, operation.definition.get("requestBody", {}))
    found = False
    for media_type, content in declared.get("content", {}).items():
        if media_type not in FORMS and not media_type.endswith(("/json", "+json")):
            continue
        if "example" in content:
            found = True
            yield media_type, None, content["example"]
        for name, node in content.get("examples", {}).items():
            example = resolve(document, node)
            if "value" in example:
                found = True
                yield media_type, name, example["value"]
    if not found and not declared.get("required"):
        yield None, None, None


def _parameters(document: Document, operation: Operation, example: str | None) -> dict[tuple[str, str], Any]:
    """Return the required parameters by place and name, each with its example of a name, or the first one it has."""
    given = {}
    for parameter in parameters(document, operation):
        if parameter.get("required"):
            examples = {name: resolve(document, node) for name, node in parameter.get("examples", {}).items()}
            values = {name: each["value"] for name, each in examples.items() if "value" in each}
            first = next(iter(values.values()), parameter.get("example", _NOTHING))
            given[parameter["in"], parameter["name"]] = values.get(example or "", first)
    return given


def _fields(document: Document, operation: Operation, media_type: str, body: Any) -> list[Field]:
    """Return the fields of a form; a list is a field an entry, and what a file's schema describes is a file."""
    declared = resolve(document, operation.definition["requestBody"])["content"][media_type]
    members = resolve(document, declared.get("schema", {})).get("properties", {})
    names = count(1)
    fields: list[Field] = []
    for name, value in body.items():
        member = resolve(document, members.get(name, {}))
        is_file = "binary" in {member.get("format"), resolve(document, member.get("items", {})).get("format")}
        fields += [
            Field(name, _text(each), f"{next(names)}.txt" if is_file else None)
            for each in (value if isinstance(value, list) else [value])
        ]
    return fields


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
