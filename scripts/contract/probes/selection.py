"""Probes of lists: `limit`, `offset`, pages, order, defaults, and each filter alone and with others."""

import contextlib
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from scripts.contract.findings import numbered
from scripts.contract.probes import lists, samples
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, inputs
from scripts.contract.probes.creation import FEW, create, mark_of, numbered_request, settled
from scripts.contract.probes.links import Link
from scripts.contract.probes.lists import Expectation, FullList, Oracle, item_schema, key, read_all, reads
from scripts.contract.probes.responses import entries, moment, parsed
from scripts.contract.probes.round_trip import with_marks
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Request, Response

CHECK = "lists_select_correctly"
# More entries than the default page has, so that the default shows.
MANY = 33


def run(session: Session, baselines: Baselines) -> None:
    """Compare each filtered or paged list with the entries expected from the complete list."""
    if baselines.is_stateless:
        return
    done = set()
    for link in baselines.links:
        if link.target.id in session.incomplete_lists:
            done.add(link.target.id)
        if lists.is_paged(session.document, link.target) and link.target.id not in done:
            call = baselines.first(link.source)
            if call is not None:
                with contextlib.suppress(NoResponse):
                    _check_linked(session, link, call)
                    done.add(link.target.id)
    for operation in session.operations:
        call = baselines.first(operation)
        if operation.method == "GET" and call is not None and operation.id not in done:
            with contextlib.suppress(NoResponse):
                _check_list(session, call)


def _check_list(session: Session, call: Call) -> None:
    """Check a list that the contract links to no operation that creates entries."""
    bare = call
    for where in inputs(session.document, call.operation):
        if where.location == "query" and not where.required:
            bare = bare.having("query", **{where.name: None})
    whole = read_all(session, bare, "a list")
    if whole.failed or not whole.entries:
        session.note(f"{call}: no entries; `limit`, `offset` and filters were not tested")
        return
    if not whole.is_complete:
        _note_length(session, bare)
        return
    _compare_all(session, bare, whole, {})


def _note_length(session: Session, target: Call) -> None:
    most = lists.PAGE_SIZE * lists.MAX_PAGES
    session.note(f"{target}: more than {most:,} entries; its pages and filters were not tested")


def _check_linked(session: Session, link: Link, call: Call) -> None:
    """Create entries, and check the list that a link leads to."""
    is_own = link.passes_values
    labels = [each for each in inputs(session.document, call.operation) if each.name in _filter_names(session, link)]
    parent = with_marks(session, call, uuid.uuid4().hex)
    if is_own and labels:
        # A filter must not list the entries of another parent.
        other = with_marks(session, call, uuid.uuid4().hex)
        others = [numbered_request(session, other, number, labels, is_own=True)[0] for number in range(FEW)]
        session.map(lambda each: session.call(each, "a request of another parent"), others)
    target, sent = create(session, link, parent, labels)
    if target is None:
        return
    whole = settled(session, target, FEW if is_own else 2)
    if not is_own and whole.is_complete and not whole.failed:
        whole = _after_later_requests(session, link, target, [made for made, _ in sent[:2]], whole)
    if whole.failed:
        return
    if not whole.is_complete:
        _note_length(session, target)
        return
    if not is_own:
        _compare_all(session, target, whole, {})
        return
    _check_number(session, link, call, target, whole, FEW)
    known = {
        key(entry): label for entry in whole.entries for made, label in sent if mark_of(made, is_own=True) in str(entry)
    }
    _compare_all(session, target, whole, known)
    made = numbered_request(session, parent, FEW, labels, is_own=True)[0]
    session.map(lambda _: session.call(made, "a valid request"), range(MANY - FEW))
    whole = settled(session, target, MANY)
    _check_number(session, link, call, target, whole, MANY)
    _compare(session, target, [Oracle(whole, None, {}).expect("default of limit")], whole)


def _check_number(  # noqa: PLR0913, PLR0917 - both sides of a comparison
    session: Session, link: Link, call: Call, target: Call, whole: FullList, expected: int
) -> None:
    if not whole.failed and len(whole.entries) != expected:
        message = f"the list has {numbered(len(whole.entries), 'entry')} after {expected} requests of {call}"
        session.report(link.target, "sent_data_listed", message, target.request(), cause=f"{link.target.id} number")


