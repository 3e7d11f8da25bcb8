"""Write the reference of the contract as a static site, which any web server can serve."""

import argparse
from pathlib import Path

from scripts import openapi
from scripts.project import BUILD, CONTRACT, ROOT, Failure, run
from scripts.reference.site import MADE_BY, NAMES, SCRIPT, build, script

OUTPUT = BUILD / "docs"


def check_ours(output: Path) -> None:
    """Check that what a site is to replace is a site that this has made, or nothing.

    Raises:
        Failure: It is something else.
    """
    if output.is_dir():
        present = {path.name for path in output.iterdir()}
        page = output / NAMES[0]
        ours = page.is_file() and f'content="{MADE_BY}"' in page.read_text("utf-8", errors="replace")
        if foreign := sorted(present if not ours else present - {*NAMES}):
            raise Failure(f"{output}: {foreign[0]} isn't from here: name an empty directory, or a new one")
    elif output.exists():
        raise Failure(f"{output}: is a file: name a directory")


def write(output: Path, files: dict[str, bytes]) -> None:
    """Write the files of a site, and remove those of an earlier one that it doesn't have."""
    output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (output / name).write_bytes(content)
    for name in NAMES:
        if name not in files:
            (output / name).unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    """Write the site; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.docs", description=__doc__)
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the site goes (default: %(default)s)")
    options = parser.parse_args(arguments)
    output = options.output.resolve()
    document = openapi.load(options.contract)
    openapi.check(document, options.contract)
    site = build(document)
    try:
        check_ours(output)
        files = site.files | {SCRIPT: script().read_bytes()}
        write(output, files)
    except OSError as error:
        raise Failure(f"{error.filename}: {(error.strerror or str(error)).lower()}") from error
    count = sum(1 for _ in openapi.operations(document))
    size = sum(map(len, files.values())) / 2**20
    shown = output.relative_to(ROOT) if output.is_relative_to(ROOT) else output
    print(f"docs: {shown}: {len(files)} files, {size:.1f} MiB: {count} operations, {site.errata or 'no'} errata")
    return 0


if __name__ == "__main__":
    run("docs", main)
