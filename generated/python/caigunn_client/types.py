"""Shared types of models and functions."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Generic, Literal, Protocol, TypeVar, cast
from urllib.parse import quote


class Unset:
    def __bool__(self) -> Literal[False]:
        return False


# The value of omitted arguments and properties.
UNSET: Unset = Unset()

# The types that `httpx.Client(files=)` accepts, copied from httpx.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


class Readable(Protocol):
    """An object that can be read in chunks, such as a file opened in binary mode."""

    def read(self, size: int, /) -> bytes: ...


@dataclass
class File:
    """A file to upload.

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
        """Return the whole content, for a body that is a single file"""
        if isinstance(self.payload, bytes):
            return self.payload
        if _is_seekable(self.payload):
            self.payload.seek(0)  # type: ignore[attr-defined]
        return b"".join(iter(lambda: self.payload.read(65_536), b""))  # type: ignore[union-attr]


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


def path_segment(value: object) -> str:
    """Return an argument as an escaped path segment

    Raises:
        ValueError: The segment would change the path.
    """
    text = str(value)
    if text in {"", ".", ".."}:
        raise ValueError(f"{text!r} is not allowed as a path segment")
    return quote(text, safe="")


def form_field(value: object) -> FileTypes:
    """Return a form field that is not a file"""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return None, text.encode(), "text/plain"


T = TypeVar("T")


@dataclass
class Response(Generic[T]):
    """A response from an endpoint"""

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T


__all__ = ["UNSET", "File", "FileTypes", "Readable", "RequestFiles", "Response", "Unset", "form_field", "path_segment"]
