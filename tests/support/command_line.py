"""A command that ends with an error, run in this process: starting one for each invalid option takes longer."""

import io
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from scripts.project import run


@dataclass(frozen=True)
class Ended:
    """The exit code and the output of a command."""

    code: int
    stdout: str
    stderr: str


def run_command(name: str, main: Callable[[list[str]], int], *arguments: str) -> Ended:
    """Run a command as its entry point does, and return how it ended.

    Args:
        name: The name of the command in its error messages.
        main: The command.
        arguments: Its arguments.
    """
    on_termination, on_unraisable = signal.getsignal(signal.SIGTERM), sys.unraisablehook
    with redirect_stdout(io.StringIO()) as stdout, redirect_stderr(io.StringIO()) as stderr:
        try:
            run(name, lambda: main(list(arguments)))
        except SystemExit as exception:
            code = exception.code
        finally:
            signal.signal(signal.SIGTERM, on_termination)
            sys.unraisablehook = on_unraisable
    assert isinstance(code, int)
    return Ended(code, stdout.getvalue(), stderr.getvalue())
