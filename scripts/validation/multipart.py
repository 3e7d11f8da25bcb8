"""Bodies of `multipart/form-data`, parsed as they arrive; the bytes of files are dropped."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from scripts.validation.errors import LimitExceeded, RequestError
from scripts.validation.limits import MAX_BODY_BYTES, MAX_FIELDS, body_too_large

_EXTENDED_FILENAME = re.compile(rb";\s*filename\*\s*=", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One part of a form.

    Attributes:
        name: Its name.
        text: Its text; None for a file.
        filename: The name of the file; None for a text.
        media_type: Its own `Content-Type`; empty if it has none.
        headers: Its headers, by lower-case name.
        size: The number of its bytes.
    """

    name: str
    text: str | None
    filename: str | None
    media_type: str = ""
    headers: Mapping[bytes, bytes] = field(default_factory=dict)
    size: int = 0


@dataclass
class MultipartReader:
    """Collects the parts of a form. A part with a filename is a file, unless `is_text` says otherwise.

    Attributes:
        boundary: The boundary, from the header `Content-Type`.
        is_text: Returns True for the name and media type of a part that is a text although it has a filename: browsers
            send JSON that is a `Blob` with the filename `blob`.
        parts: The parts so far.
    """

    boundary: bytes
    is_text: Callable[[str, str], bool]
    parts: list[Part] = field(default_factory=list)
    _is_complete: bool = False
    _size: int = 0
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _headers: dict[bytes, bytes] = field(default_factory=dict)
    _name: str = ""
    _filename: bytes | None = None
    _media_type: str = ""
    _text: bytearray | None = None
    _part_size: int = 0

    def __post_init__(self) -> None:
        """Prepare the parser.

        Raises:
            RequestError: 400; the boundary is not valid.
        """
        callbacks: Any = {
            "on_part_begin": self._headers.clear,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add_data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(self.boundary, callbacks)
        except FormParserError as error:
            raise _malformed(str(error)) from None

    def feed(self, chunk: bytes) -> None:
        """Parse a piece of the body.

        Raises:
            RequestError: 400; it is malformed, or a text in it is not UTF-8.
            LimitExceeded: 400; its texts are larger, or it has more parts, than is read.
        """
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _malformed(str(error)) from None

    def finish(self) -> list[Part]:
        """Return the parts.

        Raises:
            RequestError: 400; the closing boundary is missing.
        """
        if not self._is_complete:
            raise _malformed("the closing boundary is missing")
        return self.parts

    def _end_header(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._count(len(self._header) + len(self._value))
        self._header.clear()
        self._value.clear()

    def _end_headers(self) -> None:
        disposition = self._headers.get(b"content-disposition", b"")
        kind, options = parse_options_header(disposition)
        if kind != b"form-data" or b"name" not in options:
            raise _malformed("a part has no Content-Disposition: form-data with a name")
        self._name = _decoded("a part's name", options[b"name"])
        is_extended = _EXTENDED_FILENAME.search(disposition)
        self._filename = options.get(b"filename") or (b"upload" if is_extended else None)
        self._media_type = self._headers.get(b"content-type", b"").decode("latin-1")
        if self._filename and self.is_text(self._name, self._media_type):
            self._filename = None
        self._text = None if self._filename else bytearray()
        self._part_size = 0

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        self._part_size += end - start
        if self._text is not None:
            self._text += data[start:end]
            self._count(end - start)

    def _end_part(self) -> None:
        if len(self.parts) >= MAX_FIELDS:
            raise LimitExceeded.at(400, "body", f"has more than {MAX_FIELDS} fields")
        filename = text = None
        if self._text is None:
            filename = (self._filename or b"").decode("utf-8", "replace")
        else:
            text = _decoded(f"body.{self._name}", self._text)
        self.parts.append(Part(self._name, text, filename, self._media_type, dict(self._headers), self._part_size))

    def _end(self) -> None:
        self._is_complete = True

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > MAX_BODY_BYTES:
            raise body_too_large()


def _malformed(reason: str) -> RequestError:
    return RequestError.at(400, "body", f"is not multipart/form-data: {reason}")


def _decoded(what: str, raw: bytes | bytearray) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError.at(400, what, "is not UTF-8") from None
