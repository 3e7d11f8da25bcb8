"""Responses of the inspector, with the headers that protect its pages."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from scripts.mock.admin.inspector.events import dump

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def file(content: bytes, media_type: str) -> Response:
    """Return a file of the page."""
    return Response(content, headers=_HEADERS, media_type=media_type)


def json(value: Any, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON response."""
    return Response(dump(value), headers={**_HEADERS, **(headers or {})}, media_type="application/json")


def stream(request: Request, events: AsyncIterator[bytes]) -> Response:
    """Return an event stream."""
    if request.method == "HEAD":
        return Response(headers=_HEADERS, media_type="text/event-stream")
    return StreamingResponse(events, headers=_HEADERS, media_type="text/event-stream")
