"""Server processes on free ports: the mock, for the tasks and tests that need one."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from scripts.project import CONTRACT, IS_INSTALLED, ROOT, UserError

_STOP_SECONDS = 10
# In the wheel, without modules of the working directory.
_MOCK = [sys.executable, *(["-P"] if IS_INSTALLED else []), "-m", f"{__package__}.mock"]
# The environment variable with another command, such as that of an installed wheel.
COMMAND = "MOCK_COMMAND"


@dataclass(frozen=True)
class Mock:
    """A running mock.

    Attributes:
        url: Its URL.
        process: Its process.
        log: Its log file.
        ready: The line that it printed when it was ready.
    """

    url: str
    process: subprocess.Popen[str]
    log: Path
    ready: str


def ready_url(line: str) -> str:
    """Return the URL in the line that a server prints when it is ready.

    Raises:
        UserError: The line has no URL.
    """
    found = re.search(r"https?://[^\s;]+", line)
    if found is None:
        raise UserError(f"the server printed no URL: {line.strip()!r}")
    return found[0]


@contextmanager
def running_mock(
    log: Path,
    contract: Path = CONTRACT,
    options: Sequence[str] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Mock]:
    """Run the mock, or the one of `MOCK_COMMAND`, on a free port while the context lasts.

    Args:
        log: The log file; its folder is created.
        contract: The contract to serve.
        options: Further options of `python -m scripts.mock`.
        environment: Environment variables in addition to those of this process.

    Raises:
        UserError: The mock does not start; the message is its error.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    own = shlex.split(os.environ.get(COMMAND, ""))
    command = [*(own or _MOCK), "--port", "0", "--contract", str(contract.resolve()), *options]
    with (
        log.open("w", encoding="utf-8") as sink,
        subprocess.Popen(
            command,
            cwd=None if IS_INSTALLED else ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=sink,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout  # noqa: S101 - it is a pipe
            ready = process.stdout.readline()
            if not ready:
                process.wait()
                lines = log.read_text(encoding="utf-8").strip().splitlines()
                raise UserError(lines[-1].removeprefix("mock: ") if lines else "the mock exited without a message")
            yield Mock(ready_url(ready), process, log, ready)
        finally:
            stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    """Terminate a process, and kill it if it does not end within ten seconds."""
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
