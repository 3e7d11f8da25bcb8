"""The switch of the reference between editions, which keeps the place: the operation or the event."""

from collections.abc import Mapping
from dataclasses import dataclass

from scripts.editions.notes import counterparts
from scripts.openapi import Document, operations
from scripts.reference.anchors import anchor, event_anchor


@dataclass(frozen=True)
class Target:
    """An edition that the switch leads to.

    Attributes:
        name: Its date.
        folder: The URL of its folder, relative to the page.
        places: The fragments of the operations and events in it, by those of the page's edition.
        is_current: Whether it is the edition of the page.
    """

    name: str
    folder: str
    places: Mapping[str, str]
    is_current: bool


class Switch:
    """The targets of each edition. The pages of one edition are in the root of the site, the others in folders."""

    def __init__(self, documents: Mapping[str, Document], root: str) -> None:
        """Prepare.

        Args:
            documents: The contracts of all editions.
            root: The edition in the root.
        """
        self._documents = documents
        self._root = root

    def folder(self, edition: str) -> str:
        """Return the folder of an edition, relative to the root."""
        return "" if edition == self._root else f"{edition}/"

    def targets(self, edition: str) -> list[Target]:
        """Return the targets for the pages of an edition, the oldest first, and the edition itself among them."""
        up = "../" if self.folder(edition) else ""
        return [
            Target(name, "", {}, is_current=True)
            if name == edition
            else Target(name, up + self.folder(name), self._places(edition, name), is_current=False)
            for name in sorted(self._documents)
        ]

    def _places(self, edition: str, other: str) -> dict[str, str]:
        here, there = self._documents[edition], self._documents[other]
        same = counterparts(self._documents, edition, other)
        places = {anchor(each): anchor(same[each.id]) for each in operations(here) if each.id in same}
        events = {each.path: each for each in operations(there, "webhooks")}
        known = [each for each in operations(here, "webhooks") if each.path in events]
        return places | {event_anchor(each): event_anchor(events[each.path]) for each in known}
