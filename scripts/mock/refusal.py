"""How the gateway refuses: an exception that becomes an answer in the contract's shape."""

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

_REQUIRED = re.compile(r"must have required property '(.*)'$")
_PREFIX = re.compile(r"^Request (body|header|query|path)( (property|parameter) \S+)? ")
_MOST_VIOLATIONS = 5


class Unavailable(Exception):
    """What an answer needs can't be had, so that a request is refused with 503; the message says why."""


class Refusal(Exception):
    """The request is answered with an error. `detail` names the member and says what is wrong with it."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers

    def response(self) -> Response:
        """Return the answer, with the contract's error body and media type."""
        return Response(error_body(self.detail), self.status, self.headers, "application/json")


class TooMuch(Refusal):
    """The request is more than the mock reads. It may fit the contract all the same."""


def error_body(detail: str) -> bytes:
    """Return the body of an error: `{"detail": …}`, the shape that the contract's schema `Error` has."""
    return json.dumps({"detail": detail}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def explain(violations: str) -> str | None:
    """Turn Prism's account of what is wrong with a request into one line.

    Args:
        violations: The value of Prism's header `sl-violations`: a JSON list, which is cut off beyond 8 KB and then
            stands behind "Too many violations!".

    Returns:
        The line, such as `body.title: is required; query.type: must be …`, or None if nothing is wrong.
    """
    errors = [found for found in _objects(violations) if found.get("severity") == "Error"]
    alternatives = {tuple(e["location"]) for e in errors if e.get("code") in {"anyOf", "oneOf"}}
    lines: dict[str, None] = {}
    for error in errors:
        place, message = error["location"], _PREFIX.sub("", error["message"])
        missing = _REQUIRED.search(message)
        if missing and tuple(place) in alternatives:
            continue
        if error.get("code") in {"anyOf", "oneOf"}:
            names = [m[1] for e in errors if e["location"] == place and (m := _REQUIRED.search(e["message"]))]
            message = f"one of {', '.join(names)} is required" if names else message
        elif missing:
            place, message = [*place, missing[1]], "is required"
        lines[f"{'.'.join(map(str, place[1:])) or 'request'}: {message}"] = None
    if not lines:
        return None
    more = len(lines) - _MOST_VIOLATIONS
    return "; ".join(list(lines)[:_MOST_VIOLATIONS]) + (f"; and {more} more" if more > 0 else "")


def _objects(text: str) -> list[dict[str, Any]]:
    """Return the objects of a JSON list that may be cut off."""
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    start = text.find("{")
    while start >= 0:
        try:
            value, end = decoder.raw_decode(text, start)
        except ValueError:
            break
        found.append(value)
        start = text.find("{", end)
    return found
