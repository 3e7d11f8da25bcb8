"""Command line of the API reference: `python -m scripts.reference [--contract FILE] [--output FOLDER]`."""

import argparse
from pathlib import Path

from scripts import openapi
from scripts.editions.contracts import edition_of
from scripts.editions.options import add_contract_options
from scripts.project import BUILD, UserError, displayed
from scripts.reference.site import FILE_NAMES, GENERATOR, SCALAR, build, scalar

OUTPUT = BUILD / "docs"


def main(arguments: list[str] | None = None) -> int:
    """Write the site; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.reference",
        description="Write the API reference as a static site, for any web server.",
    )
    add_contract_options(parser)
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the folder of the site (default: %(default)s)")
    options = parser.parse_args(arguments)
    output = options.output.resolve()
    document = openapi.load(options.contract)
    openapi.check(document, options.contract)
    site = build(document, edition_of(options.contract))
    try:
        _check_replaceable(output)
        files = site.files | {SCALAR: scalar().read_bytes()}
        _write(output, files)
    except OSError as error:
        raise UserError(f"{error.filename}: {(error.strerror or str(error)).lower()}") from error
    count = sum(1 for _ in openapi.operations(document))
    size = sum(map(len, files.values())) / 2**20
    print(
        f"reference: wrote {displayed(output)} ({len(files)} files, {size:.1f} MiB, {count} operations, "
        f"{site.errata or 'no'} errata)"
    )
    return 0


def _check_replaceable(output: Path) -> None:
    """Check that a folder is empty, or contains nothing but an earlier site.

    Raises:
        UserError: It contains other files, or is a file.
    """
    if output.is_dir():
        present = {path.name for path in output.iterdir()}
        page = output / FILE_NAMES[0]
        is_site = page.is_file() and f'content="{GENERATOR}"' in page.read_text("utf-8", errors="replace")
        if others := sorted(present - {*FILE_NAMES} if is_site else present):
            raise UserError(f"{output}: contains {others[0]}, which is not part of a reference; choose an empty folder")
    elif output.exists():
        raise UserError(f"{output}: is a file; choose a folder")


def _write(output: Path, files: dict[str, bytes]) -> None:
    """Write the files of a site, and remove files of an earlier one that it does not have."""
    output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (output / name).write_bytes(content)
    for name in FILE_NAMES:
        if name not in files:
            (output / name).unlink(missing_ok=True)
