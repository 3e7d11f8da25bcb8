"""A share of a contract's operations, for a run that is spread over processes or machines."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scripts.contract.settings import PHASES
from scripts.openapi import Operation
from scripts.project import Failure

*_BY_OPERATION, _STATEFUL = PHASES
# Why schemathesis says that it hasn't tested the operations of other shares; the second, where a link led to them.
OF_OTHERS = {"Disabled for this operation", "No checks ran"}


@dataclass(frozen=True)
class Shard:
    """The share of this number, from 1, out of so many; each is dealt an operation in turn.

    The stateful phase goes from operation to operation, and takes but seconds: the first share has it as a whole.
    """

    number: int
    total: int

    def __str__(self) -> str:
        """Return it as it is written: `1/4`."""
        return f"{self.number}/{self.total}"

    @property
    def phases(self) -> list[str]:
        """The phases of a run of this share."""
        return [*_BY_OPERATION, _STATEFUL] if self.number == 1 else _BY_OPERATION

    @property
    def required(self) -> list[str]:
        """The phases that have something to test; all examples may be those of other shares."""
        return [phase for phase in self.phases if self.total == 1 or phase != "examples"]

    def of(self, operations: Sequence[Operation]) -> Sequence[Operation]:
        """Return the operations of this share.

        Raises:
            Failure: There are fewer operations than shares.
        """
        if len(operations) < self.total > 1:
            raise Failure(f"--shard {self}: there are but {len(operations)} operations to share")
        return operations[self.number - 1 :: self.total]

    def leaving_out(self, operations: Sequence[Operation]) -> list[dict[str, Any]]:
        """Return the settings of schemathesis by which it leaves out the operations of the other shares."""
        others = [
            f"{each.method} {each.path}"
            for number, each in enumerate(operations)
            if number % self.total != self.number - 1
        ]
        disabled = {phase: {"enabled": False} for phase in _BY_OPERATION}
        return [{"include-name": others, "phases": disabled}] if others else []


WHOLE = Shard(1, 1)


def shard(text: str) -> Shard:
    """Read a share as it is written: `1/4`.

    Raises:
        ArgumentTypeError: It isn't written so.
    """
    found = re.fullmatch("([0-9]{1,6})/([0-9]{1,6})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is no share, such as 1/4")
    return Shard(int(found[1]), int(found[2]))
