"""What is wrong with a server, on purpose: it serves another contract, or something changes on the way."""

from dataclasses import dataclass

from scripts.mutants.wire import Change
from scripts.openapi import Document, Operation


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in one operation.

    Attributes:
        operation: The operation.
        side: What of it: `request`, `answer`, `error` or `behaviour`.
        kind: The kind of fault: `member-dropped`.
        place: What of that side, if there is more than one such thing: `models.-1.id`.
        what: The fault in one line, for people.
        serves: The contract that the server keeps in place of the original, if it keeps another.
        change: What is changed between caller and server, if anything is.
        stateful: Whether it shows in a server with state alone, and in what other operations do to this one.
        limit: How many seconds an answer may take, if fewer than usual.
    """

    operation: Operation
    side: str
    kind: str
    place: str
    what: str
    serves: Document | None = None
    change: Change | None = None
    stateful: bool = False
    limit: float | None = None

    @property
    def id(self) -> str:
        """The fault's name."""
        return "/".join(filter(None, (self.operation.id, self.side, self.kind, self.place)))
