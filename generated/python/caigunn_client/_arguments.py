"""Conversion of method arguments: files, UUIDs and datetimes."""

import datetime
import io
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, TypeAlias
from uuid import UUID

from .types import File, Readable

Content: TypeAlias = bytes | bytearray | memoryview | Readable | Path
Upload: TypeAlias = Content | tuple[str, Content] | tuple[str, Content, str] | File


class LazyFile(io.RawIOBase):
    """A file on disk that is open only while it is read: a form may have more files than a process can open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: BinaryIO | None = None
        self._ended = False

    def seekable(self) -> bool:
        """Return True: the file can be read again."""
        return True

    def tell(self) -> int:
        """Return the position before the first read."""
        return 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to the start; for `SEEK_END`, return the size.

        Raises:
            OSError: The size is unknown, as for files in /proc.
        """
        self._close_file()
        self._ended = False
        if whence != os.SEEK_END:
            return offset
        size = self._path.stat().st_size
        if not size:
            raise io.UnsupportedOperation("size is unknown")
        return size

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; at the end, close the file and return none."""
        if self._ended:
            return b""
        if not self._opened:
            self._opened = self._path.open("rb")
        chunk = self._opened.read(size)
        if not chunk:
            self._ended = True
            self._close_file()
        return chunk

    def close(self) -> None:
        """Close the file."""
        self._close_file()
        super().close()

    def _close_file(self) -> None:
        if self._opened:
            self._opened.close()
            self._opened = None


def as_file(upload: Upload, argument: str) -> File:
    """Convert an upload to a file.

    Args:
        upload: A path, bytes, a file opened in binary mode, or a tuple of a name, one of these and a media type.
        argument: The name of the method's argument.

    Raises:
        TypeError: The upload has another type.
        ValueError: The file is closed or not a regular file, or the media type is invalid.
        OSError: The file does not exist.
    """
    name, media_type = None, None
    content: object = upload
    if isinstance(upload, File):
        name, content, media_type = upload.file_name, upload.payload, upload.mime_type
    elif isinstance(upload, tuple):
        if len(upload) not in {2, 3} or not all(isinstance(each, str) for each in (upload[0], *upload[2:])):
            raise TypeError(f"{argument}: a tuple must be (name, content) or (name, content, media type)")
        name, content = upload[0], upload[1]
        media_type = upload[2] if len(upload) == 3 else None
    if media_type is not None and not (media_type.isascii() and media_type.isprintable()):
        raise ValueError(f"{argument}: {media_type!r} is not a media type")
    if isinstance(content, Path):
        if not stat.S_ISREG(content.stat().st_mode):
            raise ValueError(f"{argument}: {content} is not a regular file; open it and pass the open file")
        return File(LazyFile(content), _utf8_name(name or content.name), media_type)
    if isinstance(content, (bytes, bytearray, memoryview)):
        return File(bytes(content), _utf8_name(name), media_type)
    if isinstance(content, io.TextIOBase):
        raise TypeError(f"{argument}: a file must be opened in binary mode")
    if not hasattr(content, "read"):
        raise TypeError(
            f"{argument}: a file must be a Path, bytes, a file opened in binary mode, (name, content) or "
            f"(name, content, media type), not {type(content).__name__}"
        )
    if getattr(content, "closed", False):
        raise ValueError(f"{argument}: the file is closed")
    return File(content, _utf8_name(name), media_type)


def as_files(uploads: Iterable[Upload], argument: str) -> list[File]:
    """Convert uploads to files. See `as_file`.

    Raises:
        TypeError: The argument is a single file, or contains an object of another type.
        ValueError: There are no files, or one is not valid.
        OSError: A file does not exist.
    """
    if isinstance(uploads, (str, bytes, bytearray, memoryview, Path, File)) or hasattr(uploads, "read"):
        raise TypeError(f"{argument}: must be a list of files, even for one file")
    files = [as_file(upload, argument) for upload in uploads]
    if not files:
        raise ValueError(f"{argument}: the list is empty")
    return files


def _utf8_name(name: str | None) -> str | None:
    """Return a file name with its undecodable bytes replaced."""
    return name and name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def as_uuid(value: UUID | str, argument: str) -> UUID:
    """Convert a string to a UUID.

    Raises:
        ValueError: It is not a UUID.
    """
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise ValueError(f"{argument}: {value!r} is not a UUID") from None


def as_datetime(value: datetime.datetime, argument: str) -> datetime.datetime:
    """Return a datetime that has a time zone.

    Raises:
        TypeError: It is not a datetime.
        ValueError: It has no time zone.
    """
    if not isinstance(value, datetime.datetime):
        raise TypeError(f"{argument}: must be a datetime, not {type(value).__name__}")
    if value.tzinfo is None:
        raise ValueError(f"{argument}: must have a time zone, such as datetime.timezone.utc")
    return value
