"""What a mutant is, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant.

    Attributes:
        outcome: It was noticed by a test, or it wasn't, or it couldn't be tried, which is a fault of ours.
        by: The check or test that noticed it, or why it couldn't be tried; None for one that survived.
        seconds: How long it took.
    """

    outcome: Literal["killed", "survived", "error"]
    by: str | None
    seconds: float


@dataclass(frozen=True)
class Mutant:
    """One change on purpose that a test should notice.

    Attributes:
        id: Its name, which stays the same from run to run: `listModels/answer/member-dropped/models.0.id`.
        kind: What kind of change it is: `answer/member-dropped`.
        what: The change in one line, for people.
        run: Try it. It is called in a thread of its own, several mutants at a time.
    """

    id: str
    kind: str
    what: str
    run: Callable[[], Verdict]
