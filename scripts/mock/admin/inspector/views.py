"""JSON views of recorded requests and webhook deliveries, with their credentials redacted."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scripts.mock.admin.inspector import curl
from scripts.mock.admin.inspector.pretty import indent
from scripts.mock.recorder import RecordedRequest
from scripts.redaction import Redactor, printable
from scripts.validation.messages import Headers

if TYPE_CHECKING:
    from scripts.mock.state.models import Delivery

# Characters of target and reason in the list of requests.
_SUMMARY_LENGTH = 300


def summary(request: RecordedRequest, redactor: Redactor) -> dict[str, Any]:
    """Return the view of a request in the list."""
    reason = request.reason
    return {
        "id": request.id,
        "at": request.at,
        "milliseconds": round(request.milliseconds, 1),
        "method": request.head.method,
        "target": redactor.truncate(request.head.target, _SUMMARY_LENGTH),
        "status": request.response.status,
        "valid": reason is None,
        "preflight": _is_preflight(request),
        "reason": None if reason is None else redactor.truncate(_encode(reason), _SUMMARY_LENGTH),
    }


def details(request: RecordedRequest, redactor: Redactor, base: str) -> dict[str, Any]:
    """Return the view of a request with headers, bodies and curl command.

    Args:
        request: The request.
        redactor: Redacts the credentials.
        base: The URL of the mock, for the curl command.
    """
    head, response = request.head, request.response
    size = _content_length(head.headers)
    if size is None and (request.size or not head.all(b"transfer-encoding")):
        size = request.size
    body = _body(request.body, size, redactor)
    is_complete = size == len(request.body) and body["text"] is not None
    # The body of a response to HEAD is not sent.
    sent = (b"", 0) if head.method == "HEAD" else (response.body, response.size)
    return {
        **summary(request, redactor),
        "target": printable(redactor.redact(head.target)),
        "reason": None if request.reason is None else _redact(request.reason, redactor),
        "headers": _headers(head.headers, redactor),
        "body": body,
        "response": {
            "headers": _headers(response.headers, redactor),
            "body": _body(*sent, redactor),
        },
        "curl": None
        if head.method == "-"
        else curl.command(head, request.body if is_complete else None, redactor, base),
    }


def deliveries(found: "Iterable[Delivery]", redactor: Redactor, limit: int) -> list[dict[str, Any]]:
    """Return the views of the latest deliveries: pending ones first, those without an attempt last.

    Args:
        found: The deliveries.
        redactor: Redacts the credentials.
        limit: The number of deliveries to return.
    """
    latest = sorted(found, key=lambda each: (each.status == "pending", _last_attempt(each) or ""), reverse=True)
    return [
        {
            "id": each.id,
            "at": _last_attempt(each),
            "kind": f"{each.event.get('event')}.{each.event.get('status')}",
            "event": _redact(json.dumps(each.event, ensure_ascii=False, indent=2), redactor),
            "url": None if each.url is None else _redact(_without_secrets(each.url), redactor),
            "status": each.status,
            "attempts": [
                {"at": attempt.at, "outcome": attempt.outcome, "milliseconds": attempt.milliseconds}
                for attempt in each.attempts
            ],
        }
        for each in latest[:limit]
    ]


def _is_preflight(request: RecordedRequest) -> bool:
    """Return True if the request is a CORS preflight that succeeded."""
    is_options = request.head.method == "OPTIONS" and bool(request.head.all(b"access-control-request-method"))
    return is_options and 200 <= request.response.status < 300


def _last_attempt(delivery: "Delivery") -> str | None:
    return delivery.attempts[-1].at if delivery.attempts else None


def _without_secrets(url: str) -> str:
    """Return a URL without its parts that may be secret: user and password, query and fragment."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "invalid URL"
    address = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{address}{f':{port}' if port else ''}{parts.path}{'?…' if parts.query else ''}"


def _headers(headers: Headers, redactor: Redactor) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), printable(redactor.redact_header(name, value))) for name, value in headers]


def _content_length(headers: Headers) -> int | None:
    values = [value for name, value in headers if name == b"content-length"]
    return int(values[0]) if values and values[0].isdigit() else None


def _body(kept: bytes, size: int | None, redactor: Redactor) -> dict[str, Any]:
    """Return a body as text, None if it is binary, and a note if the text is not the whole body.

    Args:
        kept: The recorded part of the body.
        size: The size of the body; None if it is unknown.
        redactor: Redacts the credentials.
    """
    is_cut = size != len(kept)
    if is_cut:
        kept = redactor.without_partial_credential(kept)
    text = _text(kept, is_cut=is_cut)
    of_size = "unknown size" if size is None else f"{size:,} bytes"
    note = None
    if text is None:
        note = f"binary, {of_size}"
    elif is_cut:
        note = f"the first {len(kept):,} bytes of {of_size}" if kept else f"not read, {of_size}"
    return {"text": None if text is None else indent(_redact(text, redactor)), "size": size, "note": note}


def _text(raw: bytes, *, is_cut: bool) -> str | None:
    """Return bytes as text, None if they are not text. The cut may be within a character."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        if not is_cut or error.reason != "unexpected end of data":
            return None
        text = raw[: error.start].decode()
    return None if "\0" in text else text


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _redact(text: str, redactor: Redactor) -> str:
    return printable(redactor.redact(_encode(text)))
