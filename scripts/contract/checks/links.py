"""Checks of links: sent data is listed, filters and pages select what they should, and listed items exist."""

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

from scripts.contract.checks.inputs import content, inputs, is_paged, query_parameters
from scripts.contract.checks.probe import (
    Case,
    Context,
    PerOperationCheck,
    TestedOperation,
    as_operation,
    count_items,
    send,
    succeeded,
    violation,
)
from scripts.credentials import accepted_schemes, credentials
from scripts.openapi import resolve

# A list may be eventually consistent; no document says how late it may be.
PAUSES = (0, 0.25, 0.5, 1, 2)
PAGE_SIZE, MAX_PAGES = 100, 20
# Values of query parameters that exclude whatever has just been sent.
EXCLUDING = {
    "offset": 1_000_003,
    "start_at": "2999-01-01T00:00:00Z",
    "end_at": "2001-01-01T00:00:00Z",
    "nickname": "unused name",
}


@schemathesis.check
class page_size_within_limit(PerOperationCheck):  # noqa: N801 - the name in the report
    """A page has at most `limit` items. Only a list of two items or more shows a violation."""

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations."""
        del response
        if not is_paged(case.operation):
            return
        # Filters and `offset` are left out, because they could select nothing.
        parameters = query_parameters(case.operation).items()
        required = {name: case.query[name] for name, each in parameters if each.is_required and name in case.query}
        probe = case.derive(query={**required, "limit": 1})
        if (count := count_items(send(ctx, case, probe))) > 1:
            yield violation(probe, "Page longer than limit", f"limit=1: {count} items")


@schemathesis.check
class sent_data_listed(PerOperationCheck):  # noqa: N801 - the name in the report
    """The data of a request is in each list that the contract links to the operation, and its filters select it.

    A mock without state lists the contract's example, whatever it was sent. That is not a violation.
    """

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations."""
        del response
        if not (links := [link for link in _links(case) if is_paged(link.target)]):
            return
        marked, marks = case.derive(), []
        for each in inputs(case):
            if each.is_free_text:
                marks.append(f"{each.name}-{uuid.uuid4()}")
                each.set(marked, marks[-1])
        result = send(ctx, case, marked)
        # The second request makes the list longer than a page of one item.
        send(ctx, case, marked.derive())
        for link in links if succeeded(result) else ():
            if (target := _follow(link, marked, result)) is None:
                continue
            request, is_listed = _search(ctx, marked, target, marks)
            if is_listed is False:
                yield violation(request, "Sent data not listed", f"missing after {case.operation.label}")
            yield from _filter_violations(ctx, marked, target, marks) if is_listed else ()


@schemathesis.check
class listed_items_available(PerOperationCheck):  # noqa: N801 - the name in the report
    """An item of a response exists where the contract links to it."""

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations; an empty response has none."""
        for link in _links(case):
            target = None if is_paged(link.target) else _follow(link, case, response)
            if target is not None and not succeeded(result := send(ctx, case, target)):
                yield violation(target, "Listed item not found", f"{case.operation.label} lists it", result)


def _filter_violations(ctx: Context, marked: Case, target: Case, marks: Sequence[str]) -> Iterator[Failure]:
    """Yield the violations of filters and pages of a list that contains the marks of a request."""
    known = query_parameters(target.operation).keys()
    for name in sorted(EXCLUDING.keys() & known):
        filtered = _with_query(target, **{name: EXCLUDING[name]})
        if _contains(send(ctx, marked, filtered), marks):
            yield violation(filtered, f"{name} has no effect", "the list has items that it excludes")
    page = _with_query(target, limit=1)
    if (count := count_items(send(ctx, marked, page))) > 1:
        yield violation(page, "limit has no effect", f"limit=1: {count} items")
    # A parameter that both operations have filters by the value that was sent.
    for name in sorted(marked.query.keys() & known):
        filtered = _with_query(target, **{name: marked.query[name]})
        result = send(ctx, marked, filtered)
        if succeeded(result) and not _contains(result, marks):
            yield violation(filtered, f"{name} excludes too much", "the list lacks items that it selects")


def _links(case: Case) -> Iterator[OpenApiLink]:
    """Yield the links of the operation's successful responses to operations that are tested."""
    schema = case.operation.schema
    for status, node in case.operation.definition.raw.get("responses", {}).items():
        if str(status).startswith("2"):
            for name, definition in resolve(schema.raw_schema, node).get("links", {}).items():
                link = OpenApiLink(name, str(status), resolve(schema.raw_schema, definition), case.operation)
                if schema.filter_set.applies_to(operation=link.target):
                    yield link


def _follow(link: OpenApiLink, case: Case, response: Response) -> Case | None:
    """Return the request that a link describes, or None if the response lacks a value that it requires."""
    transition = link.extract(StepOutput(response, case))
    parts: dict[str, Any] = {"headers": _credential_headers(link.target)}
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


def _credential_headers(operation: TestedOperation) -> dict[str, str]:
    document = operation.schema.raw_schema
    known = credentials(document)
    schemes = next(iter(accepted_schemes(document, as_operation(operation))), ())
    return {known[scheme].header: known[scheme].header_value() for scheme in schemes}


def _search(ctx: Context, marked: Case, target: Case, marks: Sequence[str]) -> tuple[Case, bool | None]:
    """Search a list, page by page and repeatedly, for the marks of a request.

    Returns:
        The last request, and whether the list has a mark; None if the list cannot be searched.
    """
    for pause in PAUSES:
        time.sleep(pause)
        for number in range(MAX_PAGES):
            page = _with_query(target, limit=PAGE_SIZE, offset=number * PAGE_SIZE)
            response = send(ctx, marked, page)
            if not succeeded(response) or _is_example(response, target):
                return page, None
            if _contains(response, marks):
                return page, True
            if count_items(response) < PAGE_SIZE:
                break
        else:
            return page, None
    return page, False


def _contains(response: Response, marks: Sequence[str]) -> bool:
    return succeeded(response) and any(mark in response.text for mark in marks)


def _is_example(response: Response, case: Case) -> bool:
    """Return True if a response is an example of the contract."""
    document = case.operation.schema.raw_schema
    node = resolve(document, case.operation.definition.raw["responses"].get(str(response.status_code), {}))
    media = node.get("content", {}).values()
    examples = [
        resolve(document, example).get("value") for each in media for example in each.get("examples", {}).values()
    ]
    try:
        return response.json() in examples
    except ValueError:
        return False


def _with_query(case: Case, **query: Any) -> Case:
    return case.derive(query={**case.query, **query})