def _after_later_requests(
    session: Session, link: Link, target: Call, sent: Sequence[Call], before: FullList
) -> FullList:
    """Send further requests for entries that exist, and return the list, which must show the latest ones."""
    latest: set[str] = set()
    for length, call in enumerate(sent):
        later = call
        for where in inputs(session.document, call.operation, call.media_type):
            if samples.is_free_text(where) and where.location in {"body", "query"} and call.value(where) is not None:
                # The reply may depend on the length of a text.
                later = later.put(where, f"later-{uuid.uuid4().hex * (length + 2)}")
        body = parsed(session.call(later, "a later request for the same entry"))
        latest |= {str(each) for each in (*later.values.values(), *(body.values() if isinstance(body, dict) else ()))}
    names = [each for each in item_schema(session.document, target.operation).get("properties", {}) if "last_" in each]
    marks = [mark_of(each, is_own=False) for each in sent]
    earlier = {key(each): each for each in before.entries if any(mark in str(each) for mark in marks)}
    whole, unchanged = before, []
    for whole in reads(session, target):
        unchanged = list(_unchanged(earlier, whole, names, latest))
        if len(whole.entries) >= len(before.entries) and not unchanged:
            break
    for name, value in unchanged:
        message = f"`{name}` is still {value} after a later request of {sent[0]}"
        cause = f"{link.target.id} {name}"
        session.report(link.target, "lists_show_the_latest", message, target.request(), cause=cause)
    return whole


def _unchanged(
    earlier: Mapping[str, Any], whole: FullList, names: Sequence[str], latest: Collection[str]
) -> Iterator[tuple[str, Any]]:
    """Yield the last times that are not later than before, and the last texts that are older than the latest ones."""
    for entry in whole.entries:
        known = earlier.get(key(entry), {})
        for name in (name for name in names if name in known):
            first, second = moment(known[name]), moment(entry.get(name))
            is_text = first is None and isinstance(known[name], str) and known[name] not in {"", *latest}
            if (first is not None and second is not None and second <= first) or (
                is_text and entry.get(name) == known[name]
            ):
                yield name, entry[name]


def _filter_names(session: Session, link: Link) -> set[str]:
    return {each.name for each in lists.filters(session.document, link.target)}


def _compare_all(session: Session, target: Call, whole: FullList, labels: Mapping[str, Mapping[str, str]]) -> None:
    document, operation = session.document, target.operation
    _check_order(session, target, whole)
    names = {each.name for each in inputs(document, operation) if each.location == "query"}
    time_name = lists.time_property(document, operation) if {lists.START, lists.END} & names else None
    moments = [
        at for each in whole.entries if time_name and isinstance(each, dict) and (at := moment(each.get(time_name)))
    ]
    oracle = Oracle(whole, time_name, labels)
    count = len(whole.entries)
    expected = []
    if {"offset", "limit"} <= names:
        expected += [oracle.expect("default of offset and limit"), *lists.paging(oracle, count, {})]
    if {lists.START, lists.END} <= names:
        expected += lists.times(oracle, moments, {})
    expected += _text_filters(oracle, labels, moments)
    is_wrong = _compare(session, target, expected, whole)
    if {"offset", "limit"} <= names and count > 3 and not is_wrong:
        _check_pages(session, target, whole)


def _text_filters(
    oracle: Oracle, labels: Mapping[str, Mapping[str, str]], moments: Sequence[Any]
) -> Iterator[Expectation]:
    for name in sorted({name for label in labels.values() for name in label}):
        for value in (
            "Mei",
            "Bo",
            "mei",
            "Mei Lin",
            "M_i%",
            "MEI",
            "Me",
            "M%",
            "M__",
            "nobody",
            "' OR '1'='1",
            "%",
            "*",
        ):
            yield oracle.expect(name, **{name: value})
        count = len(oracle.expect(name, **{name: "Mei"}, limit=100).selected)
        yield from lists.paging(oracle, count, {name: "Mei"})
        yield from lists.times(oracle, moments, {name: "Mei"})


