"""Mutants and their verdicts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["killed", "survived", "error"]


@dataclass(frozen=True)
class Verdict:
    """The result of testing a mutant.

    Attributes:
        outcome: A test failed, no test failed, or the mutant could not be tested.
        reason: The check or test that killed it, or the error; None if it survived.
        seconds: The duration.
    """

    outcome: Outcome
    reason: str | None
    seconds: float


@dataclass(frozen=True)
class Mutant:
    """A deliberate bug that a test should detect.

    Attributes:
        id: Its name, the same in every run: `listModels/response/property-removed/models.-1.id`.
        kind: The kind of bug: `response/property-removed`.
        description: The bug in one line.
        test: Tests it. Several mutants are tested concurrently, in threads.
    """

    id: str
    kind: str
    description: str
    test: Callable[[], Verdict]
