"""Responses of services: their JSON, their entries, and what the contract leaves open about them."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from scripts.contract.probes.transport import Response
from scripts.contract.report_redaction import ReportRedactor
from scripts.openapi import Document, Operation, resolve

# A status code by which HTTP limits a message, whatever the contract documents.
TOO_LARGE = frozenset({413, 414, 431})
# A resource does not exist, or is in another state.
ABSENT = frozenset({404, 409, 410})
_TIMES = ("created_at", "updated_at")
_OPEN_RESPONSE = re.compile(r"neither is the response|response[^.]*(?:isn't|is not) documented", re.IGNORECASE)
_OPEN_CASES = re.compile(r"cases[^.]*(?:isn't|aren't|is not|are not) documented", re.IGNORECASE)


def leaves_response_open(operation: Operation) -> bool:
    """Return True if the contract says that the response is not documented where a resource does not exist."""
    return bool(_OPEN_RESPONSE.search(" ".join(operation.definition.get("description", "").split())))


def leaves_cases_open(document: Document, operation: Operation, status: int) -> bool:
    """Return True if the contract says that it is not documented when an operation responds with a status code."""
    node = operation.definition.get("responses", {}).get(str(status), {})
    return bool(_OPEN_CASES.search(" ".join(resolve(document, node).get("description", "").split())))


def shown(response: Response, redactor: ReportRedactor, length: int = 200) -> str:
    """Return a response in one line, without credentials."""
    return f"{response.status} {excerpt(response.body, redactor, length)}".rstrip()


def excerpt(body: bytes, redactor: ReportRedactor, length: int = 200) -> str:
    """Return the beginning of a body in one line, without credentials."""
    text = redactor.redact(body[: 8 * length].decode("utf-8", "replace"))
    text = "".join(each if each.isprintable() else " " for each in text)
    return text if len(text) <= length else f"{text[:length]}…"


def parsed(response: Response) -> Any:
    """Return the JSON of a response, or None."""
    return parsed_body(response.body)


def parsed_body(body: bytes) -> Any:
    """Return the JSON of a body, or None."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def entries(response: Response) -> list[Any] | None:
    """Return the only array of a successful response, or None."""
    body = parsed(response) if response.succeeded else None
    arrays = [value for value in (body.values() if isinstance(body, dict) else [body]) if isinstance(value, list)]
    return arrays[0] if len(arrays) == 1 else None


def shared_id(listed: Sequence[Any]) -> str | None:
    """Return an id that different entries of a list have, or None."""
    known: dict[str, Any] = {}
    for each in listed:
        found = each.get("id") if isinstance(each, dict) else None
        if isinstance(found, str) and known.setdefault(found, each) != each:
            return found
    return None


def created_after_update(listed: Sequence[Any]) -> str | None:
    """Return the time of creation of an entry that was last updated before that, or None.

    The times may be rounded differently, and a time before 1970 may mean that there was no update.
    """
    for each in listed:
        created, updated = (moment(each.get(name)) if isinstance(each, dict) else None for name in _TIMES)
        if not created or not updated or updated.year < 1970:
            continue
        is_rounded = 0 in {created.microsecond, updated.microsecond}
        if created - updated > dt.timedelta(seconds=1 if is_rounded else 0.001):
            return f"{created.isoformat()} of an entry that was updated at {updated.isoformat()}"
    return None


def moment(text: Any) -> dt.datetime | None:
    """Return the moment of a date-time with a time zone, or None."""
    try:
        found = dt.datetime.fromisoformat(str(text).upper())
    except ValueError:
        return None
    return found if found.tzinfo else None


def repeated_key(text: str) -> str | None:
    """Return a key that an object of a JSON text has twice, or None."""
    found: list[str] = []

    def check(pairs: Sequence[tuple[str, Any]]) -> Mapping[str, Any]:
        names = [name for name, _ in pairs]
        found.extend(name for name in names if names.count(name) > 1)
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=check)
    except (ValueError, RecursionError):
        return None
    return found[0] if found else None
