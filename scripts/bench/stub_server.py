"""Loopback server in its own process that sends the same JSON body for every request.

It does as little as possible, so that a benchmark measures the other side. The body is the line on its standard input;
its address is the line on its standard output; it ends at the end of its standard input, also when its parent dies.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

import uvloop

from scripts.project import ROOT, UserError

STOP_SECONDS = 10


class _Connection(asyncio.Protocol):
    """Sends the response as soon as a request is complete."""

    def __init__(self, response: bytes) -> None:
        self._response = response
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            _, found, length = head.partition(b"\r\ncontent-length:")
            size = end + 4 + (int(length.split(b"\r\n", 1)[0]) if found else 0)
            if len(self._received) < size:
                return
            self._received = self._received[size:]
            self._transport.write(self._response)


async def _serve(body: bytes) -> None:
    loop = asyncio.get_running_loop()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    server = await loop.create_server(lambda: _Connection(head + body), "127.0.0.1", 0)
    ended = asyncio.Event()
    loop.add_reader(sys.stdin, ended.set)  # no more input follows, so a readable pipe is at its end
    print("http://{}:{}".format(*server.sockets[0].getsockname()), flush=True)
    await ended.wait()


@contextmanager
def running_stub_server(body: bytes) -> Iterator[str]:
    """Run the server within the context, and yield its address.

    Args:
        body: The response body, JSON in one line.

    Raises:
        UserError: The server does not start.
    """
    command = [sys.executable, "-m", "scripts.bench.stub_server"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, bufsize=0, stdin=pipe, stdout=pipe) as process:
        assert process.stdin  # noqa: S101 - pipes, as requested
        assert process.stdout  # noqa: S101
        try:
            with suppress(BrokenPipeError):  # it has ended already, and the next line reports it
                process.stdin.write(body + b"\n")
            address = process.stdout.readline().decode().strip()
            if not address:
                raise UserError("the benchmark's stub server ended before it listened")
            yield address
        finally:
            process.stdin.close()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, whose end ends this process
    uvloop.run(_serve(sys.stdin.buffer.readline().rstrip(b"\n")))
