"""Do the main job, task by task, and sum up what was checked and in how long: what `make all` runs."""

import subprocess
import sys
import time

from scripts.project import ROOT, run

# The tasks import nothing of one another: each is a process.
TASKS = (["scripts.validate"], ["scripts.generate", "--check"], ["scripts.contract"])


def main() -> int:
    """Run the tasks until one fails; return the exit code of the last."""
    started = time.perf_counter()
    summary = []
    code = 0
    for task in TASKS:
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", *task], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as process:
            assert process.stdout  # noqa: S101 - a pipe, as asked for
            last = ""
            try:
                for line in process.stdout:
                    print(line, end="", flush=True)
                    last = line.strip() or last
            except BaseException:
                process.terminate()
                process.wait()
                raise
        code = process.returncode
        summary.append(f"  {'ok    ' if code == 0 else 'FAILED'} {time.perf_counter() - begun:5.1f} s  {last}")
        if code:
            break
    print("\nall:\n" + "\n".join(summary))
    print(f"all: {'everything holds' if code == 0 else 'stopped'}, {time.perf_counter() - started:.1f} s")
    return code


if __name__ == "__main__":
    run("all", main)
