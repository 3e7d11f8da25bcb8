"""Responses, and their bytes."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from http import HTTPStatus

import msgspec

from scripts.validation.errors import RequestError

JSON_TYPE = b"application/json"

# Responses with these status codes have no body, and no Content-Length either (RFC 9110, 8.6).
_WITHOUT_BODY = {204, 304}


@dataclass(slots=True, eq=False)
class Response:
    """A response. Its bytes are built once, so that one object can be sent many times.

    Attributes:
        status: The status code.
        headers: The headers with lower-case names, except `Content-Length`, `Date` and `Connection`.
        body: The body.
        reason: Why the request was rejected, for the log and the inspector; None if it was not.
        note: Why the response is an error or incomplete although the request is valid, for the same; None if it is not.
    """

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    reason: str | None = None
    note: str | None = None
    _head: bytes = field(init=False, default=b"")

    def encode(self, extra: bytes = b"", *, with_body: bool = True) -> bytes:
        """Return the bytes of the response.

        Args:
            extra: Lines of further headers, each with its line end.
            with_body: False for the response to a `HEAD` request, whose length is nevertheless that of the body.
        """
        if not self._head:
            lines = b"".join(b"%b: %b\r\n" % header for header in self.headers)
            length = b"" if self.status in _WITHOUT_BODY else b"content-length: %d\r\n" % len(self.body)
            self._head = b"HTTP/1.1 %d %b\r\n%b%b" % (self.status, phrase(self.status), lines, length)
        body = self.body if with_body and self.status not in _WITHOUT_BODY else b""
        return b"%b%bdate: %b\r\n\r\n%b" % (self._head, extra, http_date(), body)


def error_response(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error with the body `{"detail": …}`, the shape of the contract's schema `Error`.

    Args:
        status: The status code.
        detail: The error message, which is also logged.
        headers: Further headers.
    """
    lines = [(b"content-type", JSON_TYPE)]
    lines += [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in (headers or {}).items()]
    body = msgspec.json.encode({"detail": detail.encode("utf-8", "replace").decode()})
    return Response(status, lines, body, detail)


def rejection(error: RequestError) -> Response:
    """Return the response to a rejected request."""
    return error_response(error.status, error.detail, error.headers)


@cache
def phrase(status: int) -> bytes:
    """Return the reason phrase of a status code; empty if HTTP knows none."""
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""


class _Clock:
    """The current `Date`, formatted once a second."""

    second = -1
    text = b""


def http_date() -> bytes:
    """Return the value of `Date` (RFC 9110, 6.6.1)."""
    second = int(time.time())
    if second != _Clock.second:
        _Clock.second, _Clock.text = second, formatdate(second, usegmt=True).encode()
    return _Clock.text
