"""How entries are fetched page by page: lazily, until a page isn't full."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def pages(fetch: Callable[[int], Sequence[T]], offset: int, size: int) -> Iterator[T]:
    """Yield entries.

    Args:
        fetch: Returns the page that begins at an offset.
        offset: Where to begin.
        size: How many entries a full page has.

    Raises:
        ValueError: The size is less than 1.
    """
    _check(size)

    def entries(start: int) -> Iterator[T]:
        full = True
        while full:
            page = fetch(start)
            yield from page
            start, full = start + len(page), len(page) >= size

    return entries(offset)


def async_pages(fetch: Callable[[int], Awaitable[Sequence[T]]], offset: int, size: int) -> AsyncIterator[T]:
    """Yield entries. See `pages`."""
    _check(size)

    async def entries(start: int) -> AsyncIterator[T]:
        full = True
        while full:
            page = await fetch(start)
            for each in page:
                yield each
            start, full = start + len(page), len(page) >= size

    return entries(offset)


def _check(size: int) -> None:
    if size < 1:
        raise ValueError("page_size must be at least 1")
