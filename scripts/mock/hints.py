"""Hints for requests that the mock rejects, and that another edition of the API documents."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.editions.contracts import edition_of, load_all
from scripts.editions.notes import counterparts
from scripts.http_server.response import Response, error_response, rejection
from scripts.openapi import Document, Operation
from scripts.project import CONTRACT, UserError
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead
from scripts.validation.operation import OperationValidator, compile_operations, validate
from scripts.validation.routing import Router

log = logging.getLogger("mock")

# Seconds that a response waits for the other editions.
MAX_WAIT = 2
_HINTED = {400, 404, 405}


@dataclass
class _Edition:
    """Another edition.

    Attributes:
        name: Its date.
        router: Its operations.
        served: By its operationIds: the operations of the served edition that are the same or replace one another.
        is_older: Whether it is older than the served edition.
    """

    name: str
    router: Router[OperationValidator]
    served: Mapping[str, Operation]
    is_older: bool


class EditionHints:
    """Finds the edition that documents a rejected request. The other editions are read when they are needed."""

    def __init__(self, document: Document, credentials: Mapping[str, str]) -> None:
        """Prepare.

        Args:
            document: The served contract, which is that of an edition.
            credentials: The only valid value of a credential, by the lower-case name of its header.
        """
        self._document = document
        self._credentials = credentials
        self._editions: list[_Edition] | None = None
        self._reading: asyncio.Task[None] | None = None

    def respond(self, error: RequestError, head: RequestHead, body: bytes | None) -> Response | None:
        """Return the response to a rejected request; None if the other editions have to be read before.

        Args:
            error: Why it was rejected.
            head: Its head.
            body: Its body; None if it is not complete.
        """
        if error.status not in _HINTED:
            return rejection(error)
        if self._editions is None:
            return None
        hint = next(filter(None, (_hint(each, error, head, body) for each in self._editions)), None)
        if hint is None:
            return rejection(error)
        return error_response(error.status, f"{error.detail}; hint: {hint}", error.headers)

    async def read(self) -> None:
        """Read the other editions, in a thread and once. If one is not valid, the log says so, and no hints follow.

        It may take longer than `MAX_WAIT` where an edition has to be built; requests until then get no hint.
        """
        self._reading = self._reading or asyncio.create_task(self._read())
        await asyncio.wait({self._reading}, timeout=MAX_WAIT)

    async def _read(self) -> None:
        try:
            self._editions = await asyncio.to_thread(lambda: list(_others(self._document, self._credentials)))
        except Exception as error:  # noqa: BLE001 - responses then have no hints
            log.warning("no hints of other editions: %s", error if isinstance(error, UserError) else repr(error))
            self._editions = []


def hints_for(contract: Path, document: Document, credentials: Mapping[str, str]) -> EditionHints | None:
    """Return the hints of a contract; None if it is not that of an edition.

    Args:
        contract: Its path.
        document: The contract.
        credentials: See `EditionHints`.
    """
    is_edition = contract.resolve() == CONTRACT or edition_of(contract) is not None
    return EditionHints(document, credentials) if is_edition else None


def _others(document: Document, credentials: Mapping[str, str]) -> Iterator[_Edition]:
    """Yield the other editions: the older ones, the newest first, and then the newer ones, the oldest first.

    Raises:
        UserError: An edition cannot be built, or is not valid.
    """
    served = str(document["info"]["version"])
    documents = {**load_all(), served: document}
    older = sorted((name for name in documents if name < served), reverse=True)
    for name in [*older, *sorted(name for name in documents if name > served)]:
        router = compile_operations(documents[name], credentials, {})
        yield _Edition(name, router, counterparts(documents, name, served), is_older=name < served)


def _hint(edition: _Edition, error: RequestError, head: RequestHead, body: bytes | None) -> str | None:
    """Return the hint of an edition, None if it rejects the request too."""
    try:
        operation, _ = edition.router.route(head.method, head.path)
        if error.status == 400:
            if body is None:
                return None
            validate(edition.router, head, body)
            return f"edition {edition.name} accepts this request"
    except RequestError:
        return None
    known, served = _shown(operation.operation), edition.served.get(operation.id)
    if edition.is_older:
        now = ", which is removed" if served is None else f"; now {_shown(served)}"
        return f"in edition {edition.name} this was {known}{now}"
    here = ", which is new" if served is None else f"; here it is {_shown(served)}"
    return f"in edition {edition.name} this is {known}{here}"


def _shown(operation: Operation) -> str:
    return f"`{operation.label}`"
