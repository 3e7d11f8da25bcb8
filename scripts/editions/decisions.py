"""The errata of an edition."""

from scripts import errata
from scripts.errata import Erratum
from scripts.openapi import Document
from scripts.project import ERRATA, UserError

FOLDER = ERRATA.with_suffix("")


def errata_of(document: Document, edition: str | None) -> list[Erratum]:
    """Return the errata of a contract.

    Those of an edition with an overlay are its own, in `errata/`, and those of errata.yaml that name it. Any other
    contract has those of errata.yaml, or none if it has none of their operations.

    Args:
        document: The contract.
        edition: Its edition; see `edition_of`.

    Raises:
        UserError: The errata cannot be read, or two have the same id.
    """
    found = errata.load(ERRATA)
    if edition is None:
        return found if errata.concern(found, document) else []
    path = FOLDER / f"{edition}.yaml"
    own = errata.load(path)
    shared = [erratum for erratum in found if edition in erratum.editions]
    if duplicates := {erratum.id for erratum in own} & {erratum.id for erratum in shared}:
        raise UserError(f"{path}: erratum {min(duplicates)}: also in {ERRATA.name} for {edition}; remove one of them")
    return [*shared, *own]
