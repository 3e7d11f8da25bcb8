"""The mock and those that it is measured beside, each as a process of its own on a free port."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from scripts.project import Failure, node, npm_package
from scripts.serving import running_mock

START_SECONDS = 60.0
# steady doesn't say which port it took, and Prism says it only with its log of requests: the system is asked.
_PAUSE_SECONDS = 0.02


@dataclass(frozen=True)
class Running:
    """Where a mock answers, and its process."""

    url: str
    pid: int


Start = Callable[[Path], AbstractContextManager[Running]]


@contextmanager
def mock(log: Path, contract: Path, options: Sequence[str] = ()) -> Iterator[Running]:
    """Run the mock of this repository while the context lasts."""
    with running_mock(log, contract, options) as running:
        yield Running(running.url, running.process.pid)


@contextmanager
def prism(contract: Path) -> Iterator[Running]:
    """Run Prism's own command while the context lasts, without its log of requests.

    Raises:
        Failure: It doesn't start.
    """
    program = npm_package("@stoplight/prism-cli/dist/index.js")
    with _listening([str(node()), str(program), "mock", "-v", "silent", "-p", "0", str(contract)]) as running:
        yield running


@contextmanager
def steady(contract: Path) -> Iterator[Running]:
    """Run steady while the context lasts, without its log of requests.

    Raises:
        Failure: It doesn't start.
    """
    program = npm_package("@stdy/cli/steady.js")
    with _listening([str(node()), str(program), "--quiet", "-p", "0", str(contract)]) as running:
        yield running


@contextmanager
def _listening(command: list[str]) -> Iterator[Running]:
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            yield Running(f"http://127.0.0.1:{_port(process, command)}", process.pid)
        finally:
            for each in family(process.pid):
                with suppress(psutil.NoSuchProcess):
                    each.kill()


def _port(process: subprocess.Popen[bytes], command: Sequence[str]) -> int:
    """Wait until a process, or a child of it, listens, and return the port."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        for each in family(process.pid):
            for connection in each.net_connections("tcp"):
                if connection.status == psutil.CONN_LISTEN:
                    return int(connection.laddr.port)
        time.sleep(_PAUSE_SECONDS)
    raise Failure(f"{' '.join(command)}: doesn't start")


def family(pid: int) -> list[psutil.Process]:
    """Return a process and all that came of it; nothing if it has ended."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def memory(pid: int) -> int:
    """Return the bytes of memory that a process and its children have for themselves."""
    return sum(int(each.memory_full_info().uss) for each in family(pid))


def timed_start(command: Sequence[str], ready: str) -> float:
    """Return the seconds that a command takes until a line of its output has a text; then it is ended.

    Raises:
        Failure: It ends without that line.
    """
    begun = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "NO_COLOR": "1"}
    ) as process:
        assert process.stdout  # noqa: S101 - a pipe, as asked for
        if not any(ready in line for line in process.stdout):
            raise Failure(f"{' '.join(command)}: doesn't start")
        taken = time.perf_counter() - begun
        process.terminate()
    return taken
