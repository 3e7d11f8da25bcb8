"""Notes of migrations: which operation replaces another one, and what no contract shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scripts.openapi import Document


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
