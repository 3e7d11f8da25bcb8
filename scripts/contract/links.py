"""Checks of what the contract links: what was sent is listed, filters hold for it, and what is listed is there."""

import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.result import Ok
from schemathesis.core.transforms import UNRESOLVABLE
from schemathesis.core.transport import Response
from schemathesis.generation.stateful.state_machine import StepOutput
from schemathesis.specs.openapi.stateful.links import OpenApiLink

from scripts import openapi
from scripts.contract.places import content, is_free_text, is_list, places, query_of
from scripts.contract.probe import Case, Context, OncePerOperation, Tested, departure, entries, is_taken, send
from scripts.credentials import accepted, credentials
from scripts.openapi import resolve

# A list may be late. No document says how late.
PAUSES = (0, 0.25, 0.5, 1, 2)
PAGE, MOST_PAGES = 100, 20
# With these in its query, a list leaves out whatever has just been sent.
NOTHING_LEFT = {
    "offset": 1_000_003,
    "start_at": "2999-01-01T00:00:00Z",
    "end_at": "2001-01-01T00:00:00Z",
    "nickname": "a name that nobody has",
}


@schemathesis.check
class what_was_sent_is_listed(OncePerOperation):  # noqa: N801 - reports name it so
    """What an operation was sent is in each list that the contract links it to, unless a filter leaves it out.

    A mock without state lists the contract's example whatever it was sent. That says nothing, and is no departure.
    """

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract."""
        del response
        if not (links := [link for link in _links(case) if is_list(link.target)]):
            return
        marked, marks = case.derive(), []
        for name, schema, _, put in places(case):
            if is_free_text(schema):
                marks.append(f"{name.rpartition('.')[2]}-{uuid.uuid4()}")
                put(marked, marks[-1])
        answer = send(ctx, case, marked)
        # Twice, so that there is more than a page of one.
        send(ctx, case, marked.derive())
        for link in links if is_taken(answer) else ():
            if (target := _target(link, marked, answer)) is None:
                continue
            asked, listed = _is_listed(ctx, marked, target, marks)
            if listed is False:
                yield departure(asked, "What was sent isn't listed", f"it isn't there after {case.operation.label}")
            yield from _filters(ctx, marked, target, marks) if listed else ()


def _filters(ctx: Context, marked: Case, target: Case, marks: Sequence[str]) -> Iterator[Failure]:
    """Yield what departs from the contract in how a list is filtered that has what a request was marked with."""
    known = query_of(target.operation).keys()
    for name in sorted(NOTHING_LEFT.keys() & known):
        filtered = _with(target, **{name: NOTHING_LEFT[name]})
        if _has(send(ctx, marked, filtered), marks):
            yield departure(filtered, f"{name} has no effect", "what it should leave out is listed")
    page = _with(target, limit=1)
    if (found := entries(send(ctx, marked, page))) > 1:
        yield departure(page, "limit has no effect", f"limit=1: {found} entries")
    # A parameter of the same name is about the same.
    for name in sorted(marked.query.keys() & known):
        filtered = _with(target, **{name: marked.query[name]})
        if not _has(answer := send(ctx, marked, filtered), marks) and is_taken(answer):
            yield departure(filtered, f"{name} leaves out too much", "what it should keep isn't listed")


@schemathesis.check
class what_is_listed_is_there(OncePerOperation):  # noqa: N801 - reports name it so
    """What an operation answers is found where the contract links it to."""

    def departures(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield what departs from the contract: found only where there is something to look for."""
        for link in _links(case):
            target = None if is_list(link.target) else _target(link, case, response)
            if target is not None and not is_taken(answer := send(ctx, case, target)):
                yield departure(target, "What is listed isn't there", f"{case.operation.label} has it", answer)


def _links(case: Case) -> Iterator[OpenApiLink]:
    """Yield the links of an operation's success to operations that are tested, too."""
    schema = case.operation.schema
    document = schema.raw_schema
    for status, node in case.operation.definition.raw.get("responses", {}).items():
        if str(status).startswith("2"):
            for name, link in resolve(document, node).get("links", {}).items():
                found = OpenApiLink(name, str(status), resolve(document, link), case.operation)
                if schema.filter_set.applies_to(operation=found.target):
                    yield found


def _target(link: OpenApiLink, case: Case, answer: Response) -> Case | None:
    """Return the request that a link leads to; None if something that it needs isn't there."""
    transition = link.extract(StepOutput(answer, case))
    parts: dict[str, Any] = {"headers": _credentials(link.target)}
    for container, parameters in transition.parameters.items():
        for name, extracted in parameters.items():
            value = extracted.value.ok() if isinstance(extracted.value, Ok) else UNRESOLVABLE
            if value is not UNRESOLVABLE:
                parts.setdefault(container, {})[name] = value
            elif extracted.is_required:
                return None
    if transition.request_body is not None:
        body = transition.request_body.value
        if not isinstance(body, Ok) or body.ok() is UNRESOLVABLE:
            return None
        parts |= {"body": body.ok(), "media_type": next(iter(content(link.target)))}
    target: Case = link.target.Case(**parts)
    return target


def _credentials(operation: Tested) -> dict[str, str]:
    """Return the headers with the credentials that an operation takes."""
    document = operation.schema.raw_schema
    known = credentials(document)
    found = next(each for each in openapi.operations(document) if f"{each.method} {each.path}" == operation.label)
    schemes = next(iter(accepted(document, found, known)), ())
    return {known[scheme].header: known[scheme].sent() for scheme in schemes}


def _with(case: Case, **query: Any) -> Case:
    return case.derive(query={**case.query, **query})


def _has(answer: Response, marks: Sequence[str]) -> bool:
    return is_taken(answer) and any(mark in answer.text for mark in marks)


def _is_listed(ctx: Context, marked: Case, target: Case, marks: Sequence[str]) -> tuple[Case, bool | None]:
    """Tell whether a list has one of some marks, None if that can't be told, with the last request for it."""
    for pause in PAUSES:
        time.sleep(pause)
        for page in range(MOST_PAGES):
            asked = _with(target, limit=PAGE, offset=page * PAGE)
            answer = send(ctx, marked, asked)
            if not is_taken(answer) or _is_example(answer, target):
                return asked, None
            if _has(answer, marks):
                return asked, True
            if entries(answer) < PAGE:
                break
        else:
            return asked, None
    return asked, False


def _is_example(answer: Response, case: Case) -> bool:
    """Tell whether an answer is an example of the contract, word for word."""
    document = case.operation.schema.raw_schema
    node = resolve(document, case.operation.definition.raw["responses"].get(str(answer.status_code), {}))
    media = node.get("content", {}).values()
    examples = [
        resolve(document, example).get("value") for each in media for example in each.get("examples", {}).values()
    ]
    try:
        return answer.json() in examples
    except ValueError:
        return False
