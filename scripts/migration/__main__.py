"""Command line of the migration guides: `python -m scripts.migration FROM TO`."""

import argparse
from pathlib import Path

from scripts.editions.contracts import contract_of, load_all
from scripts.editions.notes import read_notes
from scripts.migration.page import render
from scripts.project import ROOT, UserError, displayed, run

FOLDER = ROOT / "docs" / "migrations"


def main(arguments: list[str] | None = None) -> int:
    """Write a migration guide, or compare it with the existing one; return 1 if they differ, else 0.

    Raises:
        UserError: An edition does not exist, or both are the same.
    """
    parser = argparse.ArgumentParser(
        prog="python -m scripts.migration", description="Write the guide for a migration between editions."
    )
    parser.add_argument("old", metavar="FROM", help="the edition of the callers")
    parser.add_argument("new", metavar="TO", help="the edition that they will use")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the guide is out of date")
    parser.add_argument("--output", type=Path, default=FOLDER, help="the folder of the guides (default: %(default)s)")
    options = parser.parse_args(arguments)
    if options.old >= options.new:
        raise UserError(f"migration from {options.old} to {options.new}: choose an older and a newer edition")
    for name in (options.old, options.new):
        contract_of(name)  # an unknown edition is the error of the command's arguments
    documents = load_all()
    text = render(documents[options.old], documents[options.new], read_notes(documents, options.old, options.new))
    path = options.output / f"{options.old}-{options.new}.md"
    if options.check:
        is_current = path.is_file() and path.read_text(encoding="utf-8") == text
        remedy = f"out of date; run `make migration FROM={options.old} TO={options.new}`"
        print(f"migration: {displayed(path)} is {'up to date' if is_current else remedy}")
        return 0 if is_current else 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"migration: wrote {displayed(path)} ({text.count(chr(10))} lines)")
    return 0


if __name__ == "__main__":
    run("migration", main)
