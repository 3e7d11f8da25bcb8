"""What a mock and the proxy start with: a port, Prism, a log."""

import argparse
import asyncio
import logging
import socket
import sys
from pathlib import Path

from scripts import openapi
from scripts.mock.engine import Engine
from scripts.mock.logs import access_log
from scripts.mock.lowering import lower
from scripts.openapi import Document
from scripts.project import ROOT, Failure


async def start(engine: Engine, contract: Document, path: Path) -> None:
    """Let Prism start, and meanwhile prepare the rest.

    Raises:
        Failure: The contract is broken, or Prism can't run.
    """
    try:
        document = lower(contract)
    except Exception:
        openapi.check(contract, path)  # it says in one line what is wrong
        raise
    preparing = asyncio.to_thread(_prepare, contract, path)
    # What is wrong with the contract says more than that Prism won't have it.
    for fault in await asyncio.gather(preparing, engine.start(document), return_exceptions=True):
        if fault is not None:
            raise fault


def _prepare(contract: Document, path: Path) -> None:
    """Import what is needed only to answer, and check the contract."""
    import scripts.mock.gateway  # noqa: PLC0415
    import scripts.mock.server  # noqa: F401, PLC0415

    openapi.check(contract, path)


def port_number(text: str) -> int:
    """Return the port that an argument of a command line names."""
    if not (text.isascii() and text.isdecimal()) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: write a number from 0 to 65535")
    return int(text)


def listen(host: str, port: int) -> socket.socket:
    """Listen at an address and a port, or at any free port if it is 0.

    Raises:
        Failure: It can't be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Failure(f"can't listen at {host!r} port {port}: {reason}; choose others with HOST= and PORT=") from error
    return listening


def url_of(listening: socket.socket) -> str:
    """Return the URL of a server that listens."""
    address, port = listening.getsockname()[:2]
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def shown(path: Path) -> Path:
    """Return a path as it is told: within the project, from its root."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def log_to_stderr(*, quiet: bool) -> None:
    """Log to standard error; if `quiet`, without the requests."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    for noisy in ("httpx", "uvicorn", "python_multipart"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    if quiet:
        access_log.setLevel(logging.CRITICAL)
