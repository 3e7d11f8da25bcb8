"""Event streams of the inspector: new requests, and deliveries and chatbots when they change."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scripts.mock.admin.inspector import views
from scripts.mock.recorder import Recorder
from scripts.project import Unavailable
from scripts.redaction import Redactor

# Seconds between two batches of requests, between two reads of the state, and between two keep-alive comments.
_BATCH_SECONDS, _POLL_SECONDS, _KEEP_ALIVE_SECONDS = 0.25, 1.0, 15.0
# The share of the time that a stream may read the state, which may be large.
_MAX_SHARE = 0.05
_KEEP_ALIVE = b":\n\n"


async def request_events(
    recorder: Recorder,
    last: int,
    run: str,
    about: Callable[[], tuple[int, dict[str, Any]]],
    redactor: Callable[[], Redactor],
) -> AsyncIterator[bytes]:
    """Yield the requests after the last that the page has.

    Args:
        recorder: The recorded requests.
        last: The id of the last request that the page has.
        run: The name of this run of the mock.
        about: Returns the revision of the contract, and what the page shows of it. It is sent again, with the number of
            times that the recorded requests were removed, when either changes.
        redactor: Returns a redactor of all recorded credentials.
    """
    shown = -1, -1
    while not recorder.closing.is_set():
        revision, described = about()
        if shown != (revision, recorder.cleared):
            shown = revision, recorder.cleared
            yield event("about", {**described, "cleared": recorder.cleared})
        elif recorded := recorder.after(last):
            last = recorded[-1].id
            redact = redactor()
            yield event("requests", [views.summary(each, redact) for each in recorded], f"{run}-{last}")
            await _pause(recorder, _BATCH_SECONDS)
        else:
            # Requests may have been removed that the page never had.
            last = max(last, recorder.last_id)
            try:
                async with asyncio.timeout(_KEEP_ALIVE_SECONDS):
                    await recorder.wait(last)
            except TimeoutError:
                yield _KEEP_ALIVE


async def state_events(recorder: Recorder, kind: str, read: Callable[[], Awaitable[Any]]) -> AsyncIterator[bytes]:
    """Yield what a function reads from the state, again whenever it changes, or why it cannot be read."""
    sent, idle = b"", 0.0
    while not recorder.closing.is_set():
        started = time.monotonic()
        try:
            found = event(kind, await read())
        except Unavailable as error:
            found = event(kind, {"error": str(error)})
        pause = max(_POLL_SECONDS, (time.monotonic() - started) / _MAX_SHARE)
        if found != sent:
            sent = found
            yield found
        elif (idle := idle + pause) >= _KEEP_ALIVE_SECONDS:
            idle = 0.0
            yield _KEEP_ALIVE
        await _pause(recorder, pause)


def event(kind: str, data: Any, number: str | None = None) -> bytes:
    """Return an event of a stream."""
    head = f"event: {kind}\n" + (f"id: {number}\n" if number else "")
    return head.encode() + b"data: " + dump(data) + b"\n\n"


def dump(value: Any) -> bytes:
    """Return a value as JSON in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


async def _pause(recorder: Recorder, seconds: float) -> None:
    """Wait for some seconds, or until the mock stops."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await recorder.closing.wait()
