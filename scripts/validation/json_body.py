"""JSON texts of requests, parsed by RFC 8259: UTF-8, no NaN, no half of a surrogate pair, finite numbers."""

import json
from typing import Any

import msgspec

from scripts.validation.errors import LimitExceeded, RequestError

# Of msgspec, orjson and the standard library the fastest here; unlike orjson, it keeps integers of more than 64 bits.
_decode = msgspec.json.Decoder().decode


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
