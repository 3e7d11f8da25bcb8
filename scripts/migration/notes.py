"""Notes of the overlays: which operation replaces another one, and what no contract shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from scripts.openapi import read_yaml
from scripts.project import OVERLAYS


@dataclass
class Notes:
    """Notes of a migration.

    Attributes:
        replaced: The id of the operation that replaces another one, by the id of the latter.
        texts: Sentences by operationId.
    """

    replaced: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)


def read_notes(editions: Sequence[str]) -> Notes:
    """Return the notes in `x-migration` of the overlays of editions.

    Raises:
        UserError: An overlay cannot be read.
    """
    notes = Notes()
    for edition in editions:
        path = OVERLAYS / f"{edition}.yaml"
        if path.is_file():
            for operation_id, note in read_yaml(path).get("x-migration", {}).items():
                if "replaced-by" in note:
                    notes.replaced[operation_id] = note["replaced-by"]
                notes.texts.setdefault(operation_id, []).append(note["note"].strip())
    return notes
