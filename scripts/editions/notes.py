"""Notes of migrations: which operation replaces another one, and what no contract shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scripts.openapi import Document, Operation, operations


@dataclass
class Notes:
    """Notes of a migration.

    Attributes:
        replaced: The id of the operation that replaces another one, by the id of the latter.
        texts: Sentences by operationId.
    """

    replaced: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)


def read_notes(documents: Iterable[Document]) -> Notes:
    """Return the notes in `x-migration` of the contracts of editions."""
    notes = Notes()
    for document in documents:
        for operation_id, note in document.get("x-migration", {}).items():
            if "replaced-by" in note:
                notes.replaced[operation_id] = note["replaced-by"]
            notes.texts.setdefault(operation_id, []).append(note["note"].strip())
    return notes


def counterparts(documents: Mapping[str, Document], edition: str, other: str) -> dict[str, Operation]:
    """Return what the operations of an edition are in another one, by their ids: the same or the replacing operation.

    Args:
        documents: The contracts of all editions.
        edition: An edition.
        other: The other edition.
    """
    first, last = sorted((edition, other))
    replaced = read_notes(documents[each] for each in sorted(documents) if first < each <= last).replaced
    if edition == last:
        replaced = {new: old for old, new in replaced.items()}
    there = {each.id: each for each in operations(documents[other])}
    ids = (each.id for each in operations(documents[edition]))
    return {each: there[replaced.get(each, each)] for each in ids if replaced.get(each, each) in there}
