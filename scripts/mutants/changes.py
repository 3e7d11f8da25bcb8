"""Each single change of a contract that makes another client: none is written for an operation or a member by name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.openapi import METHODS, Document, Operation, operations, parameters, resolve

Edit = Callable[[Document], None]
Steps = tuple[str | int, ...]

ANOTHER_TYPE = {"string": "integer", "object": "string"}  # of all others: a string
ANOTHER_MEDIA_TYPE = {"application/json": "application/x-www-form-urlencoded"}  # of all others: JSON
PLACES = {"query": "header", "header": "query"}


@dataclass(frozen=True)
class Change:
    """A change of a contract.

    Attributes:
        kind: What kind of change it is: `member-renamed`.
        where: What it is done to: `Model.title`.
        what: Both in one line, for people.
        make: Make it.
    """

    kind: str
    where: str
    what: str
    make: Edit


def changes(document: Document) -> Iterator[Change]:
    """Yield every change of a contract, each of which is to be made in a copy of its own."""
    yield from _of_the_document(document)
    for operation in operations(document):
        steps: Steps = ("paths", operation.path, operation.method.lower())
        yield from _of_operation(document, operation, steps)
        yield from _of_credentials(document, operation, steps)
        yield from _of_body(document, operation, steps)
        yield from _of_answers(document, operation, steps)
    for where, steps in _parameters(document):
        yield from _of_parameter(document, where, steps)
    for name in document.get("components", {}).get("schemas", {}):
        yield from _of_schema(document, name, ("components", "schemas", name))
    for name in document.get("webhooks", {}):
        yield Change("event-dropped", name, f"the event {name} is dropped", dropped("webhooks", name))


def _of_the_document(document: Document) -> Iterator[Change]:
    for number, server in enumerate(document.get("servers", [])):
        url = f"{server['url']}/other"
        yield Change("server-changed", server["url"], f"the server is {url}", put(url, "servers", number, "url"))
    version = "2001-01-01"
    yield Change("version-changed", "info", f"the version is {version}", put(version, "info", "version"))
    for name, scheme in document.get("components", {}).get("securitySchemes", {}).items():
        if "name" in scheme:
            steps = ("components", "securitySchemes", name, "name")
            other = f"{scheme['name']}-other"
            yield Change("credential-renamed", name, f"{name} is sent as {other}", put(other, *steps))


def _of_operation(document: Document, operation: Operation, steps: Steps) -> Iterator[Change]:
    where, item = operation.id, document["paths"][operation.path]
    moved = f"{operation.path}/other"
    yield Change("path-changed", where, f"{where} is at {moved}", move(steps, ("paths", moved, steps[-1])))
    method = next(each for each in ("post", "put", "patch", "delete", *METHODS) if each not in item)
    yield Change("method-changed", where, f"{where} is {method.upper()}", move(steps, (*steps[:-1], method)))
    yield Change("operation-dropped", where, f"{where} is dropped", dropped(*steps))
    name = f"{where}Otherwise"
    yield Change("operation-renamed", where, f"{where} is called {name}", put(name, *steps, "operationId"))
    tags = [tag["name"] for tag in document.get("tags", []) if [tag["name"]] != operation.definition.get("tags")]
    if tags:
        yield Change("operation-regrouped", where, f"{where} is in {tags[0]}", put(tags[:1], *steps, "tags"))


def _of_credentials(document: Document, operation: Operation, steps: Steps) -> Iterator[Change]:
    for number, known in enumerate(operation.definition.get("security", [])):
        for scheme in document.get("components", {}).get("securitySchemes", {}):
            where, place = f"{operation.id}.{scheme}", (*steps, "security", number, scheme)
            if scheme in known:
                yield Change("credential-dropped", where, f"{operation.id} needs no {scheme}", dropped(*place))
            else:
                yield Change("credential-added", where, f"{operation.id} needs {scheme} too", put([], *place))


def _of_body(document: Document, operation: Operation, steps: Steps) -> Iterator[Change]:
    body = resolve(document, operation.definition.get("requestBody", {}))
    steps = (*steps, "requestBody")
    if body.get("required"):
        yield Change(
            "body-optional", operation.id, f"the body of {operation.id} is optional", dropped(*steps, "required")
        )
    for media_type in body.get("content", {}):
        where, place = f"{operation.id}.{media_type}", (*steps, "content", media_type)
        if len(body["content"]) > 1:
            yield Change("media-type-dropped", where, f"{operation.id} takes no {media_type}", dropped(*place))
        other = ANOTHER_MEDIA_TYPE.get(media_type, "application/json")
        what = f"{operation.id} takes {other} in place of {media_type}"
        yield Change("media-type-changed", where, what, move(place, (*place[:-1], other)))


def _of_answers(document: Document, operation: Operation, steps: Steps) -> Iterator[Change]:
    for status, response in operation.definition.get("responses", {}).items():
        where, place = f"{operation.id}.{status}", (*steps, "responses", status)
        if not status.startswith("2"):
            yield Change("error-dropped", where, f"{operation.id} isn't answered with {status}", dropped(*place))
            continue
        other = str(int(status) + 1)
        what = f"{operation.id} is answered with {other}, not {status}"
        yield Change("success-changed", where, what, move(place, (*place[:-1], other)))
        for media_type in resolve(document, response).get("content", {}):
            what = f"the answer {status} of {operation.id} has no body"
            yield Change("answer-dropped", where, what, dropped(*place, "content", media_type))


def _parameters(document: Document) -> Iterator[tuple[str, Steps]]:
    """Yield what each parameter is called here, and where it stands; one that operations share stands once."""
    for name in document.get("components", {}).get("parameters", {}):
        yield name, ("components", "parameters", name)
    for operation in operations(document):
        for number, parameter in enumerate(operation.definition.get("parameters", [])):
            if "$ref" not in parameter:
                steps = ("paths", operation.path, operation.method.lower(), "parameters", number)
                yield f"{operation.id}.{parameter['name']}", steps


def _of_parameter(document: Document, where: str, steps: Steps) -> Iterator[Change]:
    parameter = at(document, steps)
    yield Change("parameter-renamed", where, f"{where} is renamed", put(f"{parameter['name']}_other", *steps, "name"))
    if parameter["in"] in PLACES:
        place = PLACES[parameter["in"]]
        yield Change("parameter-moved", where, f"{where} is sent in the {place}", put(place, *steps, "in"))
    if parameter.get("required"):
        yield Change("parameter-optional", where, f"{where} is optional", dropped(*steps, "required"))
    else:
        yield Change("parameter-required", where, f"{where} is required", put(True, *steps, "required"))
    users = [each for each in operations(document) if parameter in parameters(document, each)]
    for operation in users:
        given = operation.definition["parameters"]
        number = next(n for n, each in enumerate(given) if resolve(document, each) is parameter)
        name = f"{operation.id}.{parameter['name']}"
        drop = dropped("paths", operation.path, operation.method.lower(), "parameters", number)
        yield Change("parameter-dropped", name, f"{operation.id} has no {parameter['name']}", drop)
    yield from _of_value(document, where, (*steps, "schema"))


def _of_schema(document: Document, where: str, steps: Steps) -> Iterator[Change]:
    """Yield the changes of a schema of components: of its members, or of the values if it has none."""
    schema = at(document, steps)
    if "properties" not in schema:
        yield from _of_value(document, where, steps)
        return
    required = schema.get("required", [])
    for name in schema["properties"]:
        member, place = f"{where}.{name}", (*steps, "properties", name)
        others = [each for each in required if each != name]
        without = put(others, *steps, "required")
        other = f"{name}_other"
        renamed = put([*others, other], *steps, "required") if name in required else _nothing
        yield Change("member-renamed", member, f"{member} is {other}", both(move(place, (*place[:-1], other)), renamed))
        yield Change("member-dropped", member, f"{member} is dropped", both(dropped(*place), without))
        if name in required:
            yield Change("member-optional", member, f"{member} is optional", without)
        else:
            more = put([*required, name], *steps, "required")
            yield Change("member-required", member, f"{member} is required", more)
        yield from _of_value(document, member, place)


def _of_value(document: Document, where: str, steps: Steps) -> Iterator[Change]:
    """Yield the changes of a schema that say of which kind its values are."""
    written = at(document, steps)
    schema = resolve(document, written)
    kind = schema.get("type")
    if isinstance(kind, str):
        other = ANOTHER_TYPE.get(kind, "string")
        yield Change("type-changed", where, f"{where} is {other}, not {kind}", put({"type": other}, *steps))
    if "$ref" in written:
        return  # the rest is changed where it stands
    if "format" in schema:
        yield Change("format-dropped", where, f"{where} has no format", dropped(*steps, "format"))
    for number, value in enumerate(schema.get("enum", [])):
        what = f"{where} is never {value!r}"
        yield Change("value-dropped", f"{where}.{value}", what, dropped(*steps, "enum", number))
    if "enum" in schema:
        more = put([*schema["enum"], "another value"], *steps, "enum")
        yield Change("value-added", where, f"{where} may be 'another value'", more)
    if "const" in schema:
        yield Change("constant-changed", where, f"{where} is another constant", put("another value", *steps, "const"))
        yield Change("constant-dropped", where, f"{where} is no constant", dropped(*steps, "const"))
    if "default" in schema:
        yield Change("default-dropped", where, f"{where} has no default", dropped(*steps, "default"))
    if "items" in schema:
        yield from _of_value(document, f"{where}[]", (*steps, "items"))


def at(document: Document, steps: Sequence[str | int]) -> Any:
    """Return what stands at a place of a document."""
    node: Any = document
    for step in steps:
        node = node[step]
    return node


def put(value: Any, *steps: str | int) -> Edit:
    """Return the edit that puts a value at a place."""

    def edit(document: Document) -> None:
        at(document, steps[:-1])[steps[-1]] = value

    return edit


def dropped(*steps: str | int) -> Edit:
    """Return the edit that takes away what stands at a place."""

    def edit(document: Document) -> None:
        del at(document, steps[:-1])[steps[-1]]

    return edit


def move(old: Steps, new: Steps) -> Edit:
    """Return the edit that moves what stands at a place to another; what is missing on the way there is made."""

    def edit(document: Document) -> None:
        value = at(document, old[:-1]).pop(old[-1])
        parent: Any = document
        for step in new[:-1]:
            parent = parent.setdefault(step, {})
        parent[new[-1]] = value

    return edit


def both(first: Edit, second: Edit) -> Edit:
    """Return the edit that is one after another."""

    def edit(document: Document) -> None:
        first(document)
        second(document)

    return edit


def _nothing(document: Document) -> None:
    del document
