"""Faults in what a server answers: another body, status, media type or header than the contract has it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from scripts import openapi
from scripts.mutants.fault import Fault
from scripts.mutants.wire import Answer, Ask, Sent
from scripts.openapi import Document, Operation, resolve

Place = tuple[str | int, ...]
# Of what a member was, to what it becomes: its parent, and its name or number in it.
Damage = Callable[[Any, Any], None]
Damaged = Callable[[Answer], Answer]

# Those that tests can bring about in any server: a request that doesn't fit, one without credentials, and one that
# accepts nothing. For others something must have happened before.
PROVOKED = ("400", "401", "406")


@dataclass(frozen=True)
class Altered:
    """A change of the answers of a status, or of all successes."""

    status: int | None
    damaged: Damaged

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer with what was changed."""
        answer = await ask(sent)
        concerned = answer.succeeded if self.status is None else answer.status == self.status
        if not concerned or sent.method == "HEAD":
            return answer
        damaged = self.damaged(answer)
        return answer if damaged == answer else damaged


def _undocumented(text: str) -> str:
    return f"{text}x"


def _without_zone(text: str) -> str:
    return text[:19]


def _for_people(text: str) -> str:
    return text[:19].replace("T", " ")


def _date_alone(text: str) -> str:
    return text[:10]


def _unix_time(_: str) -> str:
    return "1715249981"


def _cut_text(text: str) -> str:
    return text[:-1]


# How programs write what should be of a format. Functions with names, as they are sent to another process.
FORMATS: dict[str, dict[str, Callable[[str], str]]] = {
    "date-time": {
        "without-zone": _without_zone,
        "for-people": _for_people,
        "date-alone": _date_alone,
        "unix-time": _unix_time,
    },
    "uuid": {"cut": _cut_text, "unix-time": _unix_time},
}


def faults(document: Document) -> Iterator[Fault]:
    """Yield the faults in the answers of each operation of a contract."""
    for operation in openapi.operations(document):
        responses = {str(status): node for status, node in operation.definition.get("responses", {}).items()}
        success = next((each for each in responses if each.startswith("2")), "default")
        yield from _of_body(document, operation, None, responses.get(success, {}))
        yield from _of_status(operation, None, responses, success)
        for status in PROVOKED:
            if status in responses:
                yield from _of_body(document, operation, int(status), responses[status])
                yield from _of_status(operation, int(status), responses, status)
        yield from (replace(fault, stateful=True) for fault in _of_unknown(document, operation, responses))
        yield from _of_other_methods(document, operation)


def _of_unknown(document: Document, operation: Operation, responses: Document) -> Iterator[Fault]:
    """Yield what can be wrong with a 404: a server without state has no reason for any."""
    if "404" in responses:
        yield from _of_body(document, operation, 404, responses["404"])
        yield from _of_status(operation, 404, responses, "404")


def _of_body(document: Document, operation: Operation, status: int | None, response: Document) -> Iterator[Fault]:
    content = resolve(document, response).get("content", {})
    if not content:
        return
    side, prefix = ("answer", "") if status is None else ("error", f"{status}.")

    def fault(kind: str, place: str, what: str, damaged: Damaged) -> Fault:
        return Fault(operation, side, kind, f"{prefix}{place}".rstrip("."), what, change=Altered(status, damaged))

    schema = next(iter(content.values())).get("schema", {})
    usual = status is None
    for place, below, required in _members(document, schema):
        where = ".".join(map(str, place))
        for kind, damage in _damages(below, required=required and isinstance(place[-1], str), usual=usual):
            yield fault(kind, where, f"{where}: {kind.replace('-', ' ')}", partial(_at, place, damage))
    if schema:
        if usual:
            yield fault("body-wrapped", "", "the body stands in a list", _wrapped)
            yield fault("body-null", "", "the body is null", partial(replace, body=b"null"))
        yield fault("body-empty", "", "there is no body", partial(replace, body=b""))
        yield fault("body-cut", "", "the body is no JSON: its end is missing", _cut)
    media_types = (("html", "text/html"), ("plain", "text/plain"), ("missing", None))
    for kind, media_type in media_types if usual else media_types[:1]:
        what = f"the media type is {media_type}"
        yield fault(f"media-type-{kind}", "", what, partial(Answer.with_header, name="content-type", value=media_type))


