"""Runs of the proxy, as processes of their own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.project import CONTRACT, ROOT


@dataclass(frozen=True)
class Proxy:
    """A running proxy: where it answers, its process, and the file that it logs to."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def ended(self) -> tuple[int, list[str], list[str]]:
        """End it; return its exit code, the lines of its summary, and those of its log without their time."""
        self.process.terminate()
        assert self.process.stdout
        summary = self.process.stdout.read().splitlines()
        code = self.process.wait(10)
        return code, summary, [line[9:] for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def running_proxy(log: Path, upstream: str, *options: str, contract: Path = CONTRACT) -> Iterator[Proxy]:
    """Run a proxy on a free port while the context lasts."""
    command = [sys.executable, "-m", "scripts.mock.proxy", upstream, "--port", "0", "--contract", str(contract)]
    with (
        log.open("w", encoding="utf-8") as sink,
        subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=sink, text=True) as process,
    ):
        try:
            assert process.stdout
            ready = process.stdout.readline()
            assert ready.startswith("proxy: http://127.0.0.1:"), log.read_text(encoding="utf-8")
            yield Proxy(ready.split()[1], process, log)
        finally:
            process.kill()
