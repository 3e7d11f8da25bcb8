"""What a million requests and an upload of 1 GiB do to the mock: memory, and the time beside the disk's own."""

import os
import shutil
import tempfile
import time
from functools import partial
from pathlib import Path

import httpx

from scripts.bench import rivals
from scripts.bench.load import NUMBER, press, template
from scripts.bench.measure import Ratio, Table, in_turns, say
from scripts.bench.rate import loads
from scripts.project import CONTRACT

# Memory after, at most so many times that before; the upload, at most so many times a copy of the file on the disk.
MEMORY, DISK = 1.1, 1.0
REQUESTS, QUICK_REQUESTS = 1_000_000, 10_000
DIFFERENT, QUICK_DIFFERENT = 30_000, 1_000
BYTES, QUICK_BYTES = 2**30, 2**24
ROUNDS = 3
_PIECE = 2**20
_KEYS = {"api-key": "k", "caigunn-access-token": "t"}


def measure(quick: bool) -> Table:
    """Measure the mock with its page and its memory, without the log of requests."""
    many, different = (QUICK_REQUESTS, QUICK_DIFFERENT) if quick else (REQUESTS, DIFFERENT)
    size = QUICK_BYTES if quick else BYTES
    *_, mix = loads()
    others = [template("GET", f"/api/external/chatbot/messages?nickname={NUMBER}", {**_KEYS, "uid": "u"})]
    rows: list[list[str | Ratio]] = []
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        rivals.mock(Path(scratch) / "log", CONTRACT, ["--quiet"]) as running,
    ):
        say(f"{many:,} requests of a mix, and {different:,} that are each other than those before")
        for templates, count in ((mix.templates, many), (others, different)):
            press(running.url, templates, 1)  # learns what there is to learn
            before, sent = rivals.memory(running.pid), 0
            while sent < count:
                sent += press(running.url, templates, 2).requests
            after = rivals.memory(running.pid)
            what = f"memory, {sent:,} requests{'' if templates is mix.templates else ', each other'}"
            rows.append([what, f"{before / 2**20:.0f} MiB", f"{after / 2**20:.0f} MiB", Ratio(after / before, MEMORY)])
        say(f"an upload of {size / 2**20:.0f} MiB, {ROUNDS} rounds")
        file = Path(scratch) / "large"
        _write(file, size)
        before = rivals.memory(running.pid)
        copied, uploaded = in_turns([partial(copy, file), partial(upload, running.url, file)], ROUNDS)
        after = rivals.memory(running.pid)
        rows.append(
            [f"upload, {size / 2**20:.0f} MiB", f"{copied:.2f} s", f"{uploaded:.2f} s", Ratio(uploaded / copied, DISK)]
        )
        rows.append(
            ["memory, uploads", f"{before / 2**20:.0f} MiB", f"{after / 2**20:.0f} MiB", Ratio(after / before, MEMORY)]
        )
    return Table("Endurance", ["what", "before, or a copy", "after, or the upload", "ratio"], rows)


def _write(file: Path, size: int) -> None:
    with file.open("wb") as sink:
        for _ in range(size // _PIECE):
            sink.write(os.urandom(_PIECE))


def copy(file: Path) -> float:
    """Copy a file to the disk it is on, and return the seconds until it is there."""
    other = file.with_suffix(".copy")
    begun = time.perf_counter()
    with file.open("rb") as source, other.open("wb") as sink:
        shutil.copyfileobj(source, sink, _PIECE)
        sink.flush()
        os.fsync(sink.fileno())
    taken = time.perf_counter() - begun
    other.unlink()
    return taken


def upload(url: str, file: Path) -> float:
    """Upload a file to a mock, and return the seconds that it took.

    Raises:
        httpx.HTTPError: The mock gives no answer, or refuses it.
    """
    begun = time.perf_counter()
    with file.open("rb") as source:
        answer = httpx.post(
            f"{url}/api/external/chatbot/training_data?type=file",
            headers=_KEYS,
            files={"files": source},
            timeout=300,
            trust_env=False,
        )
    answer.raise_for_status()
    return time.perf_counter() - begun
