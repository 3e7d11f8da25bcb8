"""Reading of lists: whole lists page by page, the properties of entries, and what a query should select."""

import datetime as dt
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.contract.probes.calls import Call, Input, inputs
from scripts.contract.probes.responses import entries, moment
from scripts.contract.probes.session import Session
from scripts.openapi import Document, Operation, success_responses
from scripts.schemas import merge_all_of

PAGE_SIZE, MAX_PAGES = 100, 50
# A list may be eventually consistent; no document says how late it may be.
PAUSES = (0, 0.25, 0.5, 1, 2)
DEFAULT_LIMIT = 30
START, END = "start_at", "end_at"


def is_paged(document: Document, operation: Operation) -> bool:
    """Return True if an operation lists entries in pages."""
    names = {each.name for each in inputs(document, operation) if each.location == "query"}
    return operation.method == "GET" and {"offset", "limit"} <= names


@dataclass(frozen=True)
class FullList:
    """All entries of a list.

    Attributes:
        entries: The entries in their order.
        is_complete: False if the list is longer than what is read.
        cap: The length of a page that the service never exceeds; None if it is not known.
        failed: Whether a page could not be read.
    """

    entries: Sequence[Any]
    is_complete: bool = True
    cap: int | None = None
    failed: bool = False


def read_all(session: Session, call: Call, what: str) -> FullList:
    """Read a list page by page. A page may be shorter than `limit`, because services may limit it further."""
    if not is_paged(session.document, call.operation):
        found = entries(session.call(call, what))
        return FullList(found or [], failed=found is None)
    collected: list[Any] = []
    known: set[str] = set()
    cap = None
    for _ in range(MAX_PAGES):
        page = call.having("query", limit=PAGE_SIZE, offset=len(collected))
        found = entries(session.call(page, what))
        if found is None:
            return FullList(collected, failed=True)
        texts = {json.dumps(each, sort_keys=True) for each in found}
        if texts <= known:
            return FullList(collected, cap=cap)
        if cap is None and 0 < len(collected) < PAGE_SIZE:
            cap = len(collected)
        collected += found
        known |= texts
        if len(found) > PAGE_SIZE:
            return FullList(collected, cap=cap)
    return FullList(collected, is_complete=False, cap=cap)


def reads(session: Session, call: Call) -> Iterator[FullList]:
    """Yield a list, and then again after each pause."""
    for pause in PAUSES:
        time.sleep(pause)
        yield read_all(session, call, "a list")


def key(entry: Any) -> str:
    """Return a text that identifies an entry."""
    if isinstance(entry, dict):
        for name in ("id", "uid"):
            if isinstance(entry.get(name), str):
                return f"{name}={entry[name]}"
    return json.dumps(entry, sort_keys=True)


def item_schema(document: Document, operation: Operation) -> Document:
    """Return the schema of an entry of a list."""
    for response in success_responses(document, operation).values():
        for media in response.get("content", {}).values():
            schema = merge_all_of(document, media.get("schema", {}))
            for each in schema.get("properties", {}).values():
                merged = merge_all_of(document, each)
                if merged.get("type") == "array":
                    return merge_all_of(document, merged.get("items", {}))
    return {}


def time_property(document: Document, operation: Operation) -> str | None:
    """Return the property of entries that time filters compare.

    It is the one that the description of a filter names, else the only one with the format `date-time`.
    """
    properties = item_schema(document, operation).get("properties", {})
    for where in inputs(document, operation):
        if where.name in {START, END}:
            for name in re.findall(r"`(\w+)`", where.description):
                if name in properties:
                    return str(name)
    moments = [name for name, node in properties.items() if merge_all_of(document, node).get("format") == "date-time"]
    return moments[0] if len(moments) == 1 else None


@dataclass(frozen=True)
class Expectation:
    """A query of a list, and the entries that it should select.

    Attributes:
        query: The query parameters.
        selected: The keys of the entries.
        parameter: The parameter that the query tests.
    """

    query: Mapping[str, Any]
    selected: Sequence[str]
    parameter: str

    @property
    def shown(self) -> str:
        """The query as it is shown."""
        return "&".join(f"{name}={value}" for name, value in self.query.items())


