"""Checks of values that schemathesis seldom makes: beside those that are permitted, and far out among them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine.run import PhaseName

from scripts.contract.probe import Case, Context, Departure, OncePerOperation, send
from scripts.openapi import Document, resolve

URLENCODED = "application/x-www-form-urlencoded"
FAR: Sequence[int] = (-1, 1_000_003)
FURTHER = ("x" * 2000, "\u5b57")
# Of a format: what is written in another way than usual.
UNUSUAL = {"uuid": "3FA85F64-5717-4562-B3FC-2C963F66AFA6", "date-time": "2024-05-09T12:00:00.5+02:00"}
# What limits a value, so that not all of its type are permitted.
LIMITS = {
    *("enum", "const", "format", "pattern", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "oneOf", "anyOf", "not", "if"),
}
# How a server says that it is the request that is wrong.
REFUSED = {400, 413, 414, 422}

# Puts a value into a copy of a request.
Put = Callable[[Case, Any], None]


@schemathesis.check
class what_is_nearly_permitted_is_refused(OncePerOperation):  # noqa: N801 - reports name it so
    """A value in another case than those of an enumeration, or with a blank behind it, isn't one of them."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        for name, schema, _, put in _places(case):
            permitted = schema.get("enum", ())
            texts = [value for value in permitted if isinstance(value, str)]
            # Where anything is taken, schemathesis tells.
            if not texts or _is_taken(_answer(ctx, case, put, f"{texts[0]} or not")[1]):
                continue
            near = [value for text in texts for value in (text.lower(), text.upper(), f"{text} ")]
            for value in dict.fromkeys(near):
                probe, answer = _answer(ctx, case, put, value)
                if value not in permitted and _is_taken(answer):
                    yield _departure(probe, f"Not refused: {name} with another value", f"{value!r}", answer)
                    break


@schemathesis.check
class what_is_permitted_is_taken(OncePerOperation):  # noqa: N801 - reports name it so
    """A text without a limit may be long and of any script, and a number without one negative or large."""

    # What is created so comes after the examples, which may count.
    phases = frozenset({PhaseName.COVERAGE})

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        for name, schema, given, put in _places(case):
            # Made from the value that was taken: what it has to begin with isn't the matter here.
            more = FURTHER if given is None or isinstance(given, str) else ()
            texts = [f"{given or ''}{text}" for text in more if text.isascii() or not name.startswith("header.")]
            values: Sequence[Any] = {"string": texts, "integer": FAR}.get(schema.get("type", ""), ())
            if limited := LIMITS & schema.keys():
                values = [UNUSUAL[schema["format"]]] if limited == {"format"} and schema["format"] in UNUSUAL else ()
            for value in values:
                probe, answer = _answer(ctx, case, put, value)
                if answer.status_code in REFUSED:
                    told = value if len(str(value)) < 100 else f"{len(value)} characters"
                    yield _departure(probe, f"Refused, though permitted: {name}", told, answer)


@schemathesis.check
class other_media_types_are_refused(OncePerOperation):  # noqa: N801 - reports name it so
    """A body of a media type that isn't documented is refused."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        documented = _content(case)
        if case.media_type not in documented or not isinstance(case.body, dict):
            return
        for media_type in ("text/plain", URLENCODED):
            if media_type in documented:
                continue
            probe = case.derive()
            if media_type == URLENCODED:
                probe.media_type = media_type
            else:
                probe.headers["Content-Type"] = media_type
            answer = send(ctx, case, probe)
            if _is_taken(answer):
                yield _departure(probe, "Not refused: another media type", media_type, answer)


def _answer(ctx: Context, case: Case, put: Put, value: Any) -> tuple[Case, Response]:
    probe = case.derive()
    put(probe, value)
    return probe, send(ctx, case, probe)


def _is_taken(answer: Response) -> bool:
    return 200 <= answer.status_code < 300


def _departure(probe: Case, title: str, told: str, answer: Response) -> Departure:
    message = f"{told}\nReceived: {answer.status_code}"
    return Departure(operation=probe.operation.label, title=title, message=message, case_id=probe.id)


def _content(case: Case) -> Document:
    document = case.operation.schema.raw_schema
    content: Document = resolve(document, case.operation.definition.raw.get("requestBody", {})).get("content", {})
    return content


def _places(case: Case) -> Iterator[tuple[str, Document, Any, Put]]:
    """Yield the parameters and the members of a request's body: name, schema, value, and how to put another there."""
    document = case.operation.schema.raw_schema
    item = document["paths"][case.operation.path]
    for declared in [*item.get("parameters", ()), *case.operation.definition.raw.get("parameters", ())]:
        parameter = resolve(document, declared)
        name, where = parameter["name"], {"query": "query", "header": "headers"}.get(parameter["in"])
        if where and "schema" in parameter:
            given = getattr(case, where).get(name)
            yield f"{parameter['in']}.{name}", _merged(document, parameter["schema"]), given, _into(where, name)
    if isinstance(case.body, dict) and case.media_type in _content(case):
        schema = _merged(document, _content(case)[case.media_type].get("schema", {}))
        for name, member in schema.get("properties", {}).items():
            yield f"body.{name}", _merged(document, member), case.body.get(name), _into("body", name)


def _into(container: str, name: str) -> Put:
    def put(probe: Case, value: Any) -> None:
        getattr(probe, container)[name] = value if container in {"body", "query"} else str(value)

    return put


def _merged(document: Document, schema: Any) -> Document:
    """Return a schema with what it refers to, and with what it takes over from others by `allOf`."""
    found: Document = dict(resolve(document, schema))
    for part in found.pop("allOf", ()):
        found = {**_merged(document, part), **found}
    return found
