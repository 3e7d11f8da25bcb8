"""Mutants of a service with state: each has one bug of real services, which shows in values, lists, callers or HTTP."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from scripts import openapi
from scripts.contract.probes.calls import Input, body_content, inputs
from scripts.contract.probes.lists import END, START, filters, is_paged, item_schema
from scripts.contract.probes.samples import is_free_text, is_moment
from scripts.credentials import accepted_schemes, credentials
from scripts.mutation.contract_test_pool import ContractTestPool
from scripts.mutation.fault import ServerFault
from scripts.mutation.fault_proxy import Middleware
from scripts.mutation.generators.state_faults import (
    AcceptsCredential,
    ChangesEntries,
    ChangesQuery,
    ChangesResponse,
    FailsAfter,
    FailsOnValue,
    MergesCallers,
    NormalisesValue,
    RejectsHeader,
)
from scripts.mutation.mutant import Mutant
from scripts.openapi import Document, Operation
from scripts.schemas import merge_all_of

# Values on which services fail, and what they respond: a status code, or None for a connection that is cut.
FAILURES: tuple[tuple[str, str, int | None], ...] = (
    ("long", "long", 500),
    ("very-long", "very_long", 500),
    ("astral", "astral", 500),
    ("unicode", "unicode", 500),
    ("quote", "quote", 500),
    ("nul", "nul", 500),
    ("long-rejected", "long", 400),
    ("astral-cut", "astral", None),
)
HEADER_FAILURES = {"long", "quote", "long-rejected"}
CHANGES: tuple[str, ...] = ("truncated", "lower_case", "escaped", "question_marks", "stripped", "normalized")
LENIENT: dict[str, tuple[str, ...]] = {
    "integer": ("underscores", "plus_sign", "full_width", "blanks"),
    "date-time": ("date_only", "without_zone", "week"),
    "uuid": ("without_dashes", "braces"),
}
PAGING = (
    *("limit_plus_one", "limit_zero_ignored", "limit_at_most_five", "offset_plus_one"),
    *("default_limit_20", "default_limit_50"),
)
TIMES = ("start_exclusive", "end_exclusive", "start_ignores_zone", "end_ignores_zone", "start_ignored", "end_ignored")
TEXT_FILTERS = ("lower_cased", "first_letters", "ignored_with_limit", "ignored_with_times", "ignored")
ENTRIES = ("first_missing", "last_missing", "repeated", "shuffled", "empty_second_page", "same_ids")
CREDENTIALS = ("prefix", "suffix", "capitals", "in_query", "bearer", "empty")
HEADERS = (
    ("accept-missing", "accept", "missing", 406),
    ("accept-any", "accept", "*/*", 406),
    ("accept-list", "accept", ",", 406),
    ("accept-quality", "accept", "q=0.", 406),
    ("content-type-charset", "content-type", "charset", 400),
    ("content-type-capitals", "content-type", "capitals", 400),
)
RESPONSES = ("not_a_number", "wrong_times", "html_error", "no_error_detail", "head_fails", "options_fails")
RATES = (100, 200)


def faults(document: Document) -> Iterator[ServerFault]:
    """Yield the faults of all operations of a contract."""
    for operation in openapi.operations(document):
        for part in (_values, _entries, _queries, _callers, _http):
            for kind, location, middleware in part(document, operation):
                yield ServerFault(
                    operation=operation,
                    part="state",
                    kind=f"{part.__name__[1:]}/{kind.replace('_', '-')}",
                    location=location,
                    description=f"{kind.replace('_', ' ').replace('-', ' ')} {location}".strip(),
                    middleware=middleware,
                    stateful=True,
                    probes_only=True,
                )


def mutants(contract: Path, stack: ExitStack, workers: int) -> Sequence[Mutant]:
    """Return the mutants of a service with state, which only the probes of the contract tests test.

    Args:
        contract: The path of the contract.
        stack: The stack that stops the processes of the tests.
        workers: The number of mutants that are tested concurrently.
    """
    pool = ContractTestPool(contract, stack, workers)
    return [
        Mutant(
            f"state/{fault.id}", f"state/{fault.kind.partition('/')[0]}", fault.description, partial(pool.test, fault)
        )
        for fault in faults(pool.contract)
    ]


Fault = tuple[str, str, Middleware]


def _inputs(document: Document, operation: Operation) -> list[Input]:
    media_type = next((each for each in body_content(document, operation) if "multipart" not in each), None)
    return inputs(document, operation, media_type)


def _values(document: Document, operation: Operation) -> Iterator[Fault]:
    """Yield faults on single values: valid ones that fail or are rejected, and invalid ones that are accepted."""
    for where in _inputs(document, operation):
        if is_free_text(where) and not (where.location != "body" and is_moment(where)):
            for kind, condition, status in FAILURES:
                if where.location != "header" or kind in HEADER_FAILURES:
                    # An operation without state may validate the syntax of an address.
                    yield kind, str(where), FailsOnValue(where.location, where.name, condition, status)
        form = str(where.schema.get("format") or where.schema.get("type"))
        for kind in LENIENT.get(form, ()):
            yield kind, str(where), NormalisesValue(where.location, where.name, kind)


def _entries(document: Document, operation: Operation) -> Iterator[Fault]:
    """Yield faults of what a list shows."""
    properties = item_schema(document, operation).get("properties", {}) if operation.method == "GET" else {}
    sent = {
        each.name for other in openapi.operations(document) for each in _inputs(document, other) if is_free_text(each)
    }
    for name in properties:
        merged = merge_all_of(document, properties[name])
        if merged.get("type") == "string" and "format" not in merged and (name in sent or name == "receive"):
            for change in CHANGES:
                if name != "uid" or change in {"truncated", "lower_case"}:
                    yield change, name, ChangesEntries(name, change)
    if properties and is_paged(document, operation):
        for kind in ENTRIES:
            yield kind, "", ChangesEntries("", kind)
    if {"send", "receive"} <= properties.keys():
        yield "swapped_texts", "", ChangesEntries("", "swapped_texts")


def _queries(document: Document, operation: Operation) -> Iterator[Fault]:
    """Yield faults of `limit`, `offset` and filters."""
    if not is_paged(document, operation):
        return
    names = {each.name for each in _inputs(document, operation) if each.location == "query"}
    for kind in PAGING:
        yield kind, "", ChangesQuery(kind, "")
    for kind in TIMES if {START, END} <= names else ():
        yield kind, "", ChangesQuery(kind, "")
    for where in filters(document, operation):
        for kind in TEXT_FILTERS:
            yield kind, where.name, ChangesQuery(kind, where.name)


def _callers(document: Document, operation: Operation) -> Iterator[Fault]:
    """Yield faults of credentials, and of data that callers share."""
    known = credentials(document)
    for scheme in next(iter(accepted_schemes(document, operation)), ()):
        for kind in CREDENTIALS:
            yield kind, scheme, AcceptsCredential(known[scheme], kind)
    first = next(iter(next(iter(accepted_schemes(document, operation)), ())), None)
    if first is not None and item_schema(document, operation) and operation.method == "GET":
        yield "shared_by_callers", "", MergesCallers(tuple(known.values()))


def _http(document: Document, operation: Operation) -> Iterator[Fault]:
    """Yield faults of negotiation and framing, and rare failures."""
    for kind, header, condition, status in HEADERS:
        if header == "accept" or body_content(document, operation):
            yield kind, "", RejectsHeader(header, condition, status)
    for kind in RESPONSES:
        has_times = operation.method == "GET" and item_schema(document, operation)
        if kind in {"not_a_number", "wrong_times"} and not has_times:
            continue
        if kind == "head_fails" and operation.method != "GET":
            continue
        yield kind, "", ChangesResponse(kind)
    for rate in RATES:
        yield f"fails-once-in-{rate}", "", FailsAfter(rate)
