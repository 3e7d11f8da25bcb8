"""What the page is told: exchanges and deliveries, without credentials."""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scripts.mock.journal import Exchange, Headers
from scripts.mock.page import curl
from scripts.mock.page.masking import Mask, shown

if TYPE_CHECKING:
    from scripts.mock.state import Delivery

# Of what a line of the list shows; the rest is seen when it is opened.
_LINE_CHARACTERS = 300


def line(exchange: Exchange, mask: Mask) -> dict[str, Any]:
    """Return what the list shows of an exchange: when, what was asked for, and what came of it."""
    reason = exchange.told.reason
    return {
        "id": exchange.id,
        "at": exchange.at,
        "milliseconds": round(exchange.milliseconds, 1),
        "method": exchange.asked.method,
        "target": mask.beginning(exchange.asked.target, _LINE_CHARACTERS),
        "status": exchange.told.status,
        "fits": reason is None,
        "preflight": _is_preflight(exchange),
        "reason": None if reason is None else mask.beginning(reason.encode("utf-8", "replace"), _LINE_CHARACTERS),
    }


def whole(exchange: Exchange, mask: Mask, base: str) -> dict[str, Any]:
    """Return all that is kept of an exchange.

    Args:
        exchange: The exchange.
        mask: What hides the credentials.
        base: The address of the mock, for the line of curl.
    """
    asked, told = exchange.asked, exchange.told
    announced = _length(asked.headers)
    if announced is None:
        is_unread = exchange.size == 0 and any(name == b"transfer-encoding" for name, _ in asked.headers)
        announced = None if is_unread else exchange.size
    answered = _length(told.headers)
    body = _body(exchange.body, announced, mask)
    is_whole = announced == len(exchange.body)
    # HEAD has the length of a body that it doesn't have.
    answer = _body(told.body, len(told.body) if answered is None or asked.method == "HEAD" else answered, mask)
    repeatable = exchange.body if is_whole and body["text"] is not None else None
    return {
        **line(exchange, mask),
        "target": shown(mask.split(asked.target)),
        "reason": None if told.reason is None else _hide(told.reason, mask),
        "headers": _headers(asked.headers, mask),
        "body": body,
        "answer": {"headers": _headers(told.headers, mask), "body": answer},
        "curl": None if asked.method == "-" else curl.line(asked, repeatable, mask, base),
    }


def deliveries(found: "Iterable[Delivery]", mask: Mask, most: int) -> list[dict[str, Any]]:
    """Return the latest deliveries, those first that are still to be made, and those last that never will be.

    Args:
        found: The deliveries.
        mask: What hides the credentials.
        most: How many to return.
    """
    latest = sorted(found, key=lambda each: (each.status == "pending", _at(each) or ""), reverse=True)[:most]
    return [
        {
            "id": each.id,
            "at": _at(each),
            "kind": f"{each.event.get('event')}.{each.event.get('status')}",
            "event": _hide(json.dumps(each.event, ensure_ascii=False, indent=2), mask),
            "url": None if each.url is None else _hide(_without_secrets(each.url), mask),
            "status": each.status,
            "attempts": [attempt.model_dump() for attempt in each.attempts],
        }
        for each in latest
    ]


def _is_preflight(exchange: Exchange) -> bool:
    """Tell whether a browser asked if a page may send the request proper, and it may."""
    names = {name for name, _ in exchange.asked.headers}
    is_asked = exchange.asked.method == "OPTIONS" and b"access-control-request-method" in names
    return is_asked and exchange.told.status == 200


def _at(delivery: "Delivery") -> str | None:
    return delivery.attempts[-1].at if delivery.attempts else None


def _without_secrets(url: str) -> str:
    """Return a URL without what may be a secret of it: user and password, query and fragment."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "no URL"
    address = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{address}{f':{port}' if port else ''}{parts.path}{'?…' if parts.query else ''}"


def _headers(headers: Headers, mask: Mask) -> Sequence[tuple[str, str]]:
    return [(shown([name.decode("latin-1")]), shown(mask.split_header(name, value))) for name, value in headers]


def _length(headers: Headers) -> int | None:
    texts = [value for name, value in headers if name == b"content-length"]
    return int(texts[0]) if texts and texts[0].isdigit() else None


def _body(kept: bytes, size: int | None, mask: Mask) -> dict[str, Any]:
    """Return a body as a text, None if it isn't one, and a note if that isn't all of it."""
    is_cut = size != len(kept)
    if is_cut:
        kept = mask.trim(kept)
    try:
        # A cut may go through a character.
        text = kept.decode("utf-8", "ignore" if is_cut and _ends_in_character(kept) else "strict")
    except UnicodeDecodeError:
        text = "\0"
    note = None
    if "\0" in text:
        note = f"not text: {_bytes(size)}"
    elif is_cut:
        note = f"the first {_bytes(len(kept))} of {_bytes(size)}" if kept else f"not read: {_bytes(size)}"
    return {"text": None if "\0" in text else shown(mask.split(text.encode())), "size": size, "note": note}


def _ends_in_character(raw: bytes) -> bool:
    """Tell whether bytes are UTF-8 but for a character at their end that isn't complete."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


def _bytes(size: int | None) -> str:
    return "an unknown number of bytes" if size is None else f"{size:,} bytes"


def _hide(text: str, mask: Mask) -> str:
    return shown(mask.split(text.encode("utf-8", "replace")))
