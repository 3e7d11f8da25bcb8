"""Faults in what a server takes: it serves a contract that differs from the original in one operation's requests."""

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

from scripts import openapi
from scripts.credentials import credentials
from scripts.mutants.fault import Fault
from scripts.openapi import Document, Operation, resolve

Node = dict[str, Any]
# A change of a node: its kind, what it adds to the place, what is wrong, and how the node is changed.
Edit = tuple[str, str, str, Callable[[Node], object]]

URLENCODED = "application/x-www-form-urlencoded"
FORMS = ("multipart/form-data", URLENCODED)
# Keywords whose loss lets more pass.
LIMITS = (
    *("format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "const"),
)
NARROWER: dict[str, tuple[tuple[str, Node], ...]] = {
    "string": (
        ("no-empty-text", {"minLength": 1}),
        ("ascii-only", {"pattern": "^[ -~]*$"}),
        ("short-text", {"maxLength": 100}),
        ("number-for-text", {"type": "integer"}),
    ),
    "integer": (("not-negative", {"minimum": 0}), ("up-to-1000", {"maximum": 1000})),
    "number": (("not-negative", {"minimum": 0}), ("whole-numbers", {"type": "integer"})),
    "boolean": (("true-alone", {"enum": [True]}), ("false-alone", {"enum": [False]})),
    "array": (("one-at-most", {"maxItems": 1}),),
}


# The same for texts of a format.
NARROWER_FORMATS: dict[str, tuple[tuple[str, Node], ...]] = {
    "date-time": (("utc-alone", {"pattern": "Z$"}),),
    "uuid": (("lower-case-alone", {"pattern": "^[^A-F]*$"}),),
}


def faults(document: Document) -> Iterator[Fault]:
    """Yield the faults in what each operation of a contract takes."""
    for operation in openapi.operations(document):
        for kind, place, what, edit in (
            *_of_operation(document, operation),
            *_of_security(document, operation),
            *_of_parameters(document, operation),
            *_of_body(document, operation),
        ):
            mutated = _inlined(document, operation)
            edit(mutated["paths"][operation.path])
            if mutated != _inlined(document, operation):
                yield Fault(operation, "request", kind, place, what, serves=mutated)


def _inlined(document: Document, operation: Operation) -> Document:
    """Return a copy of a contract in which the requests of an operation share nothing with any other."""
    copied = {**document, "paths": {path: dict(item) for path, item in document["paths"].items()}}
    item = copied["paths"][operation.path]
    own = item[operation.method.lower()] = dict(operation.definition)
    declared = {(each["name"], each["in"]): each for each in openapi.parameters(document, operation)}
    own["parameters"] = [_expanded(document, each) for each in declared.values()]
    if "requestBody" in own:
        own["requestBody"] = _expanded(document, own["requestBody"])
    if "security" in document and "security" not in own:
        own["security"] = document["security"]
    if "security" in own:
        own["security"] = copy.deepcopy(own["security"])
    return copied


def _expanded(document: Document, node: Any, inside: frozenset[str] = frozenset()) -> Any:
    """Return a copy of a node without references, but for those that lead back into themselves."""
    if isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
        if reference in inside:
            return dict(node)
        return _expanded(document, resolve(document, node), inside | {reference})
    if isinstance(node, dict):
        return {key: _expanded(document, value, inside) for key, value in node.items()}
    return [_expanded(document, value, inside) for value in node] if isinstance(node, list) else node


def _of_operation(document: Document, operation: Operation) -> Iterator[Edit]:
    item = document["paths"][operation.path]
    method = operation.method.lower()
    yield "operation-gone", "", f"{operation.method} isn't answered any more", lambda item: item.pop(method)
    free = next((each for each in ("patch", "put", "post", "delete") if each not in item), None)
    if free:
        what = f"{free.upper()} stands for {operation.method}"
        yield "method-changed", "", what, lambda item: item.update({free: item.pop(method)})


def _of_security(document: Document, operation: Operation) -> Iterator[Edit]:
    method = operation.method.lower()
    alternatives = operation.definition.get("security", document.get("security")) or []
    used = {scheme for alternative in alternatives for scheme in alternative}

    def edit(change: Callable[[list[Node]], list[Node]]) -> Callable[[Node], object]:
        return lambda item: item[method].update(security=change(item[method].get("security") or []))

    if used:
        yield "security-dropped", "", "no credential is needed", edit(lambda _: [])
    if not all(alternatives):
        return
    for scheme in sorted(used):
        if len(used) > 1:
            drop = edit(lambda found, name=scheme: [{k: v for k, v in each.items() if k != name} for each in found])  # type: ignore[misc]
            yield "security-dropped", scheme, f"{scheme} isn't needed", drop
    for scheme in (each for each in credentials(document) if used and each not in used):
        add = edit(lambda found, name=scheme: [{**each, name: []} for each in found])  # type: ignore[misc]
        yield "security-added", scheme, f"{scheme} is needed, too", add


def _of_parameters(document: Document, operation: Operation) -> Iterator[Edit]:
    method = operation.method.lower()
    for number, parameter in enumerate(_inlined(document, operation)["paths"][operation.path][method]["parameters"]):
        place = f"{parameter['in']}.{parameter['name']}"

        def at(edit: Callable[[Node], object], number: int = number) -> Callable[[Node], object]:
            return lambda item: edit(item[method]["parameters"][number])

        if parameter["in"] != "path":
            if parameter.get("required"):
                edit = at(lambda found: found.update(required=False))
                yield "required-dropped", place, f"{place} isn't needed", edit
            else:
                yield "required-added", place, f"{place} is needed", at(lambda found: found.update(required=True))
        if "schema" in parameter:
            for kind, below, what, edit in _of_schema(parameter["schema"], as_text=True):
                yield kind, f"{place}{below}", f"{place}{below}: {what}", at(_below("schema", edit))


def _of_body(document: Document, operation: Operation) -> Iterator[Edit]:
    method = operation.method.lower()
    body = _inlined(document, operation)["paths"][operation.path][method].get("requestBody")
    if body is None:
        return

    def at(edit: Callable[[Node], object]) -> Callable[[Node], object]:
        return lambda item: edit(item[method]["requestBody"])

    if body.get("required"):
        yield "required-dropped", "body", "no body is needed", at(lambda found: found.update(required=False))
    else:
        yield "required-added", "body", "a body is needed", at(lambda found: found.update(required=True))
    content = body["content"]
    for media_type, medium in content.items():
        place = f"body.{media_type.replace('/', '-')}" if len(content) > 1 else "body"
        instead: Node = {"application/vnd.api+json": {}}

        def without(found: Node, name: str = media_type, instead: Node = instead) -> None:
            found["content"] = {key: value for key, value in found["content"].items() if key != name} or instead

        yield "media-type-dropped", place, f"{media_type} is refused", at(without)
        for kind, below, what, edit in _of_schema(medium.get("schema", {}), as_text=media_type in FORMS):
            where = _below("content", _below(media_type, _below("schema", edit)))
            if (kind, below) == ("type-nullable", ""):
                # The mock takes it for no body.
                continue
            yield kind, f"{place}{below}", f"{place}{below}: {what}", at(where)
    if URLENCODED not in content:
        medium = next(iter(content.values()))
        added = {**content, URLENCODED: copy.deepcopy(medium)}
        yield "media-type-added", "", f"{URLENCODED} is taken, too", at(lambda found: found.update(content=added))


def _below(key: str, edit: Callable[[Node], object]) -> Callable[[Node], object]:
    return lambda node: edit(node[key])


def _of_schema(schema: Node, *, as_text: bool) -> Iterator[Edit]:
    """Yield what can be wrong with a schema without references, and with those in it.

    Args:
        schema: The schema.
        as_text: What it describes travels as a text, so that every value is a string.
    """
    yield from _wider(schema, as_text=as_text)
    yield from _narrower(schema, as_text=as_text)
    for name, below in schema.get("properties", {}).items():
        for kind, place, what, edit in _of_schema(below, as_text=as_text):
            yield kind, f".{name}{place}", what, _below("properties", _below(name, edit))
    if isinstance(schema.get("items"), dict):
        for kind, place, what, edit in _of_schema(schema["items"], as_text=as_text):
            yield kind, f".*{place}", what, _below("items", edit)
    for number, part in enumerate(schema.get("allOf", ())):
        for kind, place, what, edit in _of_schema(part, as_text=as_text):
            yield kind, place, what, lambda node, n=number, do=edit: do(node["allOf"][n])  # type: ignore[misc]


def _wider(schema: Node, *, as_text: bool) -> Iterator[Edit]:
    kind = schema.get("type")
    for name in schema.get("required", ()):
        less = [each for each in schema["required"] if each != name]
        edit: Callable[[Node], object] = lambda node, less=less: node.update(required=less)  # type: ignore[misc] # noqa: E731
        yield "required-dropped", f".{name}", "isn't needed", edit
    yield from _unlimited(schema)
    if not isinstance(kind, str) or "enum" in schema or "const" in schema:
        return
    if not (as_text and kind in {"string", "object", "array"}):
        yield "type-ignored", "", "takes anything", lambda node: _replace(node, clear=True)
    if not as_text:
        yield "type-nullable", "", "takes null", lambda node: node.update(type=[kind, "null"])
        other = "integer" if kind == "string" else "string"
        yield "type-widened", "", f"takes {other}, too", lambda node: node.update(type=[kind, other])
    elif kind in {"integer", "boolean"}:
        yield "type-widened", "", "takes any number, too", lambda node: _replace(node, type=[kind, "number"])


def _unlimited(schema: Node) -> Iterator[Edit]:
    for limit in LIMITS:
        if limit in schema and not (limit == "format" and schema["format"] == "binary"):
            yield f"{_dashed(limit)}-dropped", "", f"no {limit}", lambda node, name=limit: node.pop(name)  # type: ignore[misc]
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            yield f"{_dashed(choice)}-dropped", "", f"no {choice}", lambda node, name=choice: node.pop(name)  # type: ignore[misc]
    if texts := [value for value in schema.get("enum", ()) if isinstance(value, str)]:
        yield "enum-dropped", "", "takes any value", lambda node: node.pop("enum")
        cases = [case for text in texts for case in (text.lower(), text.upper()) if case not in texts]
        more = [*schema["enum"], *dict.fromkeys(cases)]
        yield "enum-widened", "", "upper and lower case are one", lambda node: _replace(node, enum=more)


def _narrower(schema: Node, *, as_text: bool) -> Iterator[Edit]:
    for value in schema.get("enum", ()):
        less = [each for each in schema["enum"] if each != value]
        if less:
            edit: Callable[[Node], object] = lambda node, less=less: _replace(node, enum=less)  # type: ignore[misc] # noqa: E731
            yield "enum-narrowed", f"={value}", f"refuses {value!r}", edit
    for name in (each for each in schema.get("properties", {}) if each not in schema.get("required", ())):
        more = [*schema.get("required", ()), name]
        edit = lambda node, more=more: node.update(required=more)  # type: ignore[misc] # noqa: E731
        yield "required-added", f".{name}", "is needed", edit
    for choice in ("anyOf", "oneOf"):
        for number, _ in enumerate(schema.get(choice, ()) if len(schema.get(choice, ())) > 1 else ()):
            edit = lambda node, name=choice, n=number: node[name].pop(n)  # type: ignore[misc] # noqa: E731
            yield f"{_dashed(choice)}-narrowed", f"[{number}]", f"{choice} has one choice less", edit
    if isinstance(schema.get("type"), str) and not {"enum", "const"} & schema.keys():
        if schema.get("format") == "binary":
            return
        formatted = NARROWER_FORMATS.get(schema.get("format", ""))
        for kind, stricter in formatted or NARROWER.get(schema["type"], ()):
            yield f"narrowed-{kind}", "", kind.replace("-", " "), lambda node, add=stricter: _replace(node, **add)  # type: ignore[misc]
    if schema.get("properties") and not as_text and "additionalProperties" not in schema:
        # Prism fails on `additionalProperties`.
        names = {"propertyNames": {"enum": list(schema["properties"])}}
        yield "narrowed-no-further-members", "", "no further members", lambda node: node.update(names)


def _replace(node: Node, *, clear: bool = False, **members: Any) -> None:
    """Change members of a schema; what they made of its default and its format no longer counts."""
    if clear:
        node.clear()
    node.pop("default", None)
    if members.get("type") == "integer":
        node.pop("format", None)
    node.update(members)


def _dashed(keyword: str) -> str:
    return re.sub("([A-Z])", r"-\1", keyword).lower()
