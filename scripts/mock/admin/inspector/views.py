"""JSON views of recorded requests and webhook deliveries, with their credentials redacted."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scripts.mock.admin.inspector import curl, fetch, forms, replay
from scripts.mock.admin.inspector.places import Places
from scripts.mock.admin.inspector.pretty import indent, lines
from scripts.mock.admin.inspector.urls import without_secrets
from scripts.mock.recorder import RecordedRequest
from scripts.redaction import Redactor, printable
from scripts.validation.errors import parse_summary
from scripts.validation.messages import Headers

if TYPE_CHECKING:
    from scripts.mock.state.models import Delivery

# Characters of target and reason in the list of requests.
_SUMMARY_LENGTH = 300
# Characters of a schema.
_SCHEMA_LENGTH = 4000


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
        "valid": request.is_valid,
        "preflight": _is_preflight(request),
        "reason": None if reason is None else redactor.truncate(reason.encode("utf-8", "replace"), _SUMMARY_LENGTH),
    }


def details(request: RecordedRequest, redactor: Redactor, base: str, places: Places) -> dict[str, Any]:
    """Return the view of a request with headers, bodies, violations and code that repeats it.

    Args:
        request: The request.
        redactor: Redacts the credentials.
        base: The URL of the mock, for the code.
        places: Finds the operation of the request, and the schemas that it violates.
    """
    head, response = request.head, request.response
    size = _content_length(head.headers)
    if size is None and (request.size or not head.all(b"transfer-encoding")):
        size = request.size
    body = _body(request.body, size, redactor)
    is_complete = size == len(request.body) and body["text"] is not None
    # The body of a response to HEAD is not sent.
    sent = (b"", 0) if head.method == "HEAD" else (response.body, response.size)
    code = (head, request.body if is_complete else None, redactor, base)
    operation = places.operation(head)
    return {
        **summary(request, redactor),
        "target": printable(redactor.redact(head.target)),
        "reason": None if request.reason is None else redactor.redact_text(request.reason),
        "headers": redactor.redact_headers(head.headers),
        "body": body,
        "fields": _fields(request, redactor),
        "violations": [] if request.is_valid else _violations(request, redactor, places, body["text"]),
        "operation": None if operation is None else operation.id,
        "reference": None if operation is None else places.reference(operation),
        "repeatable": replay.is_complete(request),
        "response": {
            "headers": redactor.redact_headers(response.headers),
            "body": _body(*sent, redactor),
        },
        "curl": None if head.method == "-" else curl.command(*code),
        "fetch": None if head.method == "-" else fetch.call(*code),
    }


def _fields(request: RecordedRequest, redactor: Redactor) -> list[dict[str, Any]] | None:
    """Return the views of the fields of a form; None if the body is not a form."""
    form = forms.fields(request)
    if form is None:
        return None
    return [
        {
            "name": redactor.redact_text(field.name),
            "text": None if field.text is None else redactor.redact_text(field.text),
            "file": None
            if field.file is None
            else {
                "name": redactor.redact_text(field.file.name),
                "media_type": redactor.redact_text(field.file.media_type),
                "size": field.file.size,
            },
        }
        for field in form
    ]


def _violations(request: RecordedRequest, redactor: Redactor, places: Places, body: str | None) -> list[dict[str, Any]]:
    """Return the views of violations: location and reason, the schema, and the line of the body, counted from 0."""
    operation = places.operation(request.head)
    numbered = [(line.location, number) for number, line in enumerate(lines(body or "")) if line.location]
    numbers = dict(reversed(numbered))  # of a name that repeats, the first
    found = []
    for location, reason in parse_summary(request.reason or ""):
        schema = None if operation is None else places.schema(operation, request.head, location)
        found.append(
            {
                "location": redactor.redact_text(location),
                "reason": redactor.redact_text(reason),
                "schema": None if schema is None else json.dumps(schema, ensure_ascii=False, indent=2)[:_SCHEMA_LENGTH],
                "line": _closest(numbers, location),
            }
        )
    return found


def _closest(numbers: Mapping[str, int], location: str) -> int | None:
    """Return the number of the line at a location or, if the body has none, around it."""
    while location and location not in numbers:
        location = location.rpartition(".")[0]
    return numbers.get(location)


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
            "event": redactor.redact_text(json.dumps(each.event, ensure_ascii=False, indent=2)),
            "url": None if each.url is None else redactor.redact_text(without_secrets(each.url)),
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


def _content_length(headers: Headers) -> int | None:
    values = [value for name, value in headers if name == b"content-length"]
    return int(values[0]) if values and values[0].isdigit() else None


def _body(kept: bytes, size: int | None, redactor: Redactor) -> dict[str, Any]:
    """Return a body as text, None if it is binary; if it is indented JSON; and a note if it is not the whole body.

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
    indented = None if text is None else indent(redactor.redact_text(text))
    is_indented = indented is not None and len(lines(indented)) > 1
    return {"text": indented, "indented": is_indented, "size": size, "note": note}


def _text(raw: bytes, *, is_cut: bool) -> str | None:
    """Return bytes as text, None if they are not text. The cut may be within a character."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        if not is_cut or error.reason != "unexpected end of data":
            return None
        text = raw[: error.start].decode()
    return None if "\0" in text else text
