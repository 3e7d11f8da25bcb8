"""Conversion of method arguments: files, UUIDs and datetimes."""

import datetime
import io
import os
import stat
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO, TypeAlias
from uuid import UUID

from ._settings import check_header
from .types import UNSET, File, Readable

Content: TypeAlias = bytes | bytearray | memoryview | Readable | os.PathLike[str]
Upload: TypeAlias = (
    Content | tuple[str, Content] | tuple[str, Content, str] | tuple[str, Content, str, Mapping[str, str]] | File
)


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
        upload: A path, bytes, a file opened in binary mode, or a tuple: name, one of these, media type, headers of the
            part. The last two may be omitted.
        argument: The name of the method's argument.

    Raises:
        TypeError: The upload has another type.
        ValueError: The file is closed or not a regular file, or the media type is invalid.
        OSError: The file does not exist.
    """
    name, media_type, headers = None, None, None
    content: object = upload
    if isinstance(upload, File):
        name, content, media_type, headers = upload.file_name, upload.payload, upload.mime_type, upload.headers
    elif isinstance(upload, tuple):
        if not 2 <= len(upload) <= 4 or not all(isinstance(each, str) for each in (upload[0], *upload[2:3])):
            raise TypeError(f"{argument}: a tuple must be (name, content), with media type and headers at most")
        name, content, media_type, headers = (*upload, None, None)[:4]
    if media_type is not None and not (media_type.isascii() and media_type.isprintable()):
        raise ValueError(f"{argument}: {media_type!r} is not a media type")
    for header, value in (headers or {}).items():
        check_header(header, value)
    if isinstance(content, os.PathLike):
        path = Path(content)
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError(f"{argument}: {path} is not a regular file; open it and pass the open file")
        return File(LazyFile(path), _utf8_name(name or path.name), media_type, headers)
    if isinstance(content, (bytes, bytearray, memoryview)):
        return File(bytes(content), _utf8_name(name), media_type, headers)
    if isinstance(content, io.TextIOBase):
        raise TypeError(f"{argument}: a file must be opened in binary mode")
    if not hasattr(content, "read"):
        raise TypeError(
            f"{argument}: a file must be a path, bytes, a file opened in binary mode, or a tuple such as "
            f"(name, content, media type), not {type(content).__name__}"
        )
    if getattr(content, "closed", False):
        raise ValueError(f"{argument}: the file is closed")
    return File(content, _utf8_name(name), media_type, headers)


def as_files(uploads: Iterable[Upload], argument: str) -> list[File]:
    """Convert uploads to files. See `as_file`.

    Raises:
        TypeError: The argument is a single file, or contains an object of another type.
        ValueError: There are no files, or one is not valid.
        OSError: A file does not exist.
    """
    if isinstance(uploads, (str, bytes, bytearray, memoryview, os.PathLike, File)) or hasattr(uploads, "read"):
        raise TypeError(f"{argument}: must be a list of files, even for one file")
    files = [as_file(upload, argument) for upload in uploads]
    if not files:
        raise ValueError(f"{argument}: the list is empty")
    return files


def _utf8_name(name: str | None) -> str | None:
    """Return a file name with its undecodable bytes replaced."""
    return name and name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def require(**arguments: object) -> None:
    """Check required arguments that the contract does not allow to be null.

    Raises:
        TypeError: One of them is None.
    """
    for name, value in arguments.items():
        if value is None:
            raise TypeError(f"{name}: is required, and must not be None")


def warn_deprecated(method: str, **arguments: object) -> None:
    """Warn of the arguments that are not `UNSET` although the contract deprecates them."""
    for name, value in arguments.items():
        if value is not UNSET:
            warnings.warn(f"{method}: the argument {name!r} is deprecated", DeprecationWarning, stacklevel=3)


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
