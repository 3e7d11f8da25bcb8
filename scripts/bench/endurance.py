"""Memory of the mock over a million different requests, and the time and memory of a large upload."""

import os
import shutil
import tempfile
import time
from functools import partial
from pathlib import Path

import httpx

from scripts.bench import load
from scripts.bench.measure import Ratio, Table, in_turns, log
from scripts.bench.rate import BASE, KEYS, mix
from scripts.bench.servers import memory
from scripts.processes import running_mock
from scripts.project import CONTRACT

# Memory compared to that before; an upload compared to a copy of the file on the same disk.
MEMORY, DISK = 1.1, 1.0
REQUESTS, QUICK_REQUESTS = 1_000_000, 10_000
SIZE, QUICK_SIZE = 2**30, 2**24
ROUNDS = 3
_CHUNK = 2**20


def measure(quick: bool) -> Table:
    """Measure the mock with its inspector, without its request log."""
    requests, size = (QUICK_REQUESTS, QUICK_SIZE) if quick else (REQUESTS, SIZE)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        running_mock(Path(scratch) / "log", CONTRACT, ["--quiet"]) as mock,
    ):
        log(f"memory, {requests:,} different requests")
        load.send(mock.url, mix(), 1)  # fills caches and the inspector
        before, sent = memory(mock.process.pid), 0
        while sent < requests:
            sent += load.send(mock.url, mix(), 2).requests
        after = memory(mock.process.pid)
        rows = [_memory_row(f"memory, {sent:,} different requests", before, after)]

        log(f"upload of {size / 2**20:.0f} MiB, {ROUNDS} rounds")
        file = Path(scratch) / "large"
        with file.open("wb") as sink:
            for _ in range(size // _CHUNK):
                sink.write(os.urandom(_CHUNK))
        before = memory(mock.process.pid)
        copied, uploaded = in_turns([partial(copy, file), partial(upload, mock.url, file)], ROUNDS)
        after = memory(mock.process.pid)
    rows += [
        [
            f"seconds, {size / 2**20:.0f} MiB: copy on the disk, upload",
            f"{copied:.2f}",
            f"{uploaded:.2f}",
            Ratio(uploaded / copied, at_most=DISK),
        ],
        _memory_row("memory, uploads", before, after),
    ]
    return Table("Endurance", ["measurement", "before", "after", "ratio"], rows)


def _memory_row(name: str, before: int, after: int) -> list[str | Ratio]:
    return [name, f"{before / 2**20:.0f} MiB", f"{after / 2**20:.0f} MiB", Ratio(after / before, at_most=MEMORY)]


def copy(file: Path) -> float:
    """Copy a file on its disk, and return the seconds until it is written."""
    target = file.with_suffix(".copy")
    begun = time.perf_counter()
    with file.open("rb") as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink, _CHUNK)
        sink.flush()
        os.fsync(sink.fileno())
    seconds = time.perf_counter() - begun
    target.unlink()
    return seconds


def upload(url: str, file: Path) -> float:
    """Upload a file to a mock, and return the seconds until its response.

    Raises:
        httpx.HTTPError: The mock sends an error or nothing.
    """
    begun = time.perf_counter()
    with file.open("rb") as source:
        response = httpx.post(
            f"{url}{BASE}/training_data?type=file", headers=KEYS, files={"files": source}, timeout=300, trust_env=False
        )
    response.raise_for_status()
    return time.perf_counter() - begun
