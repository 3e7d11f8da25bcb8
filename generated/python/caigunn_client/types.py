"""Contains some shared types for properties"""

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import IO, BinaryIO, Generic, Literal, TypeVar, cast

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


@define
class File:
    """A file to upload.

    Attributes:
        payload: Its content: bytes, or a file opened in binary mode, which is sent from its start in chunks and stays open.
        file_name: The name that it is sent with: if there is none, that of the opened file, and `upload` if that has none.
        mime_type: Its media type. If there is none, it is guessed from the name.
    """

    payload: BinaryIO | bytes
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data"""
        opened_as = getattr(self.payload, "name", None)  # a number, if it was opened by a descriptor
        name = Path(opened_as).name if isinstance(opened_as, str) else None
        payload = self.payload
        if not isinstance(payload, bytes) and not payload.seekable():
            payload = cast(BinaryIO, _Once(payload))
        return self.file_name or name or "upload", payload, self.mime_type


class _Once:
    """A file that can be read only once, such as a pipe, of which httpx would ask the system for a size that it doesn't have."""

    def __init__(self, payload: BinaryIO) -> None:
        self.read = payload.read

    def seekable(self) -> bool:
        return False


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


__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset", "form_field"]
