"""What a method takes beside plain values: files in every form, ids and moments."""

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


class FileOnDisk(io.RawIOBase):
    """As much of a file as an upload needs. It is open only while it is read: a form may have more files than can be open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: BinaryIO | None = None
        self._ended = False

    def seekable(self) -> bool:
        """Tell that it can be read again."""
        return True

    def tell(self) -> int:
        """Return where it stands before it is read."""
        return 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go back to the start, or return the size.

        Raises:
            OSError: It has none, as those of /proc.
        """
        self._shut()
        self._ended = False
        if whence != os.SEEK_END:
            return offset
        size = self._path.stat().st_size
        if not size:
            raise io.UnsupportedOperation("the size isn't known")
        return size

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end, where the file is closed."""
        if self._ended:
            return b""
        if self._opened is None:
            self._opened = self._path.open("rb")
        found = self._opened.read(size)
        if not found:
            self._ended = True
            self._shut()
        return found

    def close(self) -> None:
        """Close the file."""
        self._shut()
        super().close()

    def _shut(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None


def as_file(upload: Upload, argument: str) -> File:
    """Return a file as a form takes it.

    Args:
        upload: A path, bytes, a file opened in binary mode, or any of them with a name, and a media type, in a tuple.
        argument: What the caller calls it, for the message.

    Raises:
        TypeError: It is none of these.
        OSError: There is no such file.
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
        raise ValueError(f"{argument}: {media_type!r} is no media type")
    if isinstance(content, Path):
        if not stat.S_ISREG(content.stat().st_mode):
            raise ValueError(f"{argument}: {content} is no regular file: open it, and give the open file")
        return File(FileOnDisk(content), _sendable(name or content.name), media_type)
    if isinstance(content, (bytes, bytearray, memoryview)):
        return File(bytes(content), _sendable(name), media_type)
    if isinstance(content, io.TextIOBase):
        raise TypeError(f"{argument}: a file must be opened in binary mode")
    if not hasattr(content, "read"):
        raise TypeError(
            f"{argument}: a file must be a Path, bytes, a file opened in binary mode, (name, content) or "
            f"(name, content, media type), not {type(content).__name__}"
        )
    if getattr(content, "closed", False):
        raise ValueError(f"{argument}: the file is closed")
    return File(content, _sendable(name), media_type)


def as_files(uploads: Iterable[Upload], argument: str) -> list[File]:
    """Return files as a form takes them. See `as_file`.

    Raises:
        TypeError: It is one file, or one of them is none.
        ValueError: There is none.
        OSError: There is no such file.
    """
    if isinstance(uploads, (str, bytes, bytearray, memoryview, Path, File)) or hasattr(uploads, "read"):
        raise TypeError(f"{argument}: files must be given in a list, even if it is one")
    found = [as_file(upload, argument) for upload in uploads]
    if not found:
        raise ValueError(f"{argument}: the list is empty")
    return found


def _sendable(name: str | None) -> str | None:
    """Return a name as UTF-8 can have it: a disk's may have bytes that are no text."""
    return name if name is None else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def as_uuid(value: UUID | str, argument: str) -> UUID:
    """Return an id.

    Raises:
        ValueError: It isn't a UUID.
    """
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise ValueError(f"{argument}: {value!r} is no UUID") from None


def as_moment(value: datetime.datetime, argument: str) -> datetime.datetime:
    """Return a moment, which a time without a zone isn't.

    Raises:
        TypeError: It isn't a datetime.
        ValueError: It has no time zone.
    """
    if not isinstance(value, datetime.datetime):
        raise TypeError(f"{argument}: a datetime is needed, not {type(value).__name__}")
    if value.tzinfo is None:
        raise ValueError(f"{argument}: the datetime needs a time zone, such as datetime.timezone.utc")
    return value
