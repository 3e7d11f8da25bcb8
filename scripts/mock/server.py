"""The server of the mock: uvicorn, which says when it is ready, speaks HTTP as protocol.py does, and ends in order."""

import gc
import socket
from types import FrameType

import uvicorn

from scripts.mock.access import Access
from scripts.mock.journal import Journal
from scripts.mock.protocol import MOST_HEAD_BYTES, Protocol

GRACE_SECONDS = 3


class _Server(uvicorn.Server):
    """Says on standard output when it is ready, which is what whoever started it waits for."""

    def __init__(self, config: uvicorn.Config, ready: str, journal: Journal) -> None:
        super().__init__(config)
        self._ready = ready
        self._journal = journal

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What is there now stays: without it the collector looks through it again and again, for tens of milliseconds.
        gc.collect()
        gc.freeze()
        print(self._ready, flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; the pages that watch the journal are no requests that must come to their end."""
        self._journal.close()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End in order. uvicorn's own would raise the signal again afterwards, and so leave with an error."""
        del sig, frame
        self.should_exit = True


async def serve(app: Access, listening: socket.socket, ready: str, *, dates: bool = True) -> int:
    """Serve an application until a signal ends it.

    Args:
        app: The application.
        listening: Where to take requests.
        ready: What to say on standard output as soon as requests are answered.
        dates: Give answers a header `Date`.

    Returns:
        The number of requests that were answered.
    """
    config = uvicorn.Config(
        app,
        http=Protocol,
        h11_max_incomplete_event_size=MOST_HEAD_BYTES,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=dates,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config, ready, app.journal)
    await server.serve(sockets=[listening])
    return server.server_state.total_requests
