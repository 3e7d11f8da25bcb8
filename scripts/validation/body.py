"""Request bodies: JSON, text and opaque ones, read as they arrive, then validated by the schema of their media type."""

import codecs
import zlib
from collections.abc import Sequence
from typing import Any, Protocol

import jsonschema_rs
from python_multipart.multipart import parse_options_header

from scripts.openapi import Document
from scripts.schemas import SchemaCompiler
from scripts.validation.errors import LimitExceeded, RequestError
from scripts.validation.json_body import parse_json
from scripts.validation.limits import MAX_BODY_BYTES, MAX_EXPLAINED_BYTES, body_too_large
from scripts.validation.messages import RequestHead
from scripts.validation.multipart import Part
from scripts.validation.schema_errors import schema_violations
from scripts.validation.texts import TextType

_ENCODINGS = {"gzip", "x-gzip", "deflate"}
_MAX_MEMBERS = 100
# Encodings of Python that are not charsets. Some take quadratic time.
_NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}


class BodyReader(Protocol):
    """Reads a body as it arrives."""

    def feed(self, chunk: bytes) -> None:
        """Take a piece of the body."""

    def finish(self) -> tuple[Any, Sequence[str]]:
        """Return the value of the body, and the names of the files in it."""

    def parts(self) -> Sequence[Part]:
        """Return the parts of a multipart form that have arrived; nothing for another body."""


class BodyValidator(Protocol):
    """Reads and validates the bodies of one media type."""

    def open(self, head: RequestHead) -> BodyReader:
        """Return a reader for the body of a request."""


class Buffer:
    """The bytes of a body, without their `Content-Encoding`."""

    __slots__ = ("_decompressor", "_pieces", "_size")

    def __init__(self, head: RequestHead) -> None:
        """Prepare to read.

        Raises:
            RequestError: 400; the encoding is not supported.
        """
        self._pieces: list[bytes] = []
        self._size = 0
        self._decompressor = Decompressor.of(head)

    def feed(self, chunk: bytes) -> None:
        """Keep a piece of the body.

        Raises:
            RequestError: 400; it cannot be decompressed.
            LimitExceeded: 400; the body is larger than is read.
        """
        if self._decompressor is not None:
            chunk = self._decompressor.decompress(chunk)
        self._pieces.append(chunk)
        self._size += len(chunk)
        if self._size > MAX_BODY_BYTES:
            self._pieces.clear()
            raise body_too_large()

    def parts(self) -> Sequence[Part]:
        """Return no parts, as the body is not a multipart form."""
        return ()

    def joined(self) -> bytes:
        """Return the whole body.

        Raises:
            RequestError: 400; the compressed body is cut off.
        """
        if self._decompressor is not None:
            self._decompressor.finish()
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)


