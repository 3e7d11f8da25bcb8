"""Shards: shares of a contract's operations, for runs that are spread over processes or machines."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scripts.contract.settings import PHASES
from scripts.openapi import Operation
from scripts.project import UserError

*_PER_OPERATION, _STATEFUL = PHASES
# The reasons why schemathesis skips operations of other shards; the second is for targets of links.
OTHER_SHARDS = {"Disabled for this operation", "No checks ran"}


@dataclass(frozen=True)
class Shard:
    """Every `total`-th operation, from `number` on, which counts from 1.

    The stateful phase follows links between operations and takes a few seconds, so it is in the first shard only.
    """

    number: int
    total: int

    def __str__(self) -> str:
        """Return the shard as it is written on the command line: `1/4`."""
        return f"{self.number}/{self.total}"

    @property
    def phases(self) -> list[str]:
        """The phases of schemathesis that test this shard."""
        return [*_PER_OPERATION, _STATEFUL] if self.number == 1 else _PER_OPERATION

    @property
    def required_phases(self) -> list[str]:
        """The phases that must test something; all examples may be in other shards."""
        return [phase for phase in self.phases if self.total == 1 or phase != "examples"]

    def select(self, operations: Sequence[Operation]) -> Sequence[Operation]:
        """Return the operations of this shard.

        Raises:
            UserError: There are fewer operations than shards.
        """
        if len(operations) < self.total > 1:
            raise UserError(f"--shard {self}: the contract has only {len(operations)} operations to test")
        return operations[self.number - 1 :: self.total]

    def exclusions(self, operations: Sequence[Operation]) -> list[dict[str, Any]]:
        """Return the settings by which schemathesis skips the operations of the other shards."""
        others = [each.label for number, each in enumerate(operations) if number % self.total != self.number - 1]
        return excluding(others)


def excluding(names: Sequence[str], phases: Sequence[str] = _PER_OPERATION) -> list[dict[str, Any]]:
    """Return the settings by which schemathesis skips operations, except as targets of links.

    Args:
        names: Their methods and paths.
        phases: The phases that skip them.
    """
    disabled = {phase: {"enabled": False} for phase in phases}
    return [{"include-name": list(names), "phases": disabled}] if names else []


WHOLE = Shard(1, 1)


def shard(text: str) -> Shard:
    """Return the shard that is written as `1/4`.

    Raises:
        ArgumentTypeError: The text has another form.
    """
    found = re.fullmatch("([0-9]{1,6})/([0-9]{1,6})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is not a shard: write 1/4 for the first of four")
    return Shard(int(found[1]), int(found[2]))
