"""Iteration over the pages of paginated operations."""

import asyncio
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn, NotFoundError

from tests.support.project_contract import CREDENTIALS, OPERATIONS, success_response


def entry(operation_id: str) -> dict[str, Any]:
    """Return an entry of the documented response of a paginated operation."""
    _, content = success_response(OPERATIONS[operation_id])
    [entries] = content.values()
    first: dict[str, Any] = entries[0]
    return first


MESSAGE, CONVERSATION = entry("listMessages"), entry("listUids")


class PaginatedService:
    """A service with a number of messages and of conversations.

    Attributes:
        pages: The requested offsets and limits.
    """

    def __init__(self, entries: int) -> None:
        self.pages: list[tuple[int, int]] = []
        self._entries = entries

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Return the requested page."""
        offset, limit = (int(request.url.params[name]) for name in ("offset", "limit"))
        self.pages.append((offset, limit))
        numbers = range(self._entries)[offset : offset + limit]
        if request.url.path.endswith("/messages"):
            return httpx.Response(200, json={"messages": [{**MESSAGE, "id": str(number)} for number in numbers]})
        return httpx.Response(200, json={"uids": [{**CONVERSATION, "uid": str(number)} for number in numbers]})


Service = Callable[[httpx.Request], httpx.Response]


def collect(mode: str, service: Service, method: str, most: int | None = None, **arguments: Any) -> list[Any]:
    """Return the first entries of an iteration, or all."""
    settings: dict[str, Any] = {"httpx_args": {"transport": httpx.MockTransport(service)}, **CREDENTIALS}
    if mode == "sync":
        with CaiGunn(**settings) as caigunn:
            return list(itertools.islice(getattr(caigunn.conversation, method)(**arguments), most))

    async def collect_async() -> list[Any]:
        found: list[Any] = []
        async with AsyncCaiGunn(**settings) as caigunn:
            async for each in getattr(caigunn.conversation, method)(**arguments):
                found.append(each)
                if len(found) == most:
                    break
        return found

    return asyncio.run(collect_async())


@pytest.mark.parametrize(
    ("entries", "arguments", "pages"),
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
def test_entries_of_all_pages_are_yielded_in_order(
    mode: str, entries: int, arguments: dict[str, int], pages: list[tuple[int, int]]
) -> None:
    for method, required in (("iter_messages", {"uid": "u"}), ("iter_uids", {})):
        service = PaginatedService(entries)
        found = collect(mode, service, method, None, **arguments, **required)
        ids = [each.uid if method == "iter_uids" else each.id for each in found]
        assert ids == [str(number) for number in range(arguments.get("offset", 0), entries)]
        assert service.pages == pages


def test_pages_are_requested_lazily(mode: str) -> None:
    service = PaginatedService(1000)
    assert len(collect(mode, service, "iter_uids", 4, page_size=2)) == 4
    assert service.pages == [(0, 2), (2, 2)]


def test_first_page_is_requested_with_the_first_entry() -> None:
    service = PaginatedService(3)
    with CaiGunn(httpx_args={"transport": httpx.MockTransport(service)}, **CREDENTIALS) as caigunn:
        entries = caigunn.conversation.iter_uids()
        assert service.pages == []
        assert next(entries).uid == "0"
        assert service.pages == [(0, 30)]


@pytest.mark.parametrize("size", [0, -1])
def test_page_size_below_one_raises_before_iteration(size: int) -> None:
    for caigunn in (CaiGunn(), AsyncCaiGunn()):
        with pytest.raises(ValueError, match="page_size must be at least 1"):
            caigunn.conversation.iter_uids(page_size=size)


def test_filters_are_sent_with_every_page_and_errors_raised(mode: str) -> None:
    sent: list[str] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append(re.sub(r"offset=\d+&", "", request.url.query.decode()) + request.headers["x-extra"])
        if request.url.params["offset"] != "0":
            return httpx.Response(404, content=json.dumps({"detail": "no such page"}))
        return httpx.Response(200, json={"messages": [MESSAGE]})

    arguments: dict[str, Any] = {"uid": "u", "page_size": 1, "nickname": "Mei", "extra_headers": {"x-extra": "yes"}}
    with pytest.raises(NotFoundError, match="no such page"):
        collect(mode, service, "iter_messages", **arguments)
    assert sent == ["limit=1&nickname=Meiyes"] * 2


def test_repeated_page_ends_the_iteration(mode: str) -> None:
    offsets: list[str] = []

    def service(request: httpx.Request) -> httpx.Response:
        offsets.append(request.url.params["offset"])
        return httpx.Response(200, json={"messages": [MESSAGE]})

    assert len(collect(mode, service, "iter_messages", uid="u", page_size=1)) == 1
    assert offsets == ["0", "1"]


def test_pages_are_objects_of_a_synchronous_client() -> None:
    service = PaginatedService(5)
    with CaiGunn(httpx_args={"transport": httpx.MockTransport(service)}, **CREDENTIALS) as caigunn:
        page = caigunn.conversation.iter_uids(page_size=2, offset=1).first_page()
        assert ([each.uid for each in page.data], page.offset, page.has_next_page()) == (["1", "2"], 1, True)
        assert [each.uid for each in page] == ["1", "2", "3", "4"]
        last = page.get_next_page().get_next_page()
        assert (last.data, last.offset, last.has_next_page()) == ([], 5, False)
        with pytest.raises(ValueError, match="this is the last page; call has_next_page"):
            last.get_next_page()


def test_pages_are_objects_of_an_asynchronous_client() -> None:
    async def main() -> None:
        service = PaginatedService(5)
        async with AsyncCaiGunn(httpx_args={"transport": httpx.MockTransport(service)}, **CREDENTIALS) as caigunn:
            page = await caigunn.conversation.iter_uids(page_size=2, offset=1).first_page()
            assert ([each.uid for each in page.data], page.offset, page.has_next_page()) == (["1", "2"], 1, True)
            assert [each.uid async for each in page] == ["1", "2", "3", "4"]
            last = await (await page.get_next_page()).get_next_page()
            assert (last.data, last.offset, last.has_next_page()) == ([], 5, False)
            with pytest.raises(ValueError, match="this is the last page; call has_next_page"):
                await last.get_next_page()

    asyncio.run(main())
