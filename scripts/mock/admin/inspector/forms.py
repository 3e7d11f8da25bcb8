"""Fields of recorded forms, multipart or URL-encoded."""

import contextlib
from collections import deque
from typing import NamedTuple
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_options_header

from scripts.mock.recorder import RecordedFile, RecordedRequest
from scripts.validation.errors import RequestError
from scripts.validation.form_fields import MULTIPART, URLENCODED
from scripts.validation.multipart import MultipartReader, Part


class Field(NamedTuple):
    """A field of a form: a text, or a file."""

    name: str
    text: str | None
    file: RecordedFile | None


def fields(request: RecordedRequest) -> list[Field] | None:
    """Return the fields of a form as far as it is recorded; None if the body is not a form.

    Files are listed although their content may be beyond the recorded part of the body.
    """
    kind, options = parse_options_header(request.head.by_name.get(b"content-type", b""))
    if kind == URLENCODED.encode():
        pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
        return [Field(name, text, None) for name, text in pairs]
    if kind != MULTIPART.encode() or not options.get(b"boundary"):
        return None
    files = deque(request.files)
    found = [_field(part, files) for part in _parts(options[b"boundary"], request.body)]
    return [*found, *(Field(file.field, None, file) for file in files)]


def multipart_body(form: list[Field]) -> tuple[bytes, bytes]:
    """Return the header `Content-Type` and the body of a form with empty files."""
    parts = []
    for field in form:
        filename = f'; filename="{field.file.name}"' if field.file else ""
        media_type = f"content-type: {field.file.media_type}\r\n" if field.file and field.file.media_type else ""
        head = f'content-disposition: form-data; name="{field.name}"{filename}\r\n{media_type}\r\n'
        parts.append(f"--inspector\r\n{head}{field.text or ''}\r\n")
    body = "".join([*parts, "--inspector--\r\n"])
    return b"multipart/form-data; boundary=inspector", body.encode("utf-8", "replace")


def _field(part: Part, files: deque[RecordedFile]) -> Field:
    """Return a part as a field, and remove its file from the recorded files.

    A part with a filename is not always recorded as a file: the schema may declare a text.
    """
    if part.filename is None:
        return Field(part.name, part.text, None)
    if files and files[0].field == part.name:
        return Field(part.name, None, files.popleft())
    return Field(part.name, None, RecordedFile(part.name, part.filename, part.media_type, part.size))


def _parts(boundary: bytes, body: bytes) -> list[Part]:
    """Return the complete parts at the beginning of a body that may be cut or malformed."""
    try:
        reader = MultipartReader(boundary, lambda _name, _media_type: False)
    except RequestError:
        return []
    with contextlib.suppress(RequestError):
        reader.feed(body)
    return reader.parts
