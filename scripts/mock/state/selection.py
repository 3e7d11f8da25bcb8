"""Filters and paging of the lists of messages and conversations."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple

from scripts.mock.state.models import MAX_MESSAGES, ListItem

DEFAULT_LIMIT = 30
# The documented default of `start_at` is 1970-1-1.
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


class Selection(NamedTuple):
    """The items of a list that a request selects.

    Attributes:
        offset: The number of matching items to skip.
        limit: The number of items to list at most.
        start_at: The earliest moment to list.
        end_at: The latest moment to list.
        nickname: The nickname of the items to list.
    """

    offset: int
    limit: int
    start_at: dt.datetime | None
    end_at: dt.datetime | None
    nickname: str | None

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "Selection":
        """Return the selection of a query. A negative `offset` or `limit` counts as 0."""
        # No list is longer than MAX_MESSAGES, and neither islice nor Redis supports integers of any size.
        offset = min(max(0, query.get("offset", 0)), MAX_MESSAGES)
        limit = min(max(0, query.get("limit", DEFAULT_LIMIT)), MAX_MESSAGES)
        start_at, end_at = (_moment(query.get(name, "")) for name in ("start_at", "end_at"))
        return cls(offset, limit, start_at, end_at, query.get("nickname"))

    @property
    def has_filter(self) -> bool:
        """True if items are filtered, and not only paged."""
        return self.start_at is not None or self.end_at is not None or self.nickname is not None

    def apply(self, items: Iterable[ListItem]) -> list[bytes]:
        """Return the JSON of the selected items."""
        end = self.offset + self.limit
        if self.has_filter:
            items = filter(self._matches, items)
        elif isinstance(items, list):
            return [item.json for item in items[self.offset : end]]
        return [item.json for item in islice(items, self.offset, end)]

    def _matches(self, item: ListItem) -> bool:
        if self.nickname is not None and item.nickname != self.nickname:
            return False
        if self.start_at is None and self.end_at is None:
            return True
        moment = dt.datetime.fromisoformat(item.created_at)
        return (self.start_at is None or self.start_at <= moment) and (self.end_at is None or moment <= self.end_at)


def _moment(text: str) -> dt.datetime | None:
    """Return the moment of a date-time, or of a date such as 1970-1-1; None if the text is neither."""
    with contextlib.suppress(ValueError):
        if date := _DATE.fullmatch(text):
            return dt.datetime(int(date[1]), int(date[2]), int(date[3]), tzinfo=dt.UTC)
        # RFC 3339 permits lower-case letters and leap seconds, Python does not.
        found = dt.datetime.fromisoformat(text.upper().replace(":60", ":59"))
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    return None
