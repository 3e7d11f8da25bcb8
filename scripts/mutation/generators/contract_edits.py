"""Edits of a contract: each single change from which another client is generated. None names an operation."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.openapi import METHODS, Document, Operation, operations, resolve

Edit = Callable[[Document], None]
Steps = tuple[str | int, ...]

OTHER_TYPE = {"string": "integer", "object": "string"}  # for other types: string
OTHER_MEDIA_TYPE = {"application/json": "application/x-www-form-urlencoded"}  # for other media types: JSON
OTHER_LOCATION = {"query": "header", "header": "query"}


@dataclass(frozen=True)
class ContractEdit:
    """A change of a contract.

    Attributes:
        kind: The kind of change: `property-renamed`.
        location: What is changed: `Model.title`.
        description: Both in one line.
        apply: Makes the change in a document.
    """

    kind: str
    location: str
    description: str
    apply: Edit


def edits(document: Document) -> Iterator[ContractEdit]:
    """Yield every edit of a contract. Each one is made in a separate copy."""
    yield from _document_edits(document)
    for operation in operations(document):
        steps: Steps = ("paths", operation.path, operation.method.lower())
        yield from _operation_edits(document, operation, steps)
        yield from _security_edits(document, operation, steps)
        yield from _body_edits(document, operation, steps)
        yield from _response_edits(document, operation, steps)
    for location, steps in _parameters(document):
        yield from _parameter_edits(document, location, steps)
    for name in document.get("components", {}).get("schemas", {}):
        yield from _schema_edits(document, name, ("components", "schemas", name))
    for name in document.get("webhooks", {}):
        yield ContractEdit("webhook-removed", name, f"the webhook {name} is removed", remove("webhooks", name))


def _document_edits(document: Document) -> Iterator[ContractEdit]:
    for number, server in enumerate(document.get("servers", [])):
        url = f"{server['url']}/other"
        edit = replace(url, "servers", number, "url")
        yield ContractEdit("server-changed", server["url"], f"the URL of the server is {url}", edit)
    version = "2001-01-01"
    yield ContractEdit("version-changed", "info", f"the version is {version}", replace(version, "info", "version"))
    for name, scheme in document.get("components", {}).get("securitySchemes", {}).items():
        if "name" in scheme:
            other = f"{scheme['name']}-other"
            edit = replace(other, "components", "securitySchemes", name, "name")
            yield ContractEdit("credential-renamed", name, f"{name} is sent as {other}", edit)


def _operation_edits(document: Document, operation: Operation, steps: Steps) -> Iterator[ContractEdit]:
    name, item = operation.id, document["paths"][operation.path]
    path = f"{operation.path}/other"
    yield ContractEdit("path-changed", name, f"the path of {name} is {path}", move(steps, ("paths", path, steps[-1])))
    method = next(each for each in ("post", "put", "patch", "delete", *METHODS) if each not in item)
    edit = move(steps, (*steps[:-1], method))
    yield ContractEdit("method-changed", name, f"the method of {name} is {method.upper()}", edit)
    yield ContractEdit("operation-removed", name, f"{name} is removed", remove(*steps))
    for number, parameter in enumerate(operation.definition.get("parameters", ())):
        removed = resolve(document, parameter)["name"]
        edit = remove(*steps, "parameters", number)
        yield ContractEdit("parameter-removed", f"{name}.{removed}", f"{name} has no {removed}", edit)
    other = f"{name}Other"
    yield ContractEdit(
        "operation-renamed", name, f"{name} is renamed to {other}", replace(other, *steps, "operationId")
    )
    tags = [tag["name"] for tag in document.get("tags", []) if [tag["name"]] != operation.definition.get("tags")]
    if tags:
        yield ContractEdit("tag-changed", name, f"the tag of {name} is {tags[0]}", replace(tags[:1], *steps, "tags"))


def _security_edits(document: Document, operation: Operation, steps: Steps) -> Iterator[ContractEdit]:
    for number, alternative in enumerate(operation.definition.get("security", [])):
        for scheme in document.get("components", {}).get("securitySchemes", {}):
            location, place = f"{operation.id}.{scheme}", (*steps, "security", number, scheme)
            if scheme in alternative:
                description = f"{operation.id} does not require {scheme}"
                yield ContractEdit("credential-removed", location, description, remove(*place))
            else:
                description = f"{operation.id} requires {scheme} too"
                yield ContractEdit("credential-added", location, description, replace([], *place))


def _body_edits(document: Document, operation: Operation, steps: Steps) -> Iterator[ContractEdit]:
    body = resolve(document, operation.definition.get("requestBody", {}))
    steps = (*steps, "requestBody")
    if body.get("required"):
        description = f"the body of {operation.id} is optional"
        yield ContractEdit("body-optional", operation.id, description, remove(*steps, "required"))
    for media_type in body.get("content", {}):
        location, place = f"{operation.id}.{media_type}", (*steps, "content", media_type)
        if len(body["content"]) > 1:
            description = f"{operation.id} does not accept {media_type}"
            yield ContractEdit("media-type-removed", location, description, remove(*place))
        other = OTHER_MEDIA_TYPE.get(media_type, "application/json")
        description = f"{operation.id} accepts {other} instead of {media_type}"
        yield ContractEdit("media-type-changed", location, description, move(place, (*place[:-1], other)))


def _response_edits(document: Document, operation: Operation, steps: Steps) -> Iterator[ContractEdit]:
    for status, response in operation.definition.get("responses", {}).items():
        location, place = f"{operation.id}.{status}", (*steps, "responses", status)
        if not status.startswith("2"):
            yield ContractEdit("error-removed", location, f"{operation.id} has no {status}", remove(*place))
            continue
        other = str(int(status) + 1)
        description = f"the status code of {operation.id} is {other} instead of {status}"
        yield ContractEdit("success-status-changed", location, description, move(place, (*place[:-1], other)))
        for media_type in resolve(document, response).get("content", {}):
            edit = remove(*place, "content", media_type)
            yield ContractEdit("response-body-removed", location, f"{operation.id} has no response body", edit)


def _parameters(document: Document) -> Iterator[tuple[str, Steps]]:
    """Yield the name and path of each parameter; a shared one once."""
    for name in document.get("components", {}).get("parameters", {}):
        yield name, ("components", "parameters", name)
    for operation in operations(document):
        for number, parameter in enumerate(operation.definition.get("parameters", [])):
            if "$ref" not in parameter:
                steps = ("paths", operation.path, operation.method.lower(), "parameters", number)
                yield f"{operation.id}.{parameter['name']}", steps


def _parameter_edits(document: Document, location: str, steps: Steps) -> Iterator[ContractEdit]:
    parameter = value_at(document, steps)
    name = f"{parameter['name']}_other"
    yield ContractEdit("parameter-renamed", location, f"{location} is {name}", replace(name, *steps, "name"))
    if parameter["in"] in OTHER_LOCATION:
        other = OTHER_LOCATION[parameter["in"]]
        yield ContractEdit("parameter-moved", location, f"{location} is in the {other}", replace(other, *steps, "in"))
    if parameter.get("required"):
        edit = remove(*steps, "required")
        yield ContractEdit("parameter-optional", location, f"{location} is optional", edit)
    else:
        edit = replace(True, *steps, "required")
        yield ContractEdit("parameter-required", location, f"{location} is required", edit)
    yield from _value_edits(document, location, (*steps, "schema"))


def _schema_edits(document: Document, name: str, steps: Steps) -> Iterator[ContractEdit]:
    """Yield the edits of a schema in components: of its properties, or of its values if it has none."""
    schema = value_at(document, steps)
    if "properties" not in schema:
        yield from _value_edits(document, name, steps)
        return
    required = schema.get("required", [])
    for key in schema["properties"]:
        location, place = f"{name}.{key}", (*steps, "properties", key)
        others = [each for each in required if each != key]
        optional = replace(others, *steps, "required")
        other = f"{key}_other"
        renamed = [move(place, (*place[:-1], other))]
        if key in required:
            renamed.append(replace([*others, other], *steps, "required"))
        yield ContractEdit("property-renamed", location, f"{location} is {other}", sequence(*renamed))
        yield ContractEdit("property-removed", location, f"{location} is removed", sequence(remove(*place), optional))
        if key in required:
            yield ContractEdit("property-optional", location, f"{location} is optional", optional)
        else:
            edit = replace([*required, key], *steps, "required")
            yield ContractEdit("property-required", location, f"{location} is required", edit)
        yield from _value_edits(document, location, place)


def _value_edits(document: Document, location: str, steps: Steps) -> Iterator[ContractEdit]:
    """Yield the edits of the keywords of a schema that describe values."""
    node = value_at(document, steps)
    schema = resolve(document, node)
    kind = schema.get("type")
    if isinstance(kind, str):
        other = OTHER_TYPE.get(kind, "string")
        edit = replace({"type": other}, *steps)
        yield ContractEdit("type-changed", location, f"{location} is {other} instead of {kind}", edit)
    if "$ref" in node:
        return  # the other edits are made in the shared schema
    if "format" in schema:
        yield ContractEdit("format-removed", location, f"{location} has no format", remove(*steps, "format"))
    for number, value in enumerate(schema.get("enum", [])):
        edit = remove(*steps, "enum", number)
        yield ContractEdit("enum-value-removed", f"{location}.{value}", f"{location} is never {value!r}", edit)
    if "enum" in schema:
        edit = replace([*schema["enum"], "another value"], *steps, "enum")
        yield ContractEdit("enum-value-added", location, f"{location} may be 'another value'", edit)
    if "const" in schema:
        edit = replace("another value", *steps, "const")
        yield ContractEdit("const-changed", location, f"{location} is another constant", edit)
        yield ContractEdit("const-removed", location, f"{location} is not constant", remove(*steps, "const"))
    if "default" in schema:
        yield ContractEdit("default-removed", location, f"{location} has no default", remove(*steps, "default"))
    if "items" in schema:
        yield from _value_edits(document, f"{location}[]", (*steps, "items"))


def value_at(document: Document, steps: Sequence[str | int]) -> Any:
    """Return the value at a path of a document."""
    node: Any = document
    for step in steps:
        node = node[step]
    return node


def replace(value: Any, *steps: str | int) -> Edit:
    """Return the edit that sets the value at a path."""

    def edit(document: Document) -> None:
        value_at(document, steps[:-1])[steps[-1]] = value

    return edit


def remove(*steps: str | int) -> Edit:
    """Return the edit that removes the value at a path."""

    def edit(document: Document) -> None:
        del value_at(document, steps[:-1])[steps[-1]]

    return edit


def move(old: Steps, new: Steps) -> Edit:
    """Return the edit that moves a value to another path, and creates missing parents there."""

    def edit(document: Document) -> None:
        value = value_at(document, old[:-1]).pop(old[-1])
        parent: Any = document
        for step in new[:-1]:
            parent = parent.setdefault(step, {})
        parent[new[-1]] = value

    return edit


def sequence(*edits: Edit) -> Edit:
    """Return the edit that makes several edits in order."""

    def edit(document: Document) -> None:
        for each in edits:
            each(document)

    return edit
