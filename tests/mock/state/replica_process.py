"""Process with a state and its worker: `python -m tests.mock.state.replica_process REDIS_URL JOB_DURATION`."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.mock.durations import JobDurations
from scripts.mock.state import open_state
from scripts.openapi import load
from scripts.project import CONTRACT, ROOT


async def main(redis_url: str, job_duration: float) -> None:
    """Keep the state open until SIGTERM."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    durations = JobDurations(job_duration)
    state = await open_state(load(CONTRACT), job_durations=durations, allowed_hosts=(), redis_url=redis_url)
    print("ready", flush=True)
    await stopped.wait()
    await state.close()


@contextmanager
def replica_process(redis_url: str, job_duration: float = 0.02) -> Iterator[subprocess.Popen[str]]:
    """Run the process while the context lasts."""
    command = [sys.executable, "-m", __name__, redis_url, str(job_duration)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
