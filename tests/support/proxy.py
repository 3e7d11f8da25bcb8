"""The proxy as a process, and a scripted server behind it."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.processes import ready_url
from scripts.project import CONTRACT, ROOT


@dataclass(frozen=True)
class Proxy:
    """A running proxy: its URL, its process, and its log file."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def stop(self) -> tuple[int, list[str], list[str]]:
        """Stop the proxy; return its exit code, the lines of its summary, and those of its log without their time."""
        self.process.terminate()
        assert self.process.stdout
        summary = self.process.stdout.read().splitlines()
        code = self.process.wait(10)
        return code, summary, [line[9:] for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def running_proxy(log: Path, upstream: str, *options: str) -> Iterator[Proxy]:
    """Run a proxy on a free port while the context lasts."""
    command = [sys.executable, "-m", "scripts.proxy", upstream, "--port", "0", "--contract", str(CONTRACT), *options]
    with (
        log.open("w", encoding="utf-8") as sink,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=sink, text=True) as process,
    ):
        try:
            assert process.stdout
            ready = process.stdout.readline()
            assert ready.startswith("proxy: passing http://127.0.0.1:"), log.read_text(encoding="utf-8")
            yield Proxy(ready_url(ready), process, log)
        finally:
            process.kill()


@dataclass
class ScriptedServer:
    """A server that sends fixed bytes.

    Attributes:
        url: Its URL.
        received: What each connection has sent up to the end of a request's head, in the order of their arrival.
    """

    url: str
    received: list[bytes] = field(default_factory=list)


@contextmanager
def scripted_server(*connections: Sequence[bytes]) -> Iterator[ScriptedServer]:
    """Run a server while the context lasts.

    Args:
        connections: For each connection, the responses to its requests, which have no body; then it is closed.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = ScriptedServer(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def serve() -> None:
            for responses in connections:
                with listener.accept()[0] as connection:
                    for response in responses:
                        received = b""
                        while b"\r\n\r\n" not in received:
                            received += connection.recv(65536)
                        server.received.append(received)
                        connection.sendall(response)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server
        thread.join(10)
        assert not thread.is_alive(), "not all connections were made"
