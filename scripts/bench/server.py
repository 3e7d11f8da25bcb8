"""A loopback server in a process of its own that answers everything with one body, at once.

It does no more than it must, so that what is measured is the client. The body is the one line that it reads from its
standard input; the address is the one line that it writes; it ends when its standard input does, as it does when
whoever started it dies.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from scripts.project import ROOT, Failure

STOP_SECONDS = 10


class _Connection(asyncio.Protocol):
    """Answers each request once its body is there, whatever it asks for."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream, as asked for
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            _, found, length = head.partition(b"\r\ncontent-length:")
            whole = end + 4 + (int(length.split(b"\r\n", 1)[0]) if found else 0)
            if len(self._received) < whole:
                return
            self._received = self._received[whole:]
            self._transport.write(self._answer)


async def _serve(body: bytes) -> None:
    loop = asyncio.get_running_loop()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    server = await loop.create_server(lambda: _Connection(head + body), "127.0.0.1", 0)
    ended = asyncio.Event()
    loop.add_reader(sys.stdin, ended.set)  # nothing else comes, so that it can be read means that it has ended
    print("http://{}:{}".format(*server.sockets[0].getsockname()), flush=True)
    await ended.wait()


@contextmanager
def running_server(body: bytes) -> Iterator[str]:
    """Run the server while the context lasts, and yield its address.

    Args:
        body: What it answers, JSON of one line.

    Raises:
        Failure: It doesn't start.
    """
    command = [sys.executable, "-m", "scripts.bench.server"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, bufsize=0, stdin=pipe, stdout=pipe) as process:
        assert process.stdin  # noqa: S101 - pipes, as asked for
        assert process.stdout  # noqa: S101
        try:
            with suppress(BrokenPipeError):  # it has ended already, which the next line tells
                process.stdin.write(body + b"\n")
            address = process.stdout.readline().decode().strip()
            if not address:
                raise Failure("the benchmark's server ended before it listened")
            yield address
        finally:
            process.stdin.close()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it, whose end ends this
    asyncio.run(_serve(sys.stdin.buffer.readline().rstrip(b"\n")))
