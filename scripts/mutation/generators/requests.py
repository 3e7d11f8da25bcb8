"""Faults of request validation: the server serves a contract in which the requests of one operation differ."""

import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from scripts import openapi
from scripts.credentials import credentials
from scripts.mutation.fault import ServerFault
from scripts.mutation.generators.schemas import Edit, Mutation, Node, below, schema_mutations
from scripts.openapi import Document, Operation, resolve

URLENCODED = "application/x-www-form-urlencoded"
FORMS = ("multipart/form-data", URLENCODED)


def faults(document: Document) -> Iterator[ServerFault]:
    """Yield the faults of the request validation of each operation."""
    for operation in openapi.operations(document):
        original = _inlined(document, operation)
        for mutation in (
            *_method_mutations(original, operation),
            *_security_mutations(original, operation),
            *_parameter_mutations(original, operation),
            *_body_mutations(original, operation),
        ):
            mutated = _inlined(document, operation)
            mutation.edit(mutated["paths"][operation.path])
            if mutated != original:
                yield ServerFault(
                    operation=operation,
                    part="request",
                    kind=mutation.kind,
                    location=mutation.location,
                    description=mutation.description,
                    contract=mutated,
                )


def _inlined(document: Document, operation: Operation) -> Document:
    """Return a copy of a contract in which the requests of an operation share no schemas with other operations."""
    copied = {**document, "paths": {path: dict(item) for path, item in document["paths"].items()}}
    own = copied["paths"][operation.path][operation.method.lower()] = dict(operation.definition)
    own["parameters"] = [_expanded(document, each) for each in openapi.parameters(document, operation)]
    if "requestBody" in own:
        own["requestBody"] = _expanded(document, own["requestBody"])
    if "security" in own or "security" in document:
        own["security"] = copy.deepcopy(own.get("security", document.get("security")))
    return copied


def _expanded(document: Document, node: Any, references: frozenset[str] = frozenset()) -> Any:
    """Return a copy of a node without references, except recursive ones."""
    if isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
        if reference in references:
            return dict(node)
        return _expanded(document, resolve(document, node), references | {reference})
    if isinstance(node, dict):
        return {key: _expanded(document, value, references) for key, value in node.items()}
    return [_expanded(document, value, references) for value in node] if isinstance(node, list) else node


def _method_mutations(document: Document, operation: Operation) -> Iterator[Mutation]:
    item = document["paths"][operation.path]
    method = operation.method.lower()
    yield Mutation("operation-removed", "", f"{operation.method} is removed", lambda item: item.pop(method))
    unused = next((each for each in ("patch", "put", "post", "delete") if each not in item), None)
    if unused:
        description = f"{operation.method} is {unused.upper()}"
        yield Mutation("method-changed", "", description, lambda item: item.update({unused: item.pop(method)}))


def _security_mutations(document: Document, operation: Operation) -> Iterator[Mutation]:
    method = operation.method.lower()
    alternatives = document["paths"][operation.path][method].get("security") or []
    used = {scheme for alternative in alternatives for scheme in alternative}

    def with_security(requirements: list[Node]) -> Edit:
        return lambda item: item[method].update(security=requirements)

    if used:
        yield Mutation("security-removed", "", "no credential is required", with_security([]))
    if not all(alternatives):
        return
    for scheme in sorted(used) if len(used) > 1 else ():
        fewer = [{name: scopes for name, scopes in each.items() if name != scheme} for each in alternatives]
        yield Mutation("security-removed", scheme, f"{scheme} is not required", with_security(fewer))
    for scheme in credentials(document) if used else ():
        if scheme not in used:
            more = [{**each, scheme: []} for each in alternatives]
            yield Mutation("security-added", scheme, f"{scheme} is required too", with_security(more))


def _parameter_mutations(document: Document, operation: Operation) -> Iterator[Mutation]:
    method = operation.method.lower()
    for number, parameter in enumerate(document["paths"][operation.path][method]["parameters"]):
        location = f"{parameter['in']}.{parameter['name']}"
        edit = partial(below, (method, "parameters", number))
        if parameter["in"] != "path":
            yield _requiredness(location, edit, required=bool(parameter.get("required")))
        if "schema" in parameter:
            yield from _schema_mutations(parameter["schema"], location, edit, as_text=True)


def _body_mutations(document: Document, operation: Operation) -> Iterator[Mutation]:
    method = operation.method.lower()
    body = document["paths"][operation.path][method].get("requestBody")
    if body is None:
        return
    edit = partial(below, (method, "requestBody"))
    yield _requiredness("body", edit, required=bool(body.get("required")))
    content = body["content"]
    for media_type, medium in content.items():
        location = f"body.{media_type.replace('/', '-')}" if len(content) > 1 else "body"
        others = {key: value for key, value in content.items() if key != media_type} or {"application/vnd.api+json": {}}
        remove = edit(partial(_set_content, content=others))
        yield Mutation("media-type-removed", location, f"{media_type} is rejected", remove)
        within = partial(below, (method, "requestBody", "content", media_type))
        for mutation in _schema_mutations(medium.get("schema", {}), location, within, as_text=media_type in FORMS):
            # The mock parses the JSON null as a missing body.
            if (mutation.kind, mutation.location) != ("type-nullable", location):
                yield mutation
    # A URL-encoded form has no files.
    if URLENCODED not in content and not _requires_file(next(iter(content.values()))):
        more = {**content, URLENCODED: copy.deepcopy(next(iter(content.values())))}
        description = f"{URLENCODED} is accepted too"
        yield Mutation("media-type-added", "", description, edit(partial(_set_content, content=more)))


def _requires_file(content: Node) -> bool:
    schema = content.get("schema", {})
    return any(
        schema.get("properties", {}).get(name, {}).get("format") == "binary" for name in schema.get("required", ())
    )


def _set_content(body: Node, content: Node) -> None:
    body["content"] = content


def _requiredness(location: str, edit: Callable[[Edit], Edit], *, required: bool) -> Mutation:
    if required:
        return Mutation(
            "required-removed", location, f"{location} is optional", edit(lambda node: node.update(required=False))
        )
    return Mutation(
        "required-added", location, f"{location} is required", edit(lambda node: node.update(required=True))
    )


def _schema_mutations(
    schema: Node, location: str, edit: Callable[[Edit], Edit], *, as_text: bool
) -> Iterator[Mutation]:
    for mutation in schema_mutations(schema, as_text=as_text):
        place = f"{location}{mutation.location}"
        at_schema = below(("schema",), mutation.edit)
        yield Mutation(mutation.kind, place, f"{place}: {mutation.description}", edit(at_schema))
