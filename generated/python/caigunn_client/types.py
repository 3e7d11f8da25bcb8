"""Shared types of models and functions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import IO, BinaryIO, Generic, Literal, Protocol, Self, TypeVar, cast

import httpx


class Unset:
    """The type of `UNSET`, which is its only instance: copies and pickles of it are the same object."""

    __slots__ = ()
    _instance: Unset | None = None

    def __new__(cls) -> Unset:
        """Return the only instance."""
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


# The value of omitted arguments and properties.
UNSET: Unset = Unset()

# The types that `httpx.Client(files=)` accepts, copied from httpx.
FileBody = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileBody, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileBody, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


class Readable(Protocol):
    """An object that can be read in chunks, such as a file opened in binary mode."""

    def read(self, size: int, /) -> bytes: ...


@dataclass
class File:
    """A file to upload, or the body of a response that is neither JSON nor text.

    Attributes:
        payload: The content: bytes, or a file opened in binary mode. A file is sent from its start, and not closed.
        file_name: The name that is sent. Default: the name of the opened file, else `upload`.
        mime_type: The media type. Default: guessed from the name.
        headers: Additional headers of its part of a form.
    """

    payload: Readable | bytes
    file_name: str | None = None
    mime_type: str | None = None
    headers: Mapping[str, str] | None = None

    def to_tuple(self) -> FileTypes:
        """Return the tuple that httpx accepts for a multipart/form-data part"""
        opened_as = getattr(self.payload, "name", None)  # an int if it was opened by a file descriptor
        name = Path(opened_as).name if isinstance(opened_as, str) else None
        payload = self.payload
        if not isinstance(payload, bytes):
            payload = (_SeekableReader if _is_seekable(payload) else _Reader)(payload)
        described = self.file_name or name or "upload", cast(BinaryIO, payload), self.mime_type
        return (*described, self.headers) if self.headers else described

    def to_bytes(self) -> bytes:
        """Return the whole content"""
        if isinstance(self.payload, bytes):
            return self.payload
        if _is_seekable(self.payload):
            self.payload.seek(0)  # type: ignore[attr-defined]
        return b"".join(iter(lambda: self.payload.read(CHUNK_SIZE), b""))  # type: ignore[union-attr]


CHUNK_SIZE = 65_536


class FileContent(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that is a single file: it is read while it is sent, from its start."""

    def __init__(self, payload: Readable) -> None:
        self._reader = (_SeekableReader if _is_seekable(payload) else _Reader)(payload)

    @classmethod
    def of(cls, file: File) -> bytes | Self:
        """Return the content of a file as a body."""
        return file.payload if isinstance(file.payload, bytes) else cls(file.payload)

    def seekable(self) -> bool:
        """Return True if the body can be sent again."""
        return self._reader.seekable()

    def length(self) -> int | None:
        """Return the number of bytes, None if it is unknown."""
        if not isinstance(self._reader, _SeekableReader):
            return None
        try:
            return cast(int, self._reader.seek(0, SEEK_END))
        except (OSError, ValueError):
            return None

    def __iter__(self) -> Iterator[bytes]:
        if isinstance(self._reader, _SeekableReader):
            self._reader.seek(0)
        while chunk := self._reader.read(CHUNK_SIZE):
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


class _Reader:
    """A file that can be read only once, such as a pipe. It hides the file descriptor: httpx would take its size."""

    def __init__(self, payload: Readable) -> None:
        self.read = payload.read

    def seekable(self) -> bool:
        return False


class _SeekableReader(_Reader):
    """A seekable file. It hides the file descriptor: for a compressed file httpx would take the size on disk."""

    def __init__(self, payload: Readable) -> None:
        super().__init__(payload)
        self.seek = payload.seek  # type: ignore[attr-defined]
        self.tell = payload.tell  # type: ignore[attr-defined]

    def seekable(self) -> bool:
        return True


def _is_seekable(payload: Readable) -> bool:
    seekable = getattr(payload, "seekable", None)
    return bool(seekable and seekable())


T = TypeVar("T")


@dataclass
class Response(Generic[T]):
    """A response from an endpoint"""

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T


__all__ = ["UNSET", "File", "FileContent", "FileTypes", "Readable", "RequestFiles", "Response", "Unset"]