def _compare(session: Session, target: Call, expected: Sequence[Expectation], whole: FullList) -> bool:
    """Send queries, and report each that selects other entries; return True if there are any."""

    def ask(each: Expectation) -> tuple[Expectation, Request, Response] | None:
        call = target.having("query", **each.query)
        with contextlib.suppress(NoResponse):
            return each, call.request(), session.call(call, f"`{each.shown or 'the default query'}`")
        return None

    wrong = [each for each in session.map(ask, expected) if each is not None and _difference(each[0], each[2])]
    if wrong and [key(each) for each in read_all(session, target, "a list").entries] != [
        key(each) for each in whole.entries
    ]:
        session.note(f"{target}: the list changes while it is tested, or has no order; its filters were not compared")
        return True
    # A parameter that fails alone fails with others too.
    alone = {name for each, _, _ in wrong if len(each.query) == 1 for name in each.query}
    for each, request, response in wrong:
        if len(each.query) > 1 and alone & each.query.keys():
            continue
        message = f"{f'`{each.shown}`' if each.shown else 'the list without parameters'} {_difference(each, response)}"
        # A page that is longer than `limit` has this cause, whatever the other parameters are.
        is_too_long = len(entries(response) or ()) > int(each.query.get("limit", lists.DEFAULT_LIMIT))
        parameter = "limit" if is_too_long else each.parameter
        location = f"{target.operation.id}, query parameter {parameter}"
        cause = f"{target.operation.id} {parameter} {_kind(each, response)}"
        session.report(target.operation, CHECK, message, request, response, location=location, cause=cause)
    return bool(wrong)


def _difference(expectation: Expectation, response: Response) -> str:
    """Return how a response differs from what was expected; empty if it does not."""
    found = entries(response)
    if found is None:
        return "" if response.status in {400, 422} or response.status >= 500 else f"got {response.status}"
    keys, selected = [key(each) for each in found], list(expectation.selected)
    if keys == selected:
        return ""
    if len(keys) != len(selected):
        return f"returned {numbered(len(keys), 'entry')} instead of {len(selected)}"
    first = next(index for index, pair in enumerate(zip(keys, selected, strict=True)) if pair[0] != pair[1])
    shown = [", ".join(each[first : first + 2]) for each in (keys, selected)]
    return f"returned other entries than the complete list has at these positions: {shown[0]} instead of {shown[1]}"


def _kind(expectation: Expectation, response: Response) -> str:
    found = len(entries(response) or ())
    return "more" if found > len(expectation.selected) else "fewer" if found < len(expectation.selected) else "other"


def _check_order(session: Session, target: Call, whole: FullList) -> None:
    again = read_all(session, target, "a list")
    first, second = [key(each) for each in whole.entries], [key(each) for each in again.entries]
    # Each request may reverse a list, and a whole list needs several requests.
    pages = [[key(each) for each in entries(session.call(target, "a list")) or ()] for _ in range(3)]
    is_same = sorted(first) == sorted(second)
    if (first != second and is_same) or any(each != pages[0] for each in pages if sorted(each) == sorted(pages[0])):
        message = "the order differs between two calls, so that pages overlap"
        session.report(target.operation, "lists_keep_their_order", message, target.request())
    elif first and not set(first) & set(second) and _without_ids(whole) == _without_ids(again):
        message = "the ids of the entries differ between two calls"
        session.report(target.operation, "ids_are_stable", message, target.request())
    if len(set(first)) < len(first):
        message = f"the same entry is listed several times: {next(each for each in first if first.count(each) > 1)}"
        session.report(target.operation, "lists_keep_their_order", message, target.request())


def _without_ids(whole: FullList) -> list[Any]:
    return [
        {name: value for name, value in each.items() if name != "id"} if isinstance(each, dict) else each
        for each in whole.entries
    ]


def _check_pages(session: Session, target: Call, whole: FullList) -> None:
    """Check that pages joined are the whole list."""
    size = min(max(3, len(whole.entries) // 20), whole.cap or lists.PAGE_SIZE)
    offsets = range(0, len(whole.entries) + size, size)

    def page(offset: int) -> list[str]:
        response = session.call(target.having("query", limit=size, offset=offset), "a page")
        return [key(each) for each in entries(response) or ()]

    joined = [each for found in session.map(page, offsets) for each in found]
    keys = [key(each) for each in whole.entries]
    if sorted(joined) != sorted(keys):
        missing, repeated = set(keys) - set(joined), len(joined) - len(set(joined))
        message = f"pages of {size} joined lack {numbered(len(missing), 'entry')}, and repeat {repeated}"
        request = target.having("query", limit=size, offset=size).request()
        session.report(target.operation, "pages_are_complete", message, request, cause=f"{target.operation.id} pages")
