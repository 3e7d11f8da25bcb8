"""Compare the contract and its Python client with a git revision: `python -m scripts.breaking [--base REV]`."""

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import openapi
from scripts.breaking import changelog, client, contract, revision
from scripts.breaking.change import Change
from scripts.openapi import Document
from scripts.project import CLIENT, CONTRACT, ROOT, Failure, run

# Beside the contract, as it is beside the project's own.
PACKAGE = CLIENT.relative_to(ROOT).as_posix()
CHANGELOG = "CHANGELOG.md"


@dataclass(frozen=True)
class Comparison:
    """What changed in one thing that has a version. Another version announces what breaks."""

    thing: str
    version: str
    before: str
    now: str
    changes: Sequence[Change]

    @property
    def breaking(self) -> list[Change]:
        """The changes that break something."""
        return [change for change in self.changes if change.breaks]

    @property
    def unannounced(self) -> bool:
        """Whether something breaks under the version that it had before."""
        return bool(self.breaking) and self.before == self.now


def compare(base: revision.Revision, path: Path, document: Document, scratch: Path) -> list[Comparison]:
    """Return how the contract differs from that of a revision, and the client beside it, if both have one.

    Raises:
        Failure: One of them is missing, broken, or can't be compared.
    """
    old = scratch / "base"
    old.mkdir()
    (old / path.name).write_bytes(base.read(path.name))
    try:
        was = openapi.load(old / path.name)
        openapi.check(was, old / path.name)
        before, now = (str(each["info"].get("version")) for each in (was, document))
        changes = [*contract.judged(was, document, scratch), *contract.unjudged(was, document)]
        compared = [Comparison(path.name, "info.version", before, now, changes)]
        if base.extract(PACKAGE, old / PACKAGE):
            clients = old / PACKAGE, path.parent / PACKAGE
            before, now = map(client.version, clients)
            compared.append(Comparison(PACKAGE, "version", before, now, client.breakages(*clients)))
        else:
            print(f"breaking: {base} has no {PACKAGE} to compare with")
    except Failure as failure:
        raise Failure(str(failure).replace(str(old), str(base))) from failure
    if was != document and not changes:
        print(f"breaking: {path.name} differs in what isn't judged here: `git diff {base} -- {path.name}` shows it")
    return compared


def main(arguments: list[str] | None = None) -> int:
    """Compare: 0 if nothing breaks but what is announced and told, 1 if something does, 2 if that isn't known."""
    parser = argparse.ArgumentParser(prog="python -m scripts.breaking", description=__doc__)
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--base", help="the git revision to compare with (default: what HEAD has in common with main)")
    options = parser.parse_args(arguments)
    path: Path = options.contract.absolute()
    document = openapi.load(path)
    openapi.check(document, path)
    base = revision.find(path.parent, options.base)
    with tempfile.TemporaryDirectory(prefix="breaking-") as scratch:
        compared = compare(base, path, document, Path(scratch))

    changes = [change for each in compared for change in each.changes]
    for change in changes:
        print(change)
    unannounced = [each for each in compared if each.unannounced]
    for each in unannounced:
        print(f"breaking: {each.version} of {each.thing} is {each.now} as before: another one announces what breaks")
    lacking = changelog.lacking(_news(path.parent / CHANGELOG, compared), [each for each in changes if each.breaks])
    if lacking:
        print(f"breaking: {CHANGELOG} doesn't tell, above [{compared[0].before}]:", *lacking, sep="\n")
    print(f"breaking: since {base}, {_summary(changes)}")
    return 1 if unannounced or lacking else 0


def _news(path: Path, compared: Sequence[Comparison]) -> str:
    """Return what the changelog tells of the time after the versions that were there before."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return changelog.since(text, {each.before for each in compared})


def _summary(changes: Sequence[Change]) -> str:
    levels = Counter("breaking" if change.breaks else change.level for change in changes)
    told = {"breaking": "breaking", "INFO": "not breaking", "docs": "of documentation only", "other": "not judged"}
    counts = [f"{levels[level]} {kind}" for level, kind in told.items() if levels[level]]
    return f"changes: {', '.join(counts)}" if counts else "nothing changed"


if __name__ == "__main__":
    run("breaking", main)
