"""The main checks of `make all`, one after the other, and a summary of them."""

import argparse
import subprocess
import sys
import time

from scripts.editions.contracts import names
from scripts.project import ROOT, run


def main(arguments: list[str] | None = None) -> int:
    """Run the tasks until one fails; return the exit code of the last one."""
    argparse.ArgumentParser(
        prog="python -m scripts.summary",
        description="Validate the contracts, check the generated clients, and test the mock: `make all`.",
    ).parse_args(arguments)
    started = time.perf_counter()
    summary = []
    code = 0
    # Tasks do not import each other, so each runs in its own process.
    validations = [["scripts.validate", "--edition", name] for name in names()]
    for task in [*validations, ["scripts.generate", "--check"], ["scripts.contract"]]:
        task_started = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", *task], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as process:
            assert process.stdout  # noqa: S101 - it is a pipe
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
        summary.append(f"  {'ok    ' if code == 0 else 'FAILED'} {time.perf_counter() - task_started:5.1f} s  {last}")
        if code:
            break
    print("\nall:\n" + "\n".join(summary))
    print(f"all: {'passed' if code == 0 else 'failed'} in {time.perf_counter() - started:.1f} s")
    return code


if __name__ == "__main__":
    run("all", main)
