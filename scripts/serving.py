"""Start the mock as a process of its own, for whoever needs one to talk to."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from scripts.project import CONTRACT, ROOT, Failure

STOP_SECONDS = 10


@dataclass(frozen=True)
class Mock:
    """A running mock: where it answers, its process, and the file that it logs to."""

    url: str
    process: subprocess.Popen[str]
    log: Path


@contextmanager
def running_mock(
    log: Path,
    contract: Path = CONTRACT,
    options: Sequence[str] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Mock]:
    """Run the mock on a free port while the context lasts.

    Args:
        log: The file that the mock's log goes to; its folder is made.
        contract: The contract to serve.
        options: Further options of `python -m scripts.mock`.
        environment: Variables for it beside those of this process.

    Raises:
        Failure: The mock doesn't start; the message is its own.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "scripts.mock", "--port", "0", "--contract", str(contract.resolve()), *options]
    with (
        log.open("w", encoding="utf-8") as sink,
        subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=sink, text=True
        ) as process,
    ):
        try:
            assert process.stdout  # noqa: S101 - a pipe, as asked for
            ready = process.stdout.readline()
            if not ready:
                process.wait()
                lines = log.read_text(encoding="utf-8").strip().splitlines()
                raise Failure(lines[-1].removeprefix("mock: ") if lines else "the mock ended without a word")
            yield Mock(ready.split()[1], process, log)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
