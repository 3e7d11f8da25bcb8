"""JSON texts, parsed by RFC 8259: UTF-8, no NaN, finite numbers; in requests, no half of a surrogate pair either."""

import json
import re
from typing import Any

import msgspec

from scripts.validation.errors import LimitExceeded, RequestError

# Of msgspec, orjson and the standard library the fastest here; unlike orjson, it keeps integers of more than 64 bits.
_decode = msgspec.json.Decoder().decode
_REPLACEMENT = rb"\\ufffd"
# An escaped backslash; a surrogate pair; or half of one.
_ESCAPES = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


def parse_json(text: bytes | bytearray, location: str = "body") -> Any:
    """Return the value of a JSON text.

    Args:
        text: The text.
        location: Where it is in the request, for the error.

    Raises:
        RequestError: 400; it is not JSON.
        LimitExceeded: 400; it is nested too deeply, or has a number that is too long or too large.
    """
    try:
        return _decode(text)
    except RecursionError:
        raise LimitExceeded.at(400, location, "is nested too deeply") from None
    except msgspec.ValidationError:
        raise LimitExceeded.at(400, location, "has a number that is too long or too large") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise RequestError.at(400, location, _syntax_error(bytes(text))) from None


def without_half_surrogates(text: bytes) -> bytes:
    """Return a JSON text with U+FFFD for each escape that is half of a surrogate pair.

    Such escapes are JSON (RFC 8259, 8.2), and services send them: Python writes them. No parser here reads them.
    """
    return _ESCAPES.sub(lambda found: _REPLACEMENT if found["half"] else found[0], text)


def _syntax_error(raw: bytes) -> str:
    """Return the syntax error of a text that is not JSON, by the standard library, which knows line and column."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"is not UTF-8 at byte {error.start}"
    if not text.strip(" \t\r\n"):
        return "is empty, and must be JSON"
    if text.startswith("\ufeff"):
        return "begins with a byte order mark, which JSON must not have"
    reason = "a string has half of a surrogate pair"
    try:
        json.loads(text, parse_constant=_reject_constant)
    except json.JSONDecodeError as error:
        reason = f"{error.msg} at line {error.lineno} column {error.colno}"
    except (ValueError, RecursionError) as error:
        reason = str(error)
    return f"is not JSON: {reason}"


def _reject_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number of JSON")