def _members(
    document: Document, schema: Any, place: Place = (), inside: tuple[int, ...] = ()
) -> Iterator[tuple[Place, Document, bool]]:
    """Yield the members of what a schema describes, at each depth: where, its schema, and whether it is required.

    Of a list, its last entry stands for all.
    """
    schema = resolve(document, schema)
    if not isinstance(schema, dict) or id(schema) in inside:
        return
    inside = (*inside, id(schema))
    for name, member in schema.get("properties", {}).items():
        below = (*place, name)
        yield below, resolve(document, member), name in schema.get("required", ())
        yield from _members(document, member, below, inside)
    if "items" in schema:
        below = (*place, -1)
        yield below, resolve(document, schema["items"]), True
        yield from _members(document, schema["items"], below, inside)
    for part in schema.get("allOf", ()):
        yield from _members(document, part, place, inside)


def _damages(schema: Document, *, required: bool, usual: bool) -> Iterator[tuple[str, Damage]]:
    if required:
        yield "member-dropped", _dropped
        if usual:
            yield "member-renamed", _renamed
    types = schema.get("type", [])
    if types:
        yield "type-changed", _retyped
    if usual and types and "null" not in types:
        yield "value-null", _nulled
    if "enum" in schema or "const" in schema:
        yield "value-undocumented", partial(_rewritten, write=_undocumented)
    for name, write in FORMATS.get(schema.get("format", ""), {}).items():
        yield f"{schema['format']}-{name}", partial(_rewritten, write=write)


def _at(place: Place, damage: Damage, answer: Answer) -> Answer:
    """Return an answer with one of its members damaged; the same if it hasn't the member."""
    try:
        body = parent = json.loads(answer.body)
        for step in place[:-1]:
            parent = parent[step]
        damage(parent, place[-1])
    except (ValueError, LookupError, TypeError):
        return answer
    return answer.with_json(body)


def _dropped(parent: Any, key: Any) -> None:
    del parent[key]


def _renamed(parent: Any, key: Any) -> None:
    parent[f"{key}_"] = parent.pop(key)


def _retyped(parent: Any, key: Any) -> None:
    match parent[key]:
        case str():
            parent[key] = 1
        case list():
            parent[key] = {}
        case dict():
            parent[key] = []
        case value:
            parent[key] = str(value)


def _nulled(parent: Any, key: Any) -> None:
    parent[key] = None


def _rewritten(parent: Any, key: Any, write: Callable[[str], str]) -> None:
    parent[key] = write(parent[key])


def _wrapped(answer: Answer) -> Answer:
    return replace(answer, body=b"[" + answer.body + b"]")


def _cut(answer: Answer) -> Answer:
    return replace(answer, body=answer.body[:-1])


def _of_status(operation: Operation, status: int | None, responses: Document, documented: str) -> Iterator[Fault]:
    side, prefix = ("answer", "") if status is None else ("error", f"{status}.")
    others = [int(each) for each in responses if each.isdecimal() and each != documented]
    if status is not None:
        others = [each for each in others if 400 <= each < 500]
    undocumented = [each for each in ((202, 204) if status is None else (200, 422, 500)) if str(each) not in responses]
    for other in [*others, *undocumented]:
        what = f"{status or 'success'} is answered as {other}"
        change = Altered(status, partial(replace, status=other))
        yield Fault(operation, side, "status-changed", f"{prefix}{other}", what, change=change)


def _of_other_methods(document: Document, operation: Operation) -> Iterator[Fault]:
    """Yield what can be wrong with the refusal of a method that a path doesn't have, for the first one that it has."""
    item = document["paths"][operation.path]
    methods = [method.upper() for method in openapi.METHODS if method in item]
    if operation.method != methods[0]:
        return
    allow = partial(Answer.with_header, name="allow")
    for kind, value in (("missing", None), ("empty", ""), ("other", "TRACE")):
        what = f"Allow is {kind} where a method is refused"
        change = Altered(405, partial(allow, value=value))
        yield Fault(operation, "error", f"allow-{kind}", "405", what, change=change)
    for method in methods if len(methods) > 1 else ():
        what = f"Allow doesn't tell {method}"
        change = Altered(405, partial(allow, value=", ".join(each for each in methods if each != method)))
        yield Fault(operation, "error", "allow-short", f"405.{method}", what, change=change)
    for other in (200, 400, 404, 501):
        change = Altered(405, partial(replace, status=other))
        what = f"a method that the path doesn't have is answered with {other}"
        yield Fault(operation, "error", "status-changed", f"405.{other}", what, change=change)
