"""Iteration over paginated operations: pages are requested lazily, until one is not full."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def pages(fetch: Callable[[int], Sequence[T]], offset: int, size: int) -> Iterator[T]:
    """Yield all entries.

    Args:
        fetch: Returns the page at an offset.
        offset: The first offset.
        size: The number of entries of a full page.

    Raises:
        ValueError: The size is less than 1.
    """
    _check(size)

    def entries(start: int) -> Iterator[T]:
        last: Sequence[T] | None = None
        while last is None or len(last) >= size:
            page = fetch(start)
            if page == last:  # the service ignores the offset
                return
            yield from page
            start, last = start + len(page), page

    return entries(offset)


def async_pages(fetch: Callable[[int], Awaitable[Sequence[T]]], offset: int, size: int) -> AsyncIterator[T]:
    """Yield all entries. See `pages`."""
    _check(size)

    async def entries(start: int) -> AsyncIterator[T]:
        last: Sequence[T] | None = None
        while last is None or len(last) >= size:
            page = await fetch(start)
            if page == last:
                return
            for each in page:
                yield each
            start, last = start + len(page), page

    return entries(offset)


def _check(size: int) -> None:
    if size < 1:
        raise ValueError("page_size must be at least 1")
