"""The contracts of editions, built into build/editions."""

import hashlib
import tempfile
from pathlib import Path

import yaml

from scripts.editions import overlay
from scripts.openapi import Document, check, load, read_yaml
from scripts.openapi.reader import read_text
from scripts.project import BUILD, CONTRACT, OVERLAYS, ROOT, UserError, displayed

EDITIONS = BUILD / "editions"
# The contracts that the wheel contains instead of overlays, which need further packages.
PACKAGED = ROOT / "editions"


def names() -> list[str]:
    """Return the names of all editions, which are dates, oldest first.

    Raises:
        UserError: The contract cannot be read.
    """
    return sorted([base_name(), *(path.stem for folder in (OVERLAYS, PACKAGED) for path in folder.glob("*.yaml"))])


def has_overlay(name: str) -> bool:
    """Return True if an edition is derived from the contract by an overlay."""
    return (OVERLAYS / f"{name}.yaml").is_file()


def contract_of(name: str) -> Path:
    """Return the path of the contract of an edition, which is built if necessary.

    Raises:
        UserError: The edition does not exist, or cannot be built.
    """
    if has_overlay(name):
        return build(name)
    if (packaged := PACKAGED / f"{name}.yaml").is_file():
        return packaged
    if name == base_name():
        return CONTRACT
    raise UserError(f"edition {name}: not among {', '.join(names())}; choose one of them")


def load_all() -> dict[str, Document]:
    """Return the contracts of all editions by their names, oldest first.

    Raises:
        UserError: One cannot be read or built, or is not valid.
    """
    paths = {name: contract_of(name) for name in names()}
    documents = {name: load(path) for name, path in paths.items()}
    for name, document in documents.items():
        check(document, paths[name])
    return documents


def edition_of(contract: Path) -> str | None:
    """Return the edition that a contract was derived for by an overlay, or None for any other contract.

    The path decides: a contract of a user may have the version of an edition.
    """
    path = contract.resolve()
    if path.parent == PACKAGED:
        return path.stem
    return path.parent.name if path.is_relative_to(EDITIONS) else None


def rebuild(contract: Path) -> frozenset[Path]:
    """Build a contract again if it is one that `build` has written and its sources have changed.

    Returns:
        The sources; none for any other contract.

    Raises:
        UserError: It cannot be built.
    """
    name = edition_of(contract)
    if name is None or not has_overlay(name):
        return frozenset()
    build(name)
    return frozenset({CONTRACT, OVERLAYS / f"{name}.yaml"})


def build(name: str) -> Path:
    """Write the contract of an edition that has an overlay, unless it is up to date, and return its path.

    Raises:
        UserError: The contract or the overlay cannot be read, or do not fit, or the result cannot be written.
    """
    overlay_path = OVERLAYS / f"{name}.yaml"
    path = EDITIONS / name / CONTRACT.name
    digest = _digest(CONTRACT, overlay_path, Path(__file__), Path(overlay.__file__))
    header = f"# Built from {displayed(CONTRACT)} and {displayed(overlay_path)}; do not edit. {digest}\n"
    if not _starts_with(path, header):
        document = overlaid(CONTRACT, overlay_path)
        text = header + yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
        try:
            _replace(path, text)
        except OSError as error:
            raise UserError(f"{displayed(path)}: {(error.strerror or str(error)).lower()}") from error
    return path


def _replace(path: Path, text: str) -> None:
    """Replace a file in one step, because other processes may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def overlaid(contract: Path, overlay_path: Path) -> Document:
    """Return a contract with an overlay applied, whose edition is the name of the overlay.

    Raises:
        UserError: One of them cannot be read, they do not fit, or the result has another edition.
    """
    document = overlay.apply(load(contract), overlay_path)
    version = document["info"]["version"]
    if version != overlay_path.stem:
        raise UserError(f"{overlay_path}: info.version becomes {version!r}; set it to {overlay_path.stem!r}")
    return document


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(read_text(path).encode())
    return digest.hexdigest()[:16]


def _starts_with(path: Path, header: str) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline() == header
    except FileNotFoundError:
        return False


def base_name() -> str:
    """Return the name of the edition that the overlays are applied to.

    Raises:
        UserError: The contract cannot be read.
    """
    content = read_yaml(CONTRACT)
    return str(content["info"]["version"])


class _Dumper(yaml.CSafeDumper):
    """A dumper without aliases, which other tools do not always support."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - no aliases at all
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """Represent texts of several lines in literal style."""
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Dumper.add_representer(str, _Dumper.represent_str)
