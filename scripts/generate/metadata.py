"""Metadata of the packages, from the contract and its licence, and further content."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.openapi import Document, base_url


@dataclass(frozen=True)
class Additions:
    """Further content of a package, in addition to the client of its contract.

    Attributes:
        editions: The contracts of further editions by their names.
        licence: The text of the licence, or an empty text.
    """

    editions: Mapping[str, Document] = field(default_factory=dict)
    licence: str = ""

    @property
    def authors(self) -> list[str]:
        """The names that the licence gives the copyright to."""
        return re.findall(r"^Copyright \(c\) [\d ,-]+(\S.*)$", self.licence, re.MULTILINE)

    def write_licence(self, package: Path) -> None:
        """Write the licence into the folder of a package, if there is one."""
        if self.licence:
            (package / "LICENSE").write_text(self.licence, encoding="utf-8")


NO_ADDITIONS = Additions()


def keywords(document: Document) -> list[str]:
    """Return the keywords of the packages: the contract's title, and what they are."""
    return [str(document["info"].get("title")).lower(), "api", "client", "openapi", "sdk"]


def urls(document: Document) -> dict[str, str]:
    """Return the URLs of the package by their labels in package indexes."""
    info, server = document["info"], base_url(document)
    found = {
        "Homepage": info.get("contact", {}).get("url"),
        "Documentation": document.get("externalDocs", {}).get("url"),
        "Service": server,
    }
    return {label: url for label, url in found.items() if url}
