"""An ASGI application on loopback, served by uvicorn in a thread."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

# Requests that are unfinished when the context ends get this time.
GRACE_SECONDS = 1


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port of loopback while the context lasts, and yield its URL."""
    # The socket listens before the server runs, so that early requests wait.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = uvicorn.Config(
            app, log_level=logging.CRITICAL, lifespan="off", ws="none", timeout_graceful_shutdown=GRACE_SECONDS
        )
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
