"""Reloading of a contract whose files have changed.

The files are polled: this also works for network drives and container mounts, which report no changes.
"""

import asyncio
from collections.abc import Collection
from pathlib import Path

POLL_SECONDS = 0.25

Signature = dict[Path, tuple[int, int]]


def signature(paths: Collection[Path]) -> Signature:
    """Return modification time and size of the files that exist."""
    found: Signature = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        found[path] = (status.st_mtime_ns, status.st_size)
    return found


async def wait_for_change(files: Collection[Path], known: Signature) -> Signature:
    """Wait until files differ from a signature and stay the same for one poll; return their new signature.

    An editor may write a file in several steps.
    """
    previous = known
    while True:
        await asyncio.sleep(POLL_SECONDS)
        current = signature(files)
        if current != known and current == previous:
            return current
        previous = current
