"""Contains some shared types for properties"""

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import IO, BinaryIO, Generic, Literal, Protocol, TypeVar, cast
from urllib.parse import quote

from attrs import define


class Unset:
    def __bool__(self) -> Literal[False]:
        return False


UNSET: Unset = Unset()

# The types that `httpx.Client(files=)` can accept, copied from that library.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


class Readable(Protocol):
    """What can be read in chunks: a file that is open in binary mode, or anything like it."""

    def read(self, size: int, /) -> bytes: ...


@define
class File:
    """A file to upload.

    Attributes:
        payload: Its content: bytes, or a file opened in binary mode, which is sent from its start in chunks and stays open.
        file_name: The name that it is sent with: if there is none, that of the opened file, and `upload` if that has none.
        mime_type: Its media type. If there is none, it is guessed from the name.
    """

    payload: Readable | bytes
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data"""
        opened_as = getattr(self.payload, "name", None)  # a number, if it was opened by a descriptor
        name = Path(opened_as).name if isinstance(opened_as, str) else None
        payload = self.payload
        if not isinstance(payload, bytes):
            payload = (_Again if _is_seekable(payload) else _Once)(payload)
        return self.file_name or name or "upload", cast(BinaryIO, payload), self.mime_type

    def to_bytes(self) -> bytes:
        """Return the whole content, for a body that is nothing else"""
        if isinstance(self.payload, bytes):
            return self.payload
        if _is_seekable(self.payload):
            self.payload.seek(0)  # type: ignore[attr-defined]
        return b"".join(iter(lambda: self.payload.read(65_536), b""))  # type: ignore[union-attr]


class _Once:
    """A file that can be read only once, such as a pipe, for httpx, which would ask the system for a size that it hasn't."""

    def __init__(self, payload: Readable) -> None:
        self.read = payload.read

    def seekable(self) -> bool:
        return False


class _Again(_Once):
    """A file that can be read from its start again, for httpx, whose size for a compressed one would be that on disk."""

    def __init__(self, payload: Readable) -> None:
        super().__init__(payload)
        self.seek, self.tell = payload.seek, payload.tell  # type: ignore[attr-defined]

    def seekable(self) -> bool:
        return True


def _is_seekable(payload: Readable) -> bool:
    seekable = getattr(payload, "seekable", None)
    return bool(seekable and seekable())


def path_segment(value: object) -> str:
    """Return what stands in a path for an argument

    Raises:
        ValueError: It would lead to another path.
    """
    text = str(value)
    if text in {"", ".", ".."}:
        raise ValueError(f"{text!r} can't be a part of a path")
    return quote(text, safe="")


def form_field(value: object) -> FileTypes:
    """Return a part of a form that isn't a file"""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return None, text.encode(), "text/plain"


T = TypeVar("T")


@define
class Response(Generic[T]):
    """A response from an endpoint"""

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T


__all__ = ["UNSET", "File", "FileTypes", "Readable", "RequestFiles", "Response", "Unset", "form_field", "path_segment"]
