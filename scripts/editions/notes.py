"""Notes of migrations: which operation replaces another one, and what no contract shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.editions.contracts import base_name
from scripts.openapi import Document, Operation, operations


@dataclass(frozen=True)
class Notes:
    """Notes of a migration from an edition to a newer one.

    Attributes:
        steps: For each step between two editions, the oldest first: the id of the operation that replaces another
            one, by the id of the latter.
        texts: Sentences by operationId.
    """

    steps: Sequence[Mapping[str, str]]
    texts: Mapping[str, Sequence[str]]

    def replacement(self, operation_id: str) -> str:
        """Return the id in the newer edition of an operation of the older one: the same if none replaces it."""
        for replaced in self.steps:
            operation_id = replaced.get(operation_id, operation_id)
        return operation_id


def read_notes(documents: Mapping[str, Document], first: str, last: str) -> Notes:
    """Return the notes in `x-migration` of the contracts of editions.

    The overlay of an edition has the notes of one step: that towards or away from the contract that it is applied to.

    Args:
        documents: The contracts of all editions.
        first: The older edition.
        last: The newer edition.
    """
    base, steps = base_name(), []
    texts: dict[str, list[str]] = {}
    for name in sorted(documents):
        if first <= name < min(last, base) or max(first, base) < name <= last:
            found = documents[name].get("x-migration", {})
            steps.append({replaced: note["replaced-by"] for replaced, note in found.items() if "replaced-by" in note})
            for operation_id, note in found.items():
                if "note" in note:
                    texts.setdefault(operation_id, []).append(note["note"].strip())
    return Notes(steps, texts)


def counterparts(documents: Mapping[str, Document], edition: str, other: str) -> dict[str, Operation]:
    """Return what the operations of an edition are in another one, by their ids: the same or the replacing operation.

    Args:
        documents: The contracts of all editions.
        edition: An edition.
        other: The other edition.
    """
    first, last = sorted((edition, other))
    notes = read_notes(documents, first, last)
    here, there = ({each.id: each for each in operations(documents[name])} for name in (edition, other))
    older = here if edition == first else there
    pairs = [(each, notes.replacement(each)) for each in older]
    if edition == last:
        pairs = [(new, old) for old, new in pairs]
    return {known: there[name] for known, name in pairs if known in here and name in there}
