"""Read the body of a request, whatever it is, without keeping the bytes of files."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from scripts.mock.engine import MOST_BYTES, TOO_LARGE
from scripts.mock.refusal import Refusal, TooMuch

# A request that falls silent in its middle is answered, not waited for.
SILENCE_SECONDS = 1.0
# A member of a request's scope: another term for silence, None for any.
SILENCE = "mock.silence"
_MOST_FIELDS = 10_000
_EXTENDED_FILENAME = re.compile(rb";\s*filename\*\s*=", re.IGNORECASE)
_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class File:
    """Stands for a file that was uploaded: its name. Its bytes are gone."""

    name: str


Fields = list[tuple[str, str | File]]


def is_empty(request: Request) -> bool:
    """Tell whether a request has no body, as its headers announce it."""
    return request.headers.get("content-length", "0").strip() == "0" and "transfer-encoding" not in request.headers


async def read_json(request: Request) -> Any:
    """Read a JSON body.

    Raises:
        Refusal: It isn't JSON in UTF-8, or larger than the mock reads.
    """
    try:
        text = (await _read_all(request)).decode("utf-8")
        if not text.strip():
            raise Refusal(400, "body: is empty, and must be JSON")
        if text.startswith("\ufeff"):
            raise Refusal(400, "body: begins with a byte order mark, which JSON must not have")
        return json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise Refusal(400, f"body: is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise Refusal(400, f"body: is not JSON: {error.msg} at line {error.lineno} column {error.colno}") from None
    except RecursionError:
        raise TooMuch(400, "body: is nested too deeply") from None
    except ValueError:
        raise TooMuch(400, "body: has a number that is too long") from None


async def read_urlencoded(request: Request) -> Fields:
    """Read a body of `application/x-www-form-urlencoded`.

    Raises:
        Refusal: It isn't UTF-8, has a broken escape or too many members, or is larger than the mock reads.
    """
    try:
        return list(parse_query(await _read_all(request)))
    except ValueError as error:
        raise Refusal(400, f"body: {error}") from None


def parse_query(raw: bytes) -> list[tuple[str, str]]:
    """Parse what stands behind the `?` of a URL, or in a form that is written the same way.

    Raises:
        ValueError: It isn't UTF-8, a `%` begins no escape, or it has too many members to be read within a second.
    """
    try:
        text = raw.decode("utf-8")
        if text.count("&") >= _MOST_FIELDS:
            raise ValueError(f"has more than {_MOST_FIELDS} members")
        if _BAD_ESCAPE.search(text):
            raise ValueError("has a % that begins no escape")
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None


async def read_multipart(request: Request) -> Fields:
    """Read a body of `multipart/form-data` as it arrives. A part with a filename is a file; its bytes are dropped.

    Raises:
        Refusal: It is malformed or incomplete, or its parts other than files are larger than the mock reads.
    """
    _, options = parse_options_header(request.headers["content-type"])
    boundary = options.get(b"boundary")
    if not boundary:
        raise Refusal(400, "header.Content-Type: multipart/form-data needs a boundary")
    form = _Form()
    try:
        parser = MultipartParser(boundary, form.callbacks())  # type: ignore[arg-type] # a TypedDict of these very names
        async for chunk in _chunks(request):
            parser.write(chunk)
    except FormParserError as error:
        raise Refusal(400, f"body: is not multipart/form-data: {error}") from None
    if not form.complete:
        raise Refusal(400, "body: is not multipart/form-data: the closing boundary is missing")
    return form.fields


@dataclass
class _Form:
    """Collects the parts of a multipart body from the callbacks of its parser."""

    fields: Fields = field(default_factory=list)
    complete: bool = False
    _size: int = 0
    _texts: int = 0
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _disposition: bytes = b""
    _name: str = ""
    _filename: bytes | None = None
    _text: bytearray | None = None

    def callbacks(self) -> dict[str, Any]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._disposition = b""

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _end_headers(self) -> None:
        kind, options = parse_options_header(self._disposition)
        if kind != b"form-data" or b"name" not in options:
            raise FormParserError("a part has no Content-Disposition: form-data with a name")
        self._name = _decoded("a part's name", options[b"name"])
        extended = _EXTENDED_FILENAME.search(self._disposition)
        self._filename = options.get(b"filename") or (b"upload" if extended else None)
        self._text = None if self._filename else bytearray()
        self._count(len(self._disposition))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._text is not None:
            self._text += data[start:end]
            self._count(end - start)

    def _end(self) -> None:
        if self._text is None:
            self.fields.append((self._name, File((self._filename or b"").decode("utf-8", "replace"))))
            return
        self._texts += 1
        if self._texts > _MOST_FIELDS:
            raise TooMuch(400, f"body: has more than {_MOST_FIELDS} members")
        self.fields.append((self._name, _decoded(f"body.{self._name}", self._text)))

    def _finish(self) -> None:
        self.complete = True

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > MOST_BYTES:
            raise _too_large()


async def _read_all(request: Request) -> bytes:
    body = bytearray()
    async for chunk in _chunks(request):
        body += chunk
        if len(body) > MOST_BYTES:
            raise _too_large()
    return bytes(body)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(request.scope.get(SILENCE, SILENCE_SECONDS)):
                chunk = await anext(stream, None)
        except TimeoutError:
            raise Refusal(400, "body: ends before it is complete", {"Connection": "close"}) from None
        if chunk is None:
            return
        yield chunk


def _decoded(what: str, raw: bytes | bytearray) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, f"{what}: is not UTF-8") from None


def _too_large() -> TooMuch:
    return TooMuch(400, f"body: {TOO_LARGE}")


def _refuse_constant(name: str) -> None:
    raise Refusal(400, f"body: is not JSON: {name} is no number of JSON")