class Decompressor:
    """Removes a `Content-Encoding` from the pieces of a body."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._members = 1
        self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)

    @classmethod
    def of(cls, head: RequestHead) -> "Decompressor | None":
        """Return the decompressor for the body of a request; None if it is not compressed.

        Raises:
            RequestError: 400; the encoding is not supported.
        """
        encoding = head.by_name.get(b"content-encoding")
        name = "" if encoding is None else encoding.decode("latin-1").strip().lower()
        if name in {"", "identity"}:
            return None
        if name not in _ENCODINGS:
            raise RequestError.at(400, "header.Content-Encoding", "must be gzip, deflate or identity")
        return cls(name)

    def decompress(self, chunk: bytes) -> bytes:
        """Return a piece without its encoding.

        Raises:
            RequestError: 400; it is not compressed as the header says.
            LimitExceeded: 400; it becomes larger than is read.
        """
        pieces = []
        room = MAX_BODY_BYTES
        try:
            while chunk:
                if self._stream.eof:
                    # Another member follows (RFC 1952, 2.2).
                    self._members += 1
                    self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
                pieces.append(self._stream.decompress(chunk, room + 1))
                room -= len(pieces[-1])
                if room < 0 or self._stream.unconsumed_tail:
                    raise body_too_large()
                if self._members > _MAX_MEMBERS:
                    raise LimitExceeded.at(400, "body", f"has more than {_MAX_MEMBERS} compressed members")
                chunk = self._stream.unused_data
        except zlib.error:
            raise self._error() from None
        return b"".join(pieces)

    def finish(self) -> None:
        """Check that the end has arrived.

        Raises:
            RequestError: 400; the body is cut off.
        """
        if not self._stream.eof:
            raise self._error()

    def _error(self) -> RequestError:
        return RequestError.at(400, "body", f"is not {self._encoding}, as its header says")


class JsonValidator:
    """JSON."""

    def __init__(self, compiler: SchemaCompiler, schema: Any, pointer: str) -> None:
        """Compile the schema.

        Raises:
            UserError: It cannot be compiled.
        """
        self.validator = compiler.compile(schema, pointer)

    def open(self, head: RequestHead) -> BodyReader:
        """Return a reader for the body of a request."""
        return _JsonReader(head, self.validator)


class _JsonReader(Buffer):
    __slots__ = ("_validator",)

    def __init__(self, head: RequestHead, validator: jsonschema_rs.Validator) -> None:
        super().__init__(head)
        self._validator = validator

    def finish(self) -> tuple[Any, Sequence[str]]:
        text = self.joined()
        value = parse_json(text)
        check_body(self._validator, value, len(text))
        return value, ()


class TextValidator:
    """Text. If its schema describes an object, as for XML, only the charset is checked."""

    def __init__(self, document: Document, compiler: SchemaCompiler, schema: Any, pointer: str) -> None:
        """Compile the schema.

        Raises:
            UserError: It cannot be compiled.
        """
        self.type = TextType(document, schema)
        self.validator = compiler.compile(True if self.type.is_object or self.type.is_array else schema, pointer)

    def open(self, head: RequestHead) -> BodyReader:
        """Return a reader for the body of a request."""
        return _TextReader(head, self)


class _TextReader(Buffer):
    __slots__ = ("_charset", "_text")

    def __init__(self, head: RequestHead, text: TextValidator) -> None:
        super().__init__(head)
        self._text = text
        _, options = parse_options_header(head.by_name.get(b"content-type", b""))
        self._charset = options.get(b"charset", b"utf-8").decode("latin-1")

    def finish(self) -> tuple[Any, Sequence[str]]:
        raw = self.joined()
        try:
            codec = codecs.lookup(self._charset).name
            value: Any = raw.decode("utf-8" if codec in _NO_CHARSETS else codec)
        except (LookupError, UnicodeError):
            raise RequestError.at(400, "body", "is not text in the charset that Content-Type names") from None
        kind = self._text.type
        if not kind.is_object and not kind.is_array:
            try:
                value = kind.convert(value)
            except ValueError as error:
                raise RequestError.at(400, "body", str(error)) from None
        check_body(self._text.validator, value, len(raw))
        return value, ()


class OpaqueValidator:
    """Bodies such as images or XML, which are not validated by a schema: their bytes are dropped."""

    def __init__(self, compiler: SchemaCompiler, schema: Any, pointer: str) -> None:
        """Check that the schema can be compiled.

        Raises:
            UserError: It cannot be compiled.
        """
        compiler.compile(schema, pointer)

    def open(self, head: RequestHead) -> BodyReader:
        """Return a reader for the body of a request."""
        del head
        return _OpaqueReader()


class _OpaqueReader:
    def feed(self, chunk: bytes) -> None:
        """Drop a piece."""

    def parts(self) -> Sequence[Part]:
        """Return no parts, as the body is not a multipart form."""
        return ()

    def finish(self) -> tuple[Any, Sequence[str]]:
        return None, ()


def check_body(validator: jsonschema_rs.Validator, value: Any, size: int) -> None:
    """Validate the value of a body.

    Raises:
        RequestError: 400; it violates its schema.
        LimitExceeded: 400; it is nested too deeply to be validated.
    """
    try:
        if not validator.is_valid(value):
            raise RequestError(400, schema_violations(validator, value, "body", first_only=size > MAX_EXPLAINED_BYTES))
    except ValueError:
        raise LimitExceeded.at(400, "body", "is nested too deeply") from None
