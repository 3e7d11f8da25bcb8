"""Recorded requests as HTTP Archive 1.2 (HAR), exported with redacted credentials, and imported."""

import asyncio
import base64
import binascii
import datetime as dt
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
from msgspec import Struct, field

from scripts.http_server.response import phrase
from scripts.mock.admin.inspector import forms
from scripts.mock.recorder import KEPT_BYTES, RecordedFile, RecordedRequest, Recorder
from scripts.redaction import Redactor, printable
from scripts.validation.errors import RequestError
from scripts.validation.messages import Headers, RequestHead

# The limit of an import. An export of `KEPT_REQUESTS` requests may have 10 MB, and that of a browser more.
MAX_BYTES = 64 * 1024 * 1024
_METHOD = re.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class _NameValue(Struct):
    name: str
    value: str


class _Param(Struct, rename="camel"):
    name: str
    value: str = ""
    file_name: str | None = None
    content_type: str = ""
    size: int = field(default=0, name="_size")


class _PostData(Struct, rename="camel"):
    mime_type: str = ""
    text: str = ""
    params: list[_Param] = field(default_factory=list)


class _Request(Struct, rename="camel"):
    method: str
    url: str
    headers: list[_NameValue]
    post_data: _PostData | None = None
    body_size: int = -1


class _Content(Struct):
    text: str = ""
    encoding: str = ""
    size: int = -1


class _Response(Struct):
    status: int
    headers: list[_NameValue]
    content: _Content = field(default_factory=_Content)


class _Entry(Struct, rename="camel"):
    started_date_time: dt.datetime
    request: _Request
    response: _Response
    time: float = 0
    reason: str | None = field(default=None, name="_reason")
    is_valid: bool = field(default=True, name="_valid")


class _Log(Struct):
    entries: list[_Entry]


class _Archive(Struct):
    log: _Log


async def export(recorded: Sequence[RecordedRequest], redactor: Redactor, base: str, version: str) -> dict[str, Any]:
    """Return an archive of requests.

    Args:
        recorded: The requests, the oldest first.
        redactor: Redacts the credentials.
        base: The URL of the mock.
        version: The version of the contract.
    """
    entries = []
    for each in recorded:
        if each.head.method != "-":
            entries.append(_entry(each, redactor, base))
            await asyncio.sleep(0)  # let other requests proceed
    return {"log": {"version": "1.2", "creator": {"name": "CaiGunn mock", "version": version}, "entries": entries}}


