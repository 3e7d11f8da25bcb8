"""Servers under test, each in its own process on a free port."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

import psutil

from scripts.bench.stub_server import running_stub_server
from scripts.openapi import load
from scripts.processes import ready_url, running_mock
from scripts.project import CONTRACT, ROOT, UserError, node, npm_package

START_SECONDS = 60.0
# steady never prints its port, and Prism does not with `-v silent`: the operating system is polled for it.
_POLL_SECONDS = 0.02


@contextmanager
def mock(
    options: Sequence[str] = (), contract: Path = CONTRACT, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """Run this repository's mock within the context, and yield its address; its log goes to a temporary file.

    Raises:
        UserError: It does not start.
    """
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        running_mock(Path(scratch) / "log", contract, options, environment) as running,
    ):
        yield running.url


@contextmanager
def proxy(upstream: str) -> Iterator[str]:
    """Run this repository's proxy within the context, without its request log, and yield its address.

    Raises:
        UserError: It does not start.
    """
    command = [sys.executable, "-m", "scripts.proxy", upstream, "--port", "0", "--quiet"]
    with _started(command, stdout=subprocess.PIPE) as process:
        assert process.stdout  # noqa: S101 - a pipe, as requested
        ready = process.stdout.readline().decode()
        if not ready:
            raise UserError(f"{' '.join(command)}: does not start")
        yield ready_url(ready)


def prism_command(*arguments: str) -> list[str]:
    """Return the command of Prism's own command line.

    Raises:
        UserError: Prism is not installed.
    """
    return [str(node()), str(npm_package("@stoplight/prism-cli/dist/index.js")), *arguments]


@contextmanager
def prism(contract: Path = CONTRACT) -> Iterator[str]:
    """Run Prism as a mock within the context, without its request log, and yield its address.

    Raises:
        UserError: It does not start.
    """
    with _listening(prism_command("mock", "-v", "silent", "-p", "0", str(contract))) as url:
        yield url


@contextmanager
def prism_proxy(upstream: str) -> Iterator[str]:
    """Run Prism as a proxy within the context, without its request log, and yield its address.

    Raises:
        UserError: It does not start.
    """
    with _listening(prism_command("proxy", "-v", "silent", "-p", "0", str(CONTRACT), upstream)) as url:
        yield url


@contextmanager
def steady() -> Iterator[str]:
    """Run steady within the context, without its request log, and yield its address.

    Raises:
        UserError: It does not start.
    """
    program = npm_package("@stdy/cli/steady.js")
    with _listening([str(node()), str(program), "--quiet", "-p", "0", str(CONTRACT)]) as url:
        yield url


@contextmanager
def stub() -> Iterator[str]:
    """Run a stub server within the context that sends the contract's example of listModels, and yield its address.

    Raises:
        UserError: It does not start.
    """
    example = load(CONTRACT)["components"]["examples"]["TwoModels"]["value"]
    with running_stub_server(json.dumps(example).encode()) as url:
        yield url


@contextmanager
def redis() -> Iterator[str]:
    """Run a redis-server without persistence within the context, and yield its URL.

    Raises:
        UserError: redis-server is missing, or does not start.
    """
    program = shutil.which("redis-server")
    if program is None:
        raise UserError("redis-server is missing: install it (apt-get install redis-server), or choose other parts")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        _started([program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", scratch]) as process,
    ):
        _port(process)
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _listening(command: list[str]) -> Iterator[str]:
    with _started(command) as process:
        yield f"http://127.0.0.1:{_port(process)}"


@contextmanager
def _started(command: list[str], stdout: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    # In this session, as the mock is: Linux shares a busy CPU among sessions first.
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            for each in process_tree(process.pid):
                with suppress(psutil.NoSuchProcess):
                    each.kill()


def _port(process: subprocess.Popen[bytes]) -> int:
    """Wait until a process or a descendant listens, and return the port."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        for each in process_tree(process.pid):
            for connection in each.net_connections("tcp"):
                if connection.status == psutil.CONN_LISTEN:
                    return int(connection.laddr.port)
        time.sleep(_POLL_SECONDS)
    assert isinstance(process.args, list)  # noqa: S101 - as given to Popen
    raise UserError(f"{' '.join(process.args)}: does not start")


def process_tree(pid: int) -> list[psutil.Process]:
    """Return a process and its descendants, or nothing if it has ended."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def memory(pid: int) -> int:
    """Return the bytes of memory that a process and its descendants share with no other process."""
    return sum(int(each.memory_full_info().uss) for each in process_tree(pid))


def start_seconds(command: Sequence[str], ready: str) -> float:
    """Start a command, and return the seconds until it prints a line that contains a text.

    Raises:
        UserError: It ends without that line.
    """
    begun = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "NO_COLOR": "1"}
    ) as process:
        assert process.stdout  # noqa: S101 - a pipe, as requested
        if not any(ready in line for line in process.stdout):
            raise UserError(f"{' '.join(command)}: does not start")
        seconds = time.perf_counter() - begun
        process.terminate()
    return seconds
