"""HTTP server: listens, reports that it is ready, and shuts down gracefully on a signal."""

import argparse
import asyncio
import gc
import signal
import socket
import ssl
from collections.abc import Callable

from scripts.http_server.protocol import SILENCE_SECONDS, Application, Connection
from scripts.project import IS_INSTALLED, UserError

# Seconds for current requests to finish when the server stops.
GRACE_SECONDS = 3.0


async def serve(  # noqa: PLR0913 - two of them are optional
    app: Application,
    listening: socket.socket,
    ready: Callable[[], None],
    stopping: Callable[[], None] | None = None,
    *,
    silence_seconds: float = SILENCE_SECONDS,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Serve an application until SIGINT or SIGTERM arrives.

    Args:
        app: The application.
        listening: The bound socket.
        ready: Called as soon as requests are handled.
        stopping: Called when a signal has arrived, so that streams without end can end.
        silence_seconds: How long a request may stop arriving before it is rejected.
        tls: The TLS context for HTTPS; None for HTTP.
    """
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    connections: set[Connection] = set()
    server = await loop.create_server(
        lambda: Connection(app, connections, silence_seconds), sock=listening, backlog=2048, ssl=tls
    )
    # Exempt long-lived objects from garbage collection, which would otherwise pause for tens of milliseconds.
    gc.collect()
    gc.freeze()
    ready()
    await stopped.wait()
    server.close()
    if stopping is not None:
        stopping()
    await _close(connections)


async def _close(connections: set[Connection]) -> None:
    """Let the current requests end, and close the connections."""
    for end, seconds in ((Connection.stop, GRACE_SECONDS), (Connection.cancel, 1.0)):
        for connection in list(connections):
            end(connection)
        if connections:
            await asyncio.wait([connection.closed for connection in connections], timeout=seconds)
    for connection in list(connections):
        connection.transport.abort()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to an address and a port, or to any free port if it is 0.

    Raises:
        UserError: The address is not available.
    """
    listening = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        if listening is not None:
            listening.close()
        reason = (error.strerror or str(error)).lower()
        options = "--host and --port" if IS_INSTALLED else "HOST= and PORT="
        raise UserError(f"cannot listen on {host!r} port {port}: {reason}; choose others with {options}") from error
    return listening


def url_of(listening: socket.socket, scheme: str = "http") -> str:
    """Return a URL of a server that opens on this machine."""
    address, port = listening.getsockname()[:2]
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - any address of this machine
    return f"{scheme}://[{address}]:{port}" if ":" in address else f"{scheme}://{address}:{port}"


def port_number(text: str) -> int:
    """Return the port that an argument of a command line names."""
    if not (text.isascii() and text.isdecimal()) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: write a number from 0 to 65535")
    return int(text)
