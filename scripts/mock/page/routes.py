"""The routes of the page: its files, the requests that are kept, and the streams of what is new."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from scripts.mock.control import NO_STATE, PREFIX, Place
from scripts.mock.journal import KEPT_EXCHANGES, Journal
from scripts.mock.page import curl, showing
from scripts.mock.page.masking import Credentials
from scripts.mock.refusal import Refusal, Unavailable
from scripts.openapi import Document

if TYPE_CHECKING:
    from scripts.mock.store import Store

_FOLDER = Path(__file__).parent
_FILES = {
    "": ("index.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "page.js": ("page.js", "text/javascript"),
    "show.js": ("show.js", "text/javascript"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# The seconds between two batches, between two looks at the deliveries, and until a stream says that it is alive.
_PAUSE_SECONDS, _LOOK_SECONDS, _ALIVE_SECONDS = 0.25, 1.0, 15.0
_ALIVE = b":\n\n"


def routes(
    journal: Journal, contract: Document, admitted: Mapping[str, str], store: "Store | None", host: str | None
) -> list[Route]:
    """Return the routes.

    Args:
        journal: The requests that are kept.
        contract: The contract.
        admitted: The values that the mock was told to admit, by their headers.
        store: The state, None if the mock has none.
        host: The name that the mock may be called by; see `control.routes`.
    """
    page = _Page(journal, contract, Credentials(contract, admitted), store)
    handlers = {
        "": _redirect,
        "/requests": page.requests,
        "/requests/{id}": page.request,
        "/events": page.events,
        "/events/deliveries": page.deliveries,
    }
    for path, (name, media_type) in _FILES.items():
        handlers[f"/{path}"] = partial(_file, (_FOLDER / name).read_bytes(), media_type)
    return [Route(PREFIX + path, Place({"GET": handler}, host)) for path, handler in handlers.items()]


class _Page:
    """What the page asks the mock for."""

    def __init__(self, journal: Journal, contract: Document, credentials: Credentials, store: "Store | None") -> None:
        self._journal = journal
        self._contract = contract
        self._credentials = credentials
        self._store = store
        # The ids begin anew with each start of the mock, and a page may outlive it.
        self._run = secrets.token_hex(4)

    async def requests(self, request: Request) -> Response:
        """Answer with all exchanges that are kept, the oldest first."""
        kept = self._journal.after(0)
        known = self._credentials.found(kept)
        base = _base(request)
        shown = []
        for each in kept:
            mask = self._credentials.mask({**self._credentials.found([each]), **known})
            shown.append(showing.whole(each, mask, base))
            await asyncio.sleep(0)  # there may be much to show, and requests wait meanwhile
        return _json(shown)

    async def request(self, request: Request) -> Response:
        """Answer with one exchange."""
        last = self._last(request.path_params["id"])
        kept = self._journal.after(0)
        for each in kept:
            if each.id == last:
                mask = self._credentials.mask(self._credentials.found([each, *kept]))
                return _json(showing.whole(each, mask, _base(request)))
        raise Refusal(404, "the mock doesn't keep this request any more")

    async def events(self, request: Request) -> Response:
        """Answer with what is kept after the id that is given, and then with what comes."""
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        return _stream(request, self._news(self._last(after), _base(request)))

    async def deliveries(self, request: Request) -> Response:
        """Answer with the deliveries, again and again when there are others."""
        if self._store is None:
            raise Refusal(404, NO_STATE)
        return _stream(request, self._delivered(self._store))

    def _last(self, text: str) -> int:
        """Return the number in an id of this run, 0 if it is another's."""
        run, _, number = text.rpartition("-")
        return int(number) if run == self._run and number.isdecimal() and len(number) < 20 else 0

    async def _news(self, last: int, base: str) -> AsyncIterator[bytes]:
        first = curl.first(self._contract, self._credentials, base)
        version, stateful = self._contract["info"]["version"], self._store is not None
        yield _event("about", {"run": self._run, "version": version, "stateful": stateful, "first": first})
        while not self._journal.closing.is_set():
            if batch := self._journal.after(last):
                last = batch[-1].id
                mask = self._credentials.mask(self._credentials.found(self._journal.after(0)))
                lines = [showing.line(each, mask) for each in batch]
                yield _event("requests", lines, f"{self._run}-{last}")
                await self._pause(_PAUSE_SECONDS)
            else:
                try:
                    async with asyncio.timeout(_ALIVE_SECONDS):
                        await self._journal.wait(last)
                except TimeoutError:
                    yield _ALIVE

    async def _delivered(self, store: "Store") -> AsyncIterator[bytes]:
        before, looks = b"", 0
        while not self._journal.closing.is_set():
            try:
                mask = self._credentials.mask(self._credentials.found(self._journal.after(0)))
                found = [each async for each in store.deliveries()]
                now = _event("deliveries", {"deliveries": showing.deliveries(found, mask, KEPT_EXCHANGES)})
            except Unavailable as error:
                now = _event("deliveries", {"fault": str(error)})
            looks += 1
            if now != before:
                yield now
            elif looks % (_ALIVE_SECONDS // _LOOK_SECONDS) == 0:
                yield _ALIVE
            before = now
            await self._pause(_LOOK_SECONDS)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._journal.closing.wait()
        except TimeoutError:
            pass


async def _redirect(request: Request) -> Response:
    del request
    return RedirectResponse(f"{PREFIX}/", headers=_HEADERS)


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