def load(body: bytes, recorder: Recorder) -> int:
    """Record the requests of an archive, and return their number.

    Raises:
        RequestError: 400; it is not an archive.
    """
    try:
        archive = msgspec.json.decode(body, type=_Archive)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        location = "body" + re.sub(r"\[(\d+)\]", r".\1", path.rstrip("`"))
        raise RequestError.at(400, location, f"is not as HAR 1.2 has it: {reason}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise RequestError.at(400, "body", "is not JSON, and must be a HAR file") from None
    prepared = [_recording(index, each) for index, each in enumerate(archive.log.entries)]
    for arguments, options in prepared:
        recorder.record(*arguments, **options)
    return len(prepared)


def _entry(request: RecordedRequest, redactor: Redactor, base: str) -> dict[str, Any]:
    head, response = request.head, request.response
    target = printable(redactor.redact(head.target))
    sent_headers = redactor.redact_headers(head.headers)
    started = dt.datetime.fromtimestamp(request.at - request.milliseconds / 1000, dt.UTC)
    form = forms.fields(request)
    sent: dict[str, Any] = {
        "method": head.method,
        "url": base + target,
        "httpVersion": f"HTTP/{head.http_version}",
        "cookies": [],
        "headers": _headers(sent_headers),
        "queryString": [
            {"name": name, "value": value} for name, value in parse_qsl(urlsplit(target).query, keep_blank_values=True)
        ],
        "headersSize": -1,
        "bodySize": request.size,
    }
    if request.size:
        media_type = dict(sent_headers).get("content-type", "")
        is_multipart = form is not None and media_type.lower().startswith("multipart/")
        content = {"params": _params(form or [], redactor)} if is_multipart else _text(request.body, redactor)
        sent["postData"] = {"mimeType": media_type, **content}
    received_headers = redactor.redact_headers(response.headers)
    received = _text(response.body, redactor)
    return {
        "startedDateTime": started.isoformat(timespec="milliseconds"),
        "time": round(request.milliseconds, 3),
        "request": sent,
        "response": {
            "status": response.status,
            "statusText": phrase(response.status).decode(),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _headers(received_headers),
            "content": {
                "size": response.size,
                "mimeType": dict(received_headers).get("content-type", ""),
                **received,
            },
            "redirectURL": dict(received_headers).get("location", ""),
            "headersSize": -1,
            "bodySize": response.size,
        },
        "cache": {},
        "timings": {"send": 0, "wait": round(request.milliseconds, 3), "receive": 0},
        "_valid": request.is_valid,
        **({} if request.reason is None else {"_reason": redactor.redact_text(request.reason)}),
    }


def _headers(headers: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _params(form: list[forms.Field], redactor: Redactor) -> list[dict[str, Any]]:
    found = []
    for each in form:
        param: dict[str, Any] = {"name": redactor.redact_text(each.name)}
        if each.file is None:
            param["value"] = redactor.redact_text(each.text or "")
        else:
            param |= {
                "fileName": redactor.redact_text(each.file.name),
                "contentType": redactor.redact_text(each.file.media_type),
            }
            param["_size"] = each.file.size
        found.append(param)
    return found


def _text(body: bytes, redactor: Redactor) -> dict[str, str]:
    """Return the text of a body, or a comment that it is binary: a credential in it could not be redacted."""
    try:
        text = redactor.without_partial_credential(body).decode() if len(body) >= KEPT_BYTES else body.decode()
    except UnicodeDecodeError:
        return {"text": "", "comment": "binary, or cut within a character: omitted"}
    cut = {"comment": f"the first {len(body)} bytes"} if len(body) >= KEPT_BYTES else {}
    return {"text": redactor.redact_text(text), **cut}


def _recording(index: int, entry: _Entry) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the arguments of `Recorder.record` for an entry.

    Raises:
        RequestError: 400; it has an invalid value.
    """
    where = f"body.log.entries.{index}"
    request, response = entry.request, entry.response
    if not _METHOD.fullmatch(request.method):
        raise RequestError.at(400, f"{where}.request.method", "must be a method of HTTP")
    try:
        url = urlsplit(request.url)
        content = response.content.text.encode("utf-8", "replace")
        body = base64.b64decode(content, validate=True) if response.content.encoding == "base64" else content
    except binascii.Error:
        raise RequestError.at(400, f"{where}.response.content.text", "must be Base64, as its encoding says") from None
    except ValueError:
        raise RequestError.at(400, f"{where}.request.url", "must be a URL") from None
    headers = _recorded_headers(request.headers)
    sent, files = b"", list[RecordedFile]()
    if request.post_data is not None:
        sent = request.post_data.text.encode("utf-8", "replace")
        if not sent and request.post_data.params:
            form = [_field(each) for each in request.post_data.params]
            files = [each.file for each in form if each.file is not None]
            content_type, sent = forms.multipart_body(form)
            headers = [*(each for each in headers if each[0] != b"content-type"), (b"content-type", content_type)]
    path, query = (part.encode("utf-8", "replace") for part in (url.path or "/", url.query))
    head = RequestHead(request.method, path, query, headers)
    milliseconds = max(0.0, entry.time)
    status = response.status if 100 <= response.status <= 999 else 0
    at = entry.started_date_time.timestamp() + milliseconds / 1000
    arguments = (head, sent, max(request.body_size, len(sent)), status, _recorded_headers(response.headers), body)
    options = {"is_valid": entry.is_valid, "files": files, "at": at}
    return (*arguments, entry.reason, milliseconds), options


def _field(param: _Param) -> forms.Field:
    if param.file_name is None:
        return forms.Field(param.name, param.value, None)
    return forms.Field(param.name, None, RecordedFile(param.name, param.file_name, param.content_type, param.size))


def _recorded_headers(headers: list[_NameValue]) -> Headers:
    """Return headers as they are recorded, without the pseudo-headers of HTTP/2."""
    return [
        (each.name.lower().encode("utf-8", "replace"), each.value.encode("utf-8", "replace"))
        for each in headers
        if not each.name.startswith(":")
    ]
