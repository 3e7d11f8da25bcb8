"""The contract that a mock serves: compiled at the start, and again when its files change."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from scripts import openapi
from scripts.editions.contracts import rebuild
from scripts.mock.config import MockConfig
from scripts.openapi import Document
from scripts.prism.cache import ResponseCache, ResponseKey
from scripts.prism.responses import DocumentedResponses
from scripts.project import Unavailable, UserError
from scripts.validation.operation import OperationValidator, compile_operations
from scripts.validation.routing import Router

_T = TypeVar("_T")


class CompiledContract(NamedTuple):
    """A valid contract.

    Attributes:
        document: The document.
        responses: The documented responses by operationId.
        router: The operations by method and path.
        files: The files of the document, and the sources of an edition.
    """

    document: Document
    responses: dict[str, DocumentedResponses]
    router: Router[OperationValidator]
    files: frozenset[Path]


@dataclass
class ServedContract:
    """The contract as the admin pages show it.

    Attributes:
        document: The document that is served.
        edition: Its edition; see `edition_of`.
        set_scenario: Replaces the scenario; raises UserError if the new one is not valid.
        error: Why a changed file is not served; None if nothing is wrong with it.
        revision: The number of changes so far, valid or not.
    """

    document: Document
    edition: str | None
    set_scenario: Callable[[Any], None]
    error: str | None = None
    revision: int = 0
    _derived: dict[Callable[[Document], Any], tuple[int, Any]] = field(default_factory=dict, repr=False)

    def derive(self, function: Callable[[Document], _T]) -> _T:
        """Return the result of a function for the document. The function is called once per revision."""
        revision = self.revision
        found = self._derived.get(function)
        if found is None or found[0] != revision:
            self._derived[function] = found = (revision, function(self.document))
        result: _T = found[1]
        return result


def compile_contract(config: MockConfig) -> CompiledContract:
    """Read, check and compile the contract.

    Raises:
        UserError: It is not valid, or a schema cannot be compiled.
    """
    sources = rebuild(config.contract)
    document, files = openapi.load_with_files(config.contract)
    openapi.check(document, config.contract)
    try:
        responses = {each.id: DocumentedResponses(document, each) for each in openapi.operations(document)}
        media_types = {name: each.default_media_types for name, each in responses.items()}
        router = compile_operations(document, config.credentials, media_types)
    except UserError as error:
        raise openapi.located(error, config.contract) from error
    return CompiledContract(document, responses, router, files | sources)


def load_responses(cache: ResponseCache, contract: CompiledContract) -> list[ResponseKey]:
    """Load the default response of each operation, and return the keys of the missing responses."""
    missing = []
    for each in contract.responses.values():
        key = ResponseKey(each, each.default_status, next(iter(each.default_media_types), None))
        with contextlib.suppress(Unavailable):  # the response to a request is 503 and says why
            if not cache.load(key):
                missing.append(key)
    return missing


async def generate_responses(cache: ResponseCache, keys: Sequence[ResponseKey]) -> None:
    """Generate responses before they are requested, and let the next mock start without Prism."""
    for key in keys:
        with contextlib.suppress(Unavailable):
            await cache.fetch(key)
