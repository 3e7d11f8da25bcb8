"""Command line of the comparison: `python -m scripts.breaking [--contract FILE] [--base REV]`."""

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import openapi
from scripts.breaking import changelog, client, oasdiff, unclassified
from scripts.breaking.change import Change
from scripts.breaking.revision import Revision, find_revision
from scripts.editions.contracts import edition_of, overlaid
from scripts.editions.options import add_contract_options
from scripts.openapi import Document
from scripts.project import CLIENT, OVERLAYS, ROOT, UserError

# Both are next to the contract.
PACKAGE = CLIENT.relative_to(ROOT).as_posix()
CHANGELOG = "CHANGELOG.md"

_KINDS = {"breaking": "breaking", "INFO": "not breaking", "docs": "in documentation only", "other": "not classified"}


@dataclass(frozen=True)
class Comparison:
    """The changes of the contract or the client.

    Attributes:
        name: The file or folder.
        setting: Where its version is.
        old_version: The version at the base revision.
        version: The version now.
        changes: The changes.
    """

    name: str
    setting: str
    old_version: str
    version: str
    changes: Sequence[Change]

    @property
    def needs_version(self) -> bool:
        """True if there are breaking changes and the version is still the same."""
        return self.version == self.old_version and any(change.is_breaking for change in self.changes)


def compare(base: Revision, path: Path, document: Document, scratch: Path) -> list[Comparison]:
    """Compare the contract with that of a revision, and the client next to it if both have one.

    Args:
        base: The revision.
        path: The path of the contract.
        document: The contract.
        scratch: An empty folder for temporary files.

    Raises:
        UserError: One of them is missing or invalid, or the comparison cannot run.
    """
    old = scratch / "base"
    old.mkdir()
    try:
        old_document = _old_contract(base, path, old)
        openapi.check(old_document, old / path.name)
        old_version, version = (str(each["info"].get("version")) for each in (old_document, document))
        changes = [*oasdiff.changes(old_document, document, scratch), *unclassified.changes(old_document, document)]
        comparisons = [Comparison(path.name, "info.version", old_version, version, changes)]
        if edition_of(path):
            return comparisons
        if base.extract(PACKAGE, old / PACKAGE):
            clients = old / PACKAGE, path.parent / PACKAGE
            old_version, version = map(client.version, clients)
            comparisons.append(Comparison(PACKAGE, "version", old_version, version, client.changes(*clients)))
        else:
            print(f"breaking: {base} has no {PACKAGE}; only the contract is compared")
    except UserError as error:
        raise UserError(str(error).replace(str(old), str(base))) from error
    if old_document != document and not changes:
        print(f"breaking: {path.name} differs in parts that are not compared; see `git diff {base} -- {path.name}`")
    return comparisons


def _old_contract(base: Revision, path: Path, folder: Path) -> Document:
    """Return the contract of a revision, after writing it into a folder; that of an edition from its sources."""
    (folder / path.name).write_bytes(base.read(path.name))
    edition = edition_of(path)
    if edition is None:
        return openapi.load(folder / path.name)
    overlay = folder / f"{edition}.yaml"
    overlay.write_bytes(base.read(f"{OVERLAYS.name}/{overlay.name}"))
    return overlaid(folder / path.name, overlay)


def main(arguments: list[str] | None = None) -> int:
    """Print the changes; return 1 if a breaking change has no new version or no changelog entry, else 0."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.breaking",
        description="List what changed in the contract and its Python client since a git revision, and whom it breaks. "
        "A breaking change needs another version and an entry in CHANGELOG.md.",
    )
    add_contract_options(parser)
    parser.add_argument("--base", metavar="REV", help="the git revision (default: the merge base of HEAD and main)")
    options = parser.parse_args(arguments)
    path: Path = options.contract.absolute()
    document = openapi.load(path)
    openapi.check(document, path)
    # The contract of an edition is built; its sources are in the repository of the project.
    folder = ROOT if edition_of(path) else path.parent
    base = find_revision(folder, options.base)
    with tempfile.TemporaryDirectory(prefix="breaking-") as scratch:
        comparisons = compare(base, path, document, Path(scratch))

    changes = [change for comparison in comparisons for change in comparison.changes]
    for change in changes:
        print(change)
    unbumped = [comparison for comparison in comparisons if comparison.needs_version]
    for each in unbumped:
        print(f"breaking: {each.name}: {each.setting} is still {each.version}; bump it to release a breaking change")
    entries = _missing_entries(folder / CHANGELOG, comparisons)
    if entries:
        print(f"breaking: {CHANGELOG}: entries are missing above [{comparisons[0].old_version}]; add:")
        print(*entries, sep="\n")
    print(f"breaking: changes since {base}: {_counts(changes)}")
    return 1 if unbumped or entries else 0


def _missing_entries(path: Path, comparisons: Sequence[Comparison]) -> list[str]:
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    unreleased = changelog.since(text, {comparison.old_version for comparison in comparisons})
    breaking = [change for comparison in comparisons for change in comparison.changes if change.is_breaking]
    return changelog.missing_entries(unreleased, breaking)


def _counts(changes: Sequence[Change]) -> str:
    counts = Counter("breaking" if change.is_breaking else change.level for change in changes)
    counted = [f"{counts[level]} {kind}" for level, kind in _KINDS.items() if counts[level]]
    return ", ".join(counted) or "none"
