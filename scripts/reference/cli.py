"""Command line of the API reference: `python -m scripts.reference [--contract FILE] [--output FOLDER]`."""

import argparse
import shutil
from pathlib import Path

from scripts import openapi
from scripts.editions.contracts import contract_of, edition_of, load_all
from scripts.editions.options import add_contract_options
from scripts.openapi import Document
from scripts.project import BUILD, CONTRACT, UserError, displayed
from scripts.reference.site import FILE_NAMES, GENERATOR, SCALAR, Site, build, scalar
from scripts.reference.switch import Switch

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
    script = scalar()
    try:
        _check_replaceable(output)
        output.mkdir(parents=True, exist_ok=True)
        sites = _sites(options.contract, document)
        files = {f"{folder}{name}": content for folder, site in sites.items() for name, content in site.files.items()}
        files[SCALAR] = script.read_bytes()
        _write(output, files)
    except OSError as error:
        raise UserError(f"{error.filename}: {(error.strerror or str(error)).lower()}") from error
    size = sum(map(len, files.values())) / 2**20
    print(f"reference: wrote {displayed(output)} ({len(files)} files, {size:.1f} MiB)")
    for site in sites.values():
        print(f"reference: {site.version}: {site.operations} operations, {site.errata or 'no'} errata")
    return 0


def _sites(contract: Path, document: Document) -> dict[str, Site]:
    """Return the sites of all editions by their folders, or that of the contract alone if it is not an edition."""
    if contract.resolve() != CONTRACT and edition_of(contract) is None:
        return {"": build(document)}
    documents = load_all()
    switch = Switch(documents, str(document["info"]["version"]))
    return {
        switch.folder(name): build(each, edition_of(contract_of(name)), switch=switch)
        for name, each in documents.items()
    }


def _check_replaceable(output: Path) -> None:
    """Check that a folder is empty, or contains nothing but an earlier site.

    Raises:
        UserError: It contains other files, or is a file.
    """
    if output.is_dir():
        others = _others(output)
        if _is_site(output):
            # Its folders are those of further editions.
            others = [path for path in others if not path.is_dir()]
            others += [path for folder in _folders(output) for path in _others(folder)]
        if others:
            name = min(others).relative_to(output)
            raise UserError(f"{output}: contains {name}, which is not part of a reference; choose an empty folder")
    elif output.exists():
        raise UserError(f"{output}: is a file; choose a folder")


def _is_site(folder: Path) -> bool:
    page = folder / FILE_NAMES[0]
    return page.is_file() and f'content="{GENERATOR}"' in page.read_text("utf-8", errors="replace")


def _folders(output: Path) -> list[Path]:
    return [path for path in output.iterdir() if path.is_dir()]


def _others(folder: Path) -> list[Path]:
    """Return what a folder contains besides the files of a site."""
    is_site = _is_site(folder)
    return [path for path in folder.iterdir() if not is_site or path.name not in FILE_NAMES]


def _write(output: Path, files: dict[str, bytes]) -> None:
    """Write the files of a site, and remove files of an earlier one that it does not have."""
    for name, content in files.items():
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_bytes(content)
    for folder in _folders(output):
        if _is_site(folder) and not any((output / name).parent == folder for name in files):
            shutil.rmtree(folder)
    for name in FILE_NAMES:
        if name not in files:
            (output / name).unlink(missing_ok=True)
