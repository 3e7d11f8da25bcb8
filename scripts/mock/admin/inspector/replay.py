"""Sending a recorded request again, with edits. What was not edited is sent as recorded, credentials included."""

import asyncio
import re
import ssl
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from scripts.mock.admin.inspector.pretty import indent
from scripts.mock.recorder import RecordedRequest
from scripts.project import Unavailable
from scripts.redaction import MARK, Redactor, printable
from scripts.validation.errors import RequestError
from scripts.validation.messages import Headers

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_HEADER = re.compile(rf"{_NAME}:[\t\x20-\x7e\x80-\U0010ffff]*")
_REQUEST_LINE = re.compile(rf"{_NAME} [\x21-\x7e]+")
_REPLACED = {b"content-length", b"transfer-encoding", b"connection", b"keep-alive", b"expect"}
_SECONDS = 90.0


class Edited(msgspec.Struct):
    """A request as the inspector shows it, with redacted credentials, and edited by its reader.

    Attributes:
        method: The method.
        target: The path and query.
        headers: Names and values.
        body: The text of the body; None if it was not edited, as it is not text.
    """

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: str | None = None

    @classmethod
    def parse(cls, value: Any) -> "Edited":
        """Return a JSON value as an edited request.

        Raises:
            RequestError: 400; it is something else.
        """
        try:
            return msgspec.convert(value, cls)
        except msgspec.ValidationError as error:
            raise RequestError.at(400, "body", str(error)) from None


def is_complete(request: RecordedRequest) -> bool:
    """Return True if all of the request is recorded, so that it can be sent again."""
    return request.head.method != "-" and request.size == len(request.body)


def message(request: RecordedRequest, edited: Edited, redactor: Redactor) -> bytes:
    """Return the bytes of an edited request.

    Args:
        request: The recorded request.
        edited: The edited one.
        redactor: The redactor of the inspector.

    Raises:
        RequestError: 400; the edits are not a request of HTTP, or have a redacted credential.
    """
    target = request.head.target
    if edited.target != printable(redactor.redact(target)):
        target = _unredacted("body.target", edited.target, target)
    line = f"{edited.method} {target.decode('latin-1')}"
    if not _REQUEST_LINE.fullmatch(line):
        raise RequestError.at(400, "body.target", "must be a method and a percent-encoded path")
    headers = list(_headers(request.head.headers, edited, redactor))
    if not any(name == b"host" for name, _ in headers):
        headers += [each for each in request.head.headers if each[0] == b"host"]
    body = _body(request.body, edited.body, redactor)
    if body:
        headers.append((b"content-length", b"%d" % len(body)))
    lines = [line.encode("latin-1") + b" HTTP/1.1", *(b"%b: %b" % each for each in headers), b"connection: close"]
    return b"\r\n".join([*lines, b"", body])


async def send(host: str, port: int, content: bytes, *, has_tls: bool) -> None:
    """Send a request to the mock itself, and wait for the end of the response.

    Raises:
        Unavailable: The mock does not accept or end the connection.
    """
    context = ssl._create_unverified_context() if has_tls else None  # noqa: S323, SLF001 - of this very process
    try:
        async with asyncio.timeout(_SECONDS):
            reader, writer = await asyncio.open_connection(host, port, ssl=context)
            try:
                writer.write(content)
                while await reader.read(65536):
                    pass
            finally:
                writer.close()
    except ConnectionResetError:
        return  # a fault that was injected
    except (OSError, TimeoutError) as error:
        raise Unavailable(f"the request cannot be sent again: {type(error).__name__}") from None


def sent_id(content: bytes, recorded: Sequence[RecordedRequest]) -> int | None:
    """Return the id of the last recorded request with the method and target of the sent one, or None.

    Args:
        content: The bytes of the request.
        recorded: What was recorded since it was sent, which may include requests of other clients.
    """
    method, target = content.split(b" ", 2)[:2]
    path, _, query = target.partition(b"?")
    sent = (method.decode(), path, query)
    heads = ((each.id, each.head) for each in reversed(recorded))
    return next((found for found, head in heads if (head.method, head.path, head.query) == sent), None)


def _headers(recorded: Headers, edited: Edited, redactor: Redactor) -> Iterator[tuple[bytes, bytes]]:
    unchanged: dict[tuple[bytes, str], list[bytes]] = {}
    for each, original in recorded:
        unchanged.setdefault((each, printable(redactor.redact_header(each, original))), []).append(original)
    for index, (name, value) in enumerate(edited.headers):
        key = name.strip().lower().encode("latin-1", "replace")
        if key in _REPLACED:
            continue
        if not _HEADER.fullmatch(f"{name.strip()}:{value}"):
            raise RequestError.at(400, f"body.headers.{index}", "must be a name and a value without line breaks")
        same = unchanged.get((key, value.strip()))
        yield key, same.pop(0) if same else _unredacted(f"body.headers.{index}", value.strip(), b"")


def _body(recorded: bytes, edited: str | None, redactor: Redactor) -> bytes:
    shown = indent(printable(redactor.redact(recorded)))
    # A text area has line feeds only.
    if edited is None or edited == shown.replace("\r\n", "\n"):
        return recorded
    if b"\r\n" in recorded:
        edited = re.sub(r"\r?\n", "\r\n", edited)
    return _unredacted("body.body", edited, recorded)


def _unredacted(location: str, edited: str, recorded: bytes) -> bytes:
    """Return an edited text as it is sent.

    Raises:
        RequestError: 400; it has a redacted credential.
    """
    if MARK in edited and MARK.encode() not in recorded:
        raise RequestError.at(400, location, "has a credential that the page does not show; replace it")
    return edited.encode("utf-8", "replace")
