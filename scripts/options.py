"""Command line options: argument types, and options that have been renamed."""

import argparse
import re
import sys
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s)", re.ASCII)
_DAY = 86_400.0


class RenamedOption(argparse.Action):
    """An option by its former name, which works for one more release and prints the new one."""

    def __init__(self, *, new: str, **settings: object) -> None:
        super().__init__(**settings, help=argparse.SUPPRESS)  # type: ignore[arg-type] # those of argparse
        self._new = new

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        """Print the new name, and store the value."""
        print(f"{parser.prog.rpartition('.')[2]}: {option} is now {self._new}", file=sys.stderr)
        setattr(namespace, self.dest, self.const if self.nargs == 0 else values)


def argument(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Return an argument type that reports the `ValueError` of a parser as an error of the command line."""

    def read(text: str) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def duration(text: str) -> float:
    """Return the seconds of a duration such as `200ms` or `1.5s`.

    Raises:
        ValueError: The text is not a duration.
    """
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a duration: write 500ms or 2s")
    seconds = float(found[1]) / (1000 if found[2] == "ms" else 1)
    if seconds > _DAY:
        raise ValueError(f"{text!r} is longer than a day")
    return seconds
