"""Mutations of a request schema: wider ones accept more values, narrower ones fewer."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

Node = dict[str, Any]
# Changes a node in place.
Edit = Callable[[Node], object]

# Keywords that restrict values.
RESTRICTIONS = (
    *("format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "const"),
)
ALTERNATIVES = ("anyOf", "oneOf")
# Additional restrictions, by type, and by format or media type.
NARROWER: dict[str, tuple[tuple[str, Node], ...]] = {
    "string": (
        ("non-empty", {"minLength": 1}),
        ("ascii", {"pattern": "^[ -~]*$"}),
        ("short", {"maxLength": 100}),
        ("numeric", {"type": "integer"}),
    ),
    "integer": (("non-negative", {"minimum": 0}), ("up-to-1000", {"maximum": 1000})),
    "number": (("non-negative", {"minimum": 0}), ("integer", {"type": "integer"})),
    "boolean": (("true-only", {"enum": [True]}), ("false-only", {"enum": [False]})),
    "array": (("single-item", {"maxItems": 1}),),
}
NARROWER_FORMATS: dict[str, tuple[tuple[str, Node], ...]] = {
    "application/json": (("short", {"maxLength": 100}),),
    "date": (("after-1999", {"pattern": "^[2-9]"}),),
    "date-time": (("utc-only", {"pattern": "Z$"}),),
    "uuid": (("lower-case", {"pattern": "^[^A-F]*$"}),),
}


class Mutation(NamedTuple):
    """A change of a node: its kind, location and description, and the edit that makes it."""

    kind: str
    location: str
    description: str
    edit: Edit


def schema_mutations(schema: Node, *, as_text: bool) -> Iterator[Mutation]:
    """Yield the mutations of a schema without references, and of the schemas in it.

    Args:
        schema: The schema.
        as_text: Whether values are sent as text, as in a query, so that any value is a string.
    """
    yield from _wider(schema, as_text=as_text)
    yield from _restrictions_removed(schema)
    yield from _fewer_choices(schema)
    yield from _narrower(schema, as_text=as_text)
    for name, node in schema.get("properties", {}).items():
        yield from _nested(node, f".{name}", ("properties", name), as_text=as_text)
    if isinstance(schema.get("items"), dict):
        yield from _nested(schema["items"], ".*", ("items",), as_text=as_text)
    for number, part in enumerate(schema.get("allOf", ())):
        yield from _nested(part, "", ("allOf", number), as_text=as_text)


def below(steps: Sequence[str | int], edit: Edit) -> Edit:
    """Return the edit of a node that applies another edit to a node below it.

    Args:
        steps: The path from the first node to the second.
        edit: The edit of the second node.
    """

    def edit_below(node: Any) -> None:
        for step in steps:
            node = node[step]
        edit(node)

    return edit_below


def _nested(schema: Node, location: str, steps: Sequence[str | int], *, as_text: bool) -> Iterator[Mutation]:
    for each in schema_mutations(schema, as_text=as_text):
        yield each._replace(location=f"{location}{each.location}", edit=below(steps, each.edit))


def _wider(schema: Node, *, as_text: bool) -> Iterator[Mutation]:
    for name in schema.get("required", ()):
        fewer = [each for each in schema["required"] if each != name]
        yield Mutation("required-removed", f".{name}", "is optional", partial(_update, required=fewer))
    kind = schema.get("type")
    if not isinstance(kind, str) or "enum" in schema or "const" in schema:
        return
    if not (as_text and kind in {"string", "object", "array"}):
        yield Mutation("type-removed", "", "any value is accepted", lambda node: node.clear())
    if not as_text:
        yield Mutation("type-nullable", "", "null is accepted", partial(_update, type=[kind, "null"]))
        other = "integer" if kind == "string" else "string"
        yield Mutation("type-widened", "", f"{other} is accepted too", partial(_update, type=[kind, other]))
    elif kind in {"integer", "boolean"}:
        yield Mutation("type-widened", "", "any number is accepted too", partial(_replace, type=[kind, "number"]))


def _restrictions_removed(schema: Node) -> Iterator[Mutation]:
    for keyword in (*RESTRICTIONS, *ALTERNATIVES):
        # `format: binary` distinguishes files from texts.
        if keyword in schema and not (keyword == "format" and schema["format"] == "binary"):
            yield Mutation(f"{_dashed(keyword)}-removed", "", f"no {keyword}", partial(_remove, keyword=keyword))
    if texts := [value for value in schema.get("enum", ()) if isinstance(value, str)]:
        yield Mutation("enum-removed", "", "any value is accepted", partial(_remove, keyword="enum"))
        cases = [case for text in texts for case in (text.lower(), text.upper()) if case not in texts]
        more = [*schema["enum"], *dict.fromkeys(cases)]
        yield Mutation("enum-case-insensitive", "", "the case of values is ignored", partial(_replace, enum=more))


def _fewer_choices(schema: Node) -> Iterator[Mutation]:
    for value in schema.get("enum", ()):
        if fewer := [each for each in schema["enum"] if each != value]:
            yield Mutation("enum-narrowed", f"={value}", f"{value!r} is rejected", partial(_replace, enum=fewer))
    required = schema.get("required", ())
    for name in schema.get("properties", {}):
        if name not in required:
            edit = partial(_update, required=[*required, name])
            yield Mutation("required-added", f".{name}", "is required", edit)
    for keyword in ALTERNATIVES:
        alternatives = schema.get(keyword, ())
        for number, _ in enumerate(alternatives if len(alternatives) > 1 else ()):
            fewer = [*alternatives[:number], *alternatives[number + 1 :]]
            description = f"{keyword} has one alternative less"
            kind = f"{_dashed(keyword)}-narrowed"
            keywords: Node = {keyword: fewer}
            yield Mutation(kind, f"[{number}]", description, partial(_update, **keywords))


def _narrower(schema: Node, *, as_text: bool) -> Iterator[Mutation]:
    if isinstance(schema.get("type"), str) and not {"enum", "const"} & schema.keys():
        if schema.get("format") == "binary":
            return
        format_ = schema.get("format") or schema.get("contentMediaType", "")
        for name, keywords in NARROWER_FORMATS.get(format_) or NARROWER.get(schema["type"], ()):
            yield Mutation(f"narrowed-{name}", "", name.replace("-", " "), partial(_replace, **keywords))
    if schema.get("properties") and not as_text and "additionalProperties" not in schema:
        description = "no additional properties"
        edit = partial(_update, additionalProperties=False)
        yield Mutation("narrowed-no-additional-properties", "", description, edit)


def _update(node: Node, **keywords: Any) -> None:
    node.update(keywords)


def _remove(node: Node, keyword: str) -> None:
    node.pop(keyword)


def _replace(node: Node, **keywords: Any) -> None:
    """Change keywords of a schema, and remove its default, which it may no longer allow."""
    node.pop("default", None)
    if keywords.get("type") == "integer":
        node.pop("format", None)
    node.update(keywords)


def _dashed(keyword: str) -> str:
    return re.sub("([A-Z])", r"-\1", keyword).lower()
