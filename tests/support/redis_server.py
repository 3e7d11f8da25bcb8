"""A redis-server of the tests."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

requires_redis = pytest.mark.skipif(
    shutil.which("redis-server") is None and os.environ.get("CI") != "true",
    reason="redis-server is not installed; run `apt-get install redis-server`",
)


class RedisServer:
    """A redis-server on a free port of loopback. It keeps its data over a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server, and wait until it is ready."""
        program = shutil.which("redis-server")
        assert program, "redis-server is not installed; run `apt-get install redis-server`"
        address = ["--bind", "127.0.0.1", "--port", str(self.port)]
        storage = ["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--dir", str(self._folder)]
        self.process = subprocess.Popen([program, *address, *storage], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert any("eady to accept connections" in line for line in self.process.stdout)

    def stop(self) -> None:
        """Kill the server."""
        self.process.kill()
        assert self.process.stdout
        self.process.stdout.close()
        self.process.wait(10)

    def pause(self) -> None:
        """Let the server accept connections without a reply."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """End `pause`."""
        self.process.send_signal(signal.SIGCONT)
