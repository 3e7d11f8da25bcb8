"""Further editions of a contract within its packages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.editions.contracts import contract_of, has_overlay, names
from scripts.openapi import Document, load
from scripts.project import CONTRACT, OVERLAYS, UserError, displayed


def further_editions(contract: Path, document: Document) -> Iterator[tuple[str, Document]]:
    """Yield the name and the contract of each edition that a contract has overlays for, as `embedded` returns it.

    Args:
        contract: The path of the contract. Only that of the project has overlays.
        document: The contract.
    """
    if contract.resolve() == CONTRACT:
        for name in names():
            if has_overlay(name):
                yield name, embedded(document, load(contract_of(name)))


@contextmanager
def errors_of_edition(name: str) -> Iterator[None]:
    """Name the edition and its overlay in the error of what is done with its contract.

    Raises:
        UserError: What is done raises one.
    """
    try:
        yield
    except UserError as error:
        overlay = displayed(OVERLAYS / f"{name}.yaml")
        raise UserError(f"edition {name}: {error}; adapt {overlay}") from error


def packaged(document: Document, edition: str | None) -> Document:
    """Return a contract as its client is generated from: as `embedded` does if it is a further edition.

    Args:
        document: The contract.
        edition: Its edition; see `edition_of`.
    """
    return document if edition is None else embedded(load(CONTRACT), document)


def subpackage(edition: str) -> str:
    """Return the name of an edition's subpackage of the Python client, such as `v2024_11_19`."""
    return "v" + re.sub(r"\W", "_", edition)


def npm_module(edition: str) -> str:
    """Return the name of an edition's module of the TypeScript client, such as `v2024-11-19`."""
    return f"v{edition}"


def embedded(document: Document, edition: Document) -> Document:
    """Return an edition with the names that its client shares with that of the contract.

    The clients of all editions have one class name and one constructor: the title, which names the class and the
    environment variables, and the credentials are those of the contract, plus the edition's own.

    Raises:
        UserError: A credential of the edition has the name of another one of the contract.
    """
    components, of_contract = edition.get("components", {}), document.get("components", {})
    own, schemes = components.get("securitySchemes", {}), of_contract.get("securitySchemes", {})
    for name, scheme in schemes.items():
        if _sent(own.get(name, scheme)) != _sent(scheme):
            raise UserError(
                f"edition {edition['info']['version']}: security scheme {name!r} is not that of the contract; rename it"
            )
    # In the order of the contract, which is that of the constructor's arguments.
    schemes = schemes | {name: scheme for name, scheme in own.items() if name not in schemes}
    info = {**edition["info"], "title": document["info"]["title"]}
    return {**edition, "info": info, "components": {**components, "securitySchemes": schemes}}


def _sent(scheme: Document) -> Document:
    return {key: value for key, value in scheme.items() if key != "description"}
