"""Pages of paginated operations: they are requested lazily, until one is not full."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Page(Generic[T]):
    """A page. Iterate over it for its entries and those of all further pages.

    Attributes:
        data: The entries of this page.
        offset: The number of entries before this page.
    """

    def __init__(self, data: Sequence[T], offset: int, size: int, fetch: Callable[[int], Sequence[T]]) -> None:
        self.data, self.offset = data, offset
        self._size, self._fetch = size, fetch

    def has_next_page(self) -> bool:
        """Return True if this page is full. The next one may be empty."""
        return len(self.data) >= self._size

    def get_next_page(self) -> "Page[T]":
        """Request the next page. It is empty if it is the same as this one: the service ignores the offset.

        Raises:
            ValueError: This is the last page.
            APIError: The request failed.
        """
        start = next_offset(self.data, self.offset, self._size)
        data = self._fetch(start)
        return Page([] if data == self.data else data, start, self._size, self._fetch)

    def __iter__(self) -> Iterator[T]:
        page = self
        yield from page.data
        while page.has_next_page():
            page = page.get_next_page()
            yield from page.data


class Entries(Iterator[T]):
    """An iterator over the entries of all pages.

    Args:
        fetch: Returns the entries of the page at an offset.
        offset: The first offset.
        size: The number of entries of a full page.

    Raises:
        ValueError: The size is less than 1.
    """

    def __init__(self, fetch: Callable[[int], Sequence[T]], offset: int, size: int) -> None:
        check_size(size)
        self._fetch, self._offset, self._size = fetch, offset, size
        self._entries: Iterator[T] | None = None

    def first_page(self) -> Page[T]:
        """Request the first page.

        Raises:
            APIError: The request failed.
        """
        return Page(self._fetch(self._offset), self._offset, self._size, self._fetch)

    def __next__(self) -> T:
        if self._entries is None:
            self._entries = iter(self.first_page())
        return next(self._entries)


class AsyncPage(Generic[T]):
    """Asynchronous `Page`."""

    def __init__(
        self, data: Sequence[T], offset: int, size: int, fetch: Callable[[int], Awaitable[Sequence[T]]]
    ) -> None:
        self.data, self.offset = data, offset
        self._size, self._fetch = size, fetch

    def has_next_page(self) -> bool:
        """Return True if this page is full. The next one may be empty."""
        return len(self.data) >= self._size

    async def get_next_page(self) -> "AsyncPage[T]":
        """Request the next page. See `Page.get_next_page`."""
        start = next_offset(self.data, self.offset, self._size)
        data = await self._fetch(start)
        return AsyncPage([] if data == self.data else data, start, self._size, self._fetch)

    async def __aiter__(self) -> AsyncIterator[T]:
        page = self
        for each in page.data:
            yield each
        while page.has_next_page():
            page = await page.get_next_page()
            for each in page.data:
                yield each


class AsyncEntries(AsyncIterator[T]):
    """Asynchronous `Entries`."""

    def __init__(self, fetch: Callable[[int], Awaitable[Sequence[T]]], offset: int, size: int) -> None:
        check_size(size)
        self._fetch, self._offset, self._size = fetch, offset, size
        self._entries: AsyncIterator[T] | None = None

    async def first_page(self) -> AsyncPage[T]:
        """Request the first page. See `Entries.first_page`."""
        return AsyncPage(await self._fetch(self._offset), self._offset, self._size, self._fetch)

    async def __anext__(self) -> T:
        if self._entries is None:
            self._entries = aiter(await self.first_page())
        return await anext(self._entries)


def next_offset(data: Sequence[T], offset: int, size: int) -> int:
    """Return the offset of the next page.

    Raises:
        ValueError: The page is not full.
    """
    if len(data) < size:
        raise ValueError("this is the last page; call has_next_page() before get_next_page()")
    return offset + len(data)


def check_size(size: int) -> None:
    """Check the size of pages.

    Raises:
        ValueError: It is less than 1.
    """
    if size < 1:
        raise ValueError("page_size must be at least 1")
