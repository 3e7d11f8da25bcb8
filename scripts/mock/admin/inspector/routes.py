"""Routes of the inspector: its files, the recorded requests, and event streams of new requests and deliveries."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from scripts.mock.admin.inspector import curl, views
from scripts.mock.admin.state_api import STATELESS
from scripts.mock.contract import ServedContract
from scripts.mock.recorder import KEPT_REQUESTS, RecordedRequest, Recorder
from scripts.project import Unavailable
from scripts.redaction import CredentialFinder, Redactor

if TYPE_CHECKING:
    from scripts.mock.state import State

_FOLDER = Path(__file__).parent
_MEDIA_TYPES = {
    "index.html": "text/html",
    "inspector.css": "text/css",
    "inspector.js": "text/javascript",
    "render.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# Seconds between two batches of requests, between two reads of the deliveries, and between two keep-alive comments.
_BATCH_SECONDS, _POLL_SECONDS, _KEEP_ALIVE_SECONDS = 0.25, 1.0, 15.0
_KEEP_ALIVE = b":\n\n"


def routes(
    recorder: Recorder, served: ServedContract, credentials: Mapping[str, str], state: "State | None"
) -> list[Route]:
    """Return the routes; see `scripts.mock.admin.routes.admin_app` for the arguments."""
    inspector = _Inspector(recorder, served, credentials, state)
    files = [
        Route(f"/{'' if name == 'index.html' else name}", partial(_file, (_FOLDER / name).read_bytes(), media_type))
        for name, media_type in _MEDIA_TYPES.items()
    ]
    return [
        *files,
        Route("/requests", inspector.requests),
        Route("/requests/{id}", inspector.request),
        Route("/events", inspector.request_events),
        Route("/events/deliveries", inspector.delivery_events),
    ]


class _Inspector:
    """Endpoints of the inspector's JSON and event streams."""

    def __init__(
        self, recorder: Recorder, served: ServedContract, credentials: Mapping[str, str], state: "State | None"
    ) -> None:
        self._recorder = recorder
        self._served = served
        self._credentials = credentials
        self._finder = CredentialFinder(served.document, credentials)
        self._state = state
        # The ids of requests start again with each start of the mock, and a page may stay open.
        self._run = secrets.token_hex(4)

    async def requests(self, request: Request) -> Response:
        """Respond with all recorded requests, the oldest first."""
        recorded = self._recorder.after(0)
        credentials = self._find(recorded)
        details = []
        for each in recorded:
            # The request's own credentials come first, as the first of a name gets the plain variable.
            redactor = self._finder.redactor({**self._find([each]), **credentials})
            details.append(views.details(each, redactor, _base(request)))
            await asyncio.sleep(0)  # let other requests proceed
        return _json(details)

    async def request(self, request: Request) -> Response:
        """Respond with one recorded request."""
        number = self._number(request.path_params["id"])
        recorded = self._recorder.after(0)
        for each in recorded:
            if each.id == number:
                redactor = self._finder.redactor(self._find([each, *recorded]))
                return _json(views.details(each, redactor, _base(request)))
        raise HTTPException(404, "this request is not recorded, or no longer")

    async def request_events(self, request: Request) -> Response:
        """Stream the requests recorded after the given id, and then new ones."""
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        return _stream(request, self._request_events(self._number(after), _base(request)))

    async def delivery_events(self, request: Request) -> Response:
        """Stream the webhook deliveries, again whenever they change."""
        if self._state is None:
            raise HTTPException(404, STATELESS)
        return _stream(request, self._delivery_events(self._state))

    def _find(self, recorded: Iterable[RecordedRequest]) -> dict[tuple[str, str], None]:
        """Return the credentials of requests."""
        heads = (each.head for each in recorded)
        # Requests from before a reload have the credentials of the previous contract.
        self._finder.extend(self._served.document)
        return {found: None for head in heads for found in self._finder.find(head.headers, head.target)}

    def _redactor(self) -> Redactor:
        """Return a redactor of the credentials of all recorded requests."""
        return self._finder.redactor(self._find(self._recorder.after(0)))

    def _number(self, text: str) -> int:
        """Return the number in the id of a request, 0 if the id is from another run of the mock."""
        run, _, number = text.rpartition("-")
        return int(number) if run == self._run and number.isdecimal() and len(number) < 20 else 0

    async def _request_events(self, last: int, base: str) -> AsyncIterator[bytes]:
        revision = None
        while not self._recorder.closing.is_set():
            if revision != self._served.revision:
                revision = self._served.revision
                yield _event("about", self._about(base))
            if recorded := self._recorder.after(last):
                last = recorded[-1].id
                redactor = self._redactor()
                yield _event("requests", [views.summary(each, redactor) for each in recorded], f"{self._run}-{last}")
                await self._pause(_BATCH_SECONDS)
            else:
                try:
                    async with asyncio.timeout(_KEEP_ALIVE_SECONDS):
                        await self._recorder.wait(last)
                except TimeoutError:
                    yield _KEEP_ALIVE

    def _about(self, base: str) -> dict[str, object]:
        document = self._served.document
        return {
            "run": self._run,
            "title": document["info"]["title"],
            "version": document["info"]["version"],
            "error": self._served.error,
            "stateful": self._state is not None,
            "example": curl.example(document, self._credentials, base),
        }

    async def _delivery_events(self, state: "State") -> AsyncIterator[bytes]:
        sent, polls = b"", 0
        while not self._recorder.closing.is_set():
            try:
                found = [each async for each in state.deliveries()]
                event = _event("deliveries", {"deliveries": views.deliveries(found, self._redactor(), KEPT_REQUESTS)})
            except Unavailable as error:
                event = _event("deliveries", {"error": str(error)})
            polls += 1
            if event != sent:
                yield event
            elif polls % (_KEEP_ALIVE_SECONDS // _POLL_SECONDS) == 0:
                yield _KEEP_ALIVE
            sent = event
            await self._pause(_POLL_SECONDS)

    async def _pause(self, seconds: float) -> None:
        """Wait for some seconds, or until the mock stops."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._recorder.closing.wait()


async def _file(content: bytes, media_type: str, request: Request) -> Response:
    del request
    return Response(content, headers=_HEADERS, media_type=media_type)


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _json(value: Any) -> Response:
    return Response(_dump(value), headers=_HEADERS, media_type="application/json")


def _stream(request: Request, events: AsyncIterator[bytes]) -> Response:
    if request.method == "HEAD":
        return Response(headers=_HEADERS, media_type="text/event-stream")
    return StreamingResponse(events, headers=_HEADERS, media_type="text/event-stream")


def _event(kind: str, data: Any, number: str | None = None) -> bytes:
    head = f"event: {kind}\n" + (f"id: {number}\n" if number else "")
    return head.encode() + b"data: " + _dump(data) + b"\n\n"


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
