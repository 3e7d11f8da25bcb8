"""That the SDK goes from page to page lazily and stops at the one that isn't full, against a server that has pages."""

import asyncio
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn, NotFoundError

MESSAGE = {
    "created_at": "2024-05-10T08:30:12Z",
    "receive": "r",
    "send": "s",
    "type": "text",
    "log_type": "l",
    "kwargs": {},
}


class Pages:
    """A service with a number of messages and of conversations, that notes which pages were asked for."""

    def __init__(self, entries: int) -> None:
        self.asked: list[tuple[int, int]] = []
        self._entries = entries

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request with its page."""
        offset, limit = (int(request.url.params[name]) for name in ("offset", "limit"))
        self.asked.append((offset, limit))
        numbers = range(self._entries)[offset : offset + limit]
        if request.url.path.endswith("/messages"):
            return httpx.Response(200, json={"messages": [{**MESSAGE, "id": str(number)} for number in numbers]})
        conversation = dict.fromkeys(("nickname", "source", "last_sent", "last_sent_at"), "")
        return httpx.Response(200, json={"uids": [{**conversation, "uid": str(number)} for number in numbers]})


Service = Callable[[httpx.Request], httpx.Response]


def collect(way: str, pages: Service, method: str, most: int | None = None, **arguments: Any) -> list[Any]:
    """Return the entries that an iteration yields, at most so many."""
    settings: dict[str, Any] = {
        "api_key": "a-key",
        "httpx_args": {"transport": httpx.MockTransport(pages)},
    }
    if way == "sync":
        with CaiGunn(**settings) as caigunn:
            return list(itertools.islice(getattr(caigunn.conversation, method)(**arguments), most))

    async def await_it() -> list[Any]:
        found: list[Any] = []
        async with AsyncCaiGunn(**settings) as caigunn:
            async for each in getattr(caigunn.conversation, method)(**arguments):
                found.append(each)
                if len(found) == most:
                    break
        return found

    return asyncio.run(await_it())


@pytest.mark.parametrize(
    ("entries", "arguments", "asked"),
    [
        (0, {}, [(0, 30)]),
        (29, {}, [(0, 30)]),
        (30, {}, [(0, 30), (30, 30)]),
        (61, {}, [(0, 30), (30, 30), (60, 30)]),
        (5, {"page_size": 2}, [(0, 2), (2, 2), (4, 2)]),
        (5, {"page_size": 1}, [(number, 1) for number in range(6)]),
        (5, {"page_size": 2, "offset": 3}, [(3, 2), (5, 2)]),
        (5, {"page_size": 100, "offset": 9}, [(9, 100)]),
    ],
)
def test_every_entry_comes_once_and_in_order(
    way: str, entries: int, arguments: dict[str, int], asked: list[tuple[int, int]]
) -> None:
    for method, given in (("iter_messages", {"uid": "u"}), ("iter_uids", {})):
        pages = Pages(entries)
        found = collect(way, pages, method, None, **arguments, **given)
        names = [each.uid if method == "iter_uids" else each.id for each in found]
        assert names == [str(number) for number in range(arguments.get("offset", 0), entries)]
        assert pages.asked == asked


def test_a_page_is_fetched_when_it_is_needed(way: str) -> None:
    pages = Pages(1000)
    assert len(collect(way, pages, "iter_uids", 4, page_size=2)) == 4
    assert pages.asked == [(0, 2), (2, 2)]


def test_nothing_is_asked_for_before_the_first_entry() -> None:
    pages = Pages(3)
    with CaiGunn(api_key="a-key", httpx_args={"transport": httpx.MockTransport(pages)}) as caigunn:
        entries = caigunn.conversation.iter_uids()
        assert pages.asked == []
        assert next(entries).uid == "0"
        assert pages.asked == [(0, 30)]


@pytest.mark.parametrize("size", [0, -1])
def test_a_page_without_entries_is_refused_at_once(size: int) -> None:
    for caigunn in (CaiGunn(), AsyncCaiGunn()):
        with pytest.raises(ValueError, match="page_size must be at least 1"):
            caigunn.conversation.iter_uids(page_size=size)


def test_filters_go_along_and_errors_come_when_their_page_is_fetched(way: str) -> None:
    seen: list[str] = []

    def service(request: httpx.Request) -> httpx.Response:
        seen.append(re.sub(r"offset=\d+&", "", request.url.query.decode()) + request.headers["x-extra"])
        if request.url.params["offset"] != "0":
            return httpx.Response(404, content=json.dumps({"detail": "no such page"}))
        return httpx.Response(200, json={"messages": [{**MESSAGE, "id": "0"}]})

    with pytest.raises(NotFoundError, match="no such page"):
        collect(
            *(way, service, "iter_messages"),
            uid="u", page_size=1, nickname="Mei", extra_headers={"x-extra": "yes"},
        )  # fmt: skip
    assert seen == ["limit=1&nickname=Meiyes"] * 2


def test_a_service_that_gives_one_page_for_ever_is_asked_twice(way: str) -> None:
    asked: list[str] = []

    def service(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["offset"])
        return httpx.Response(200, json={"messages": [{**MESSAGE, "id": "0"}]})

    assert len(collect(way, service, "iter_messages", uid="u", page_size=1)) == 1
    assert asked == ["0", "1"]