class Oracle:
    """Computes what a query of a list should select, from all its entries."""

    def __init__(self, whole: FullList, time_name: str | None, labels: Mapping[str, Mapping[str, str]]) -> None:
        """Prepare the computation.

        Args:
            whole: The whole list.
            time_name: The property that time filters compare.
            labels: The values of other filters by the keys of entries.
        """
        self._whole = whole
        self._time = time_name
        self._labels = labels

    def expect(self, parameter: str, **query: Any) -> Expectation:
        """Return what a query should select."""
        found = [each for each in self._whole.entries if self._matches(each, query)]
        offset, limit = max(0, int(query.get("offset", 0))), int(query.get("limit", DEFAULT_LIMIT))
        limit = limit if self._whole.cap is None else min(limit, self._whole.cap)
        return Expectation(query, [key(each) for each in found[offset : offset + limit]], parameter)

    def _matches(self, entry: Any, query: Mapping[str, Any]) -> bool:
        at = moment(entry.get(self._time)) if self._time and isinstance(entry, dict) else None
        first, last = moment(query.get(START)), moment(query.get(END))
        if at is not None and ((first and at < first) or (last and at > last)):
            return False
        return all(
            self._labels.get(key(entry), {}).get(name, value) == value
            for name, value in query.items()
            if name not in {START, END, "offset", "limit"}
        )


def paging(oracle: Oracle, count: int, extra: Mapping[str, Any]) -> Iterator[Expectation]:
    """Yield queries of `limit` and `offset`, combined with other parameters.

    Args:
        oracle: Computes what they select.
        count: The number of entries that the other parameters select.
        extra: The other parameters.
    """
    # The length of the longest page is unknown if all pages that were read were full.
    for limit in dict.fromkeys(min(each, PAGE_SIZE) for each in (0, 1, 2, max(count - 1, 0), count, count + 1)):
        yield oracle.expect("limit", **extra, limit=limit)
    for offset in dict.fromkeys((0, 1, max(count - 1, 0), count, count + 5, 1_000_003)):
        yield oracle.expect("offset", **extra, offset=offset)
    for offset, limit in ((1, 1), (1, 2), (2, 2), (max(count - 1, 0), 5)):
        yield oracle.expect("offset", **extra, offset=offset, limit=limit)


def times(oracle: Oracle, moments: Sequence[dt.datetime], extra: Mapping[str, Any]) -> Iterator[Expectation]:
    """Yield queries of `start_at` and `end_at`, combined with other parameters.

    Args:
        oracle: Computes what they select.
        moments: The moments of the entries.
        extra: The other parameters.
    """
    # Whatever the times of the entries are, these exclude all of them.
    yield Expectation({**extra, START: "2999-01-01T00:00:00Z"}, (), START)
    yield Expectation({**extra, END: "2001-01-01T00:00:00Z"}, (), END)
    distinct = sorted(set(moments))
    if not distinct:
        return
    middle = distinct[len(distinct) // 2]
    for at in dict.fromkeys((distinct[0], middle, distinct[-1])):
        yield oracle.expect(START, **extra, start_at=utc(at))
        yield oracle.expect(END, **extra, end_at=utc(at))
    for zone in (dt.timezone(dt.timedelta(hours=8)), dt.timezone(-dt.timedelta(hours=5, minutes=30))):
        yield oracle.expect(START, **extra, start_at=middle.astimezone(zone).isoformat())
        yield oracle.expect(END, **extra, end_at=middle.astimezone(zone).isoformat())
    yield oracle.expect(END, **extra, start_at=utc(middle), end_at=utc(middle))
    yield oracle.expect(END, **extra, start_at=utc(distinct[0]), end_at=utc(distinct[-1]))
    yield oracle.expect(START, **extra, start_at="2001-01-01T00:00:00Z")
    yield oracle.expect(END, **extra, end_at="2999-01-01T00:00:00Z")
    if len(distinct) > 3:
        # The last two entries were changed later: they had other times before, within this period.
        period = {START: utc(distinct[-min(8, len(distinct))]), END: utc(distinct[-3])}
        yield oracle.expect(END, **extra, **period)
    if len(distinct) > 1:
        yield oracle.expect(START, **extra, start_at=utc(distinct[-1]), end_at=utc(distinct[0]))
    for page in ({"limit": 1}, {"offset": 1}, {"limit": 2, "offset": 1}):
        yield oracle.expect("paging with a filter", **extra, **page, start_at=utc(middle))
        yield oracle.expect("paging with a filter", **extra, **page, end_at=utc(middle))


def utc(at: dt.datetime) -> str:
    """Return a moment in UTC, as the contract writes it."""
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def filters(document: Document, operation: Operation) -> list[Input]:
    """Return the parameters of a list that select by a text."""
    known = {START, END, "offset", "limit"}
    return [each for each in inputs(document, operation) if each.location == "query" and each.name not in known]
