"""Cache of the responses that Prism generates."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scripts.openapi import Document
from scripts.prism.document import response_document, unescape
from scripts.prism.generator import GeneratedResponse, ResponseGenerator
from scripts.prism.headers import documented_headers, serialize_headers
from scripts.prism.responses import DocumentedResponses
from scripts.prism.store import ResponseStore
from scripts.project import Unavailable, UserError

log = logging.getLogger("mock")

_WITHOUT_BODY = {204, 205, 304}
# A media type for each range, for responses whose body is text and for all others.
_IN_RANGE = {
    "*": ("text/plain", "application/json"),
    "application": ("application/octet-stream", "application/json"),
    "audio": ("audio/mpeg", "audio/mpeg"),
    "image": ("image/png", "image/png"),
    "text": ("text/plain", "text/plain"),
    "video": ("video/mp4", "video/mp4"),
}


class ResponseKey(NamedTuple):
    """Identity of a response.

    Attributes:
        responses: The responses of the operation.
        status: The status code.
        media_type: The media type as the contract writes it, which may be a range; None if the response has no content.
        example: The name of an example, None for the first one.
        is_dynamic: Whether the response has random values, another time other ones.
    """

    responses: DocumentedResponses
    status: int
    media_type: str | None
    example: str | None = None
    is_dynamic: bool = False


@dataclass(frozen=True, slots=True)
class PrismResponse:
    """A response to send.

    Attributes:
        status: The status code.
        headers: The `content-type` of a response with content, and the documented headers; names in lower case.
        body: The body.
    """

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class _Source(NamedTuple):
    """Input for the generation of a response: a document, and the header objects."""

    document: str
    headers: Mapping[str, Document]


class ResponseCache:
    """Responses by key, each generated once, or each time if caching is disabled."""

    def __init__(
        self,
        generator: ResponseGenerator,
        store: ResponseStore | None = None,
        packaged: ResponseStore | None = None,
        *,
        enabled: bool = True,
    ) -> None:
        """Start with no responses.

        Args:
            generator: Prism, which need not be ready, or another generator.
            store: Responses of earlier runs, to which new ones are added.
            packaged: Responses that are part of the package.
            enabled: Whether responses are cached.
        """
        self._generator = generator
        self._store = store
        self._readable = [each for each in (packaged, store) if each is not None]
        self._enabled = enabled
        self._responses: dict[ResponseKey, PrismResponse] = {}
        self._fetches: dict[ResponseKey, asyncio.Task[PrismResponse]] = {}
        self._sources: dict[tuple[DocumentedResponses, str, str | None], _Source] = {}

    def get(self, key: ResponseKey) -> PrismResponse | None:
        """Return a response if it is cached."""
        return self._responses.get(key)

    def load(self, key: ResponseKey) -> bool:
        """Return whether the response is cached, or in the store, from which it is then read.

        Raises:
            LookupError: The contract documents no such response.
            Unavailable: The response cannot be generated.
        """
        source = self._source(key)
        readable = () if key.is_dynamic else self._readable
        found = (each.get(source.document, key.status, key.example) for each in readable)
        stored = next((each for each in found if each is not None), None)
        if stored is not None:
            self._responses[key] = _respond(key, source, stored)
        return key in self._responses

    async def fetch(self, key: ResponseKey) -> PrismResponse:
        """Return a response from Prism, and cache it. Concurrent calls with the same key share one fetch.

        Raises:
            LookupError: The contract documents no such response.
            Unavailable: Prism cannot generate it.
        """
        if not self._enabled or key.is_dynamic:
            return await self._generate(key)
        fetch = self._fetches.get(key)
        if fetch is None:
            fetch = self._fetches[key] = asyncio.create_task(self._generate(key))
            fetch.add_done_callback(lambda done: self._add(key, done))
        return await asyncio.shield(fetch)

    def _add(self, key: ResponseKey, fetch: asyncio.Task[PrismResponse]) -> None:
        del self._fetches[key]
        if not fetch.cancelled() and fetch.exception() is None:
            self._responses[key] = fetch.result()

    async def _generate(self, key: ResponseKey) -> PrismResponse:
        source = self._source(key)
        if self.load(key):
            return self._responses[key]
        generated = await self._generator.generate(source.document, key.status, key.example, is_dynamic=key.is_dynamic)
        response = _respond(key, source, generated)
        if self._store is not None and not key.is_dynamic:
            self._store.put(source.document, key.status, key.example, generated)
        return response

    def _source(self, key: ResponseKey) -> _Source:
        contract, status = key.responses.document, key.responses.resolve(key.status)
        if status is None:
            raise LookupError(key.status)
        identity = (key.responses, status, key.media_type)
        if identity not in self._sources:
            response = key.responses.response(status)
            try:
                headers = documented_headers(contract, response)
                content = response.get("content", {}).get(key.media_type, {})
                document = response_document(contract, key.media_type, content, headers)
            except UserError as error:
                raise Unavailable(str(error)) from error
            self._sources[identity] = _Source(document, headers)
        return self._sources[identity]


def _respond(key: ResponseKey, source: _Source, generated: GeneratedResponse) -> PrismResponse:
    if generated.status != key.status or (key.media_type is not None and generated.media_type != key.media_type):
        fault = f"Prism generated {generated.status} {generated.media_type} for {key.status} {key.media_type}"
        log.warning("%s", fault)
        raise Unavailable(fault)
    headers = serialize_headers(source.headers, generated.headers)
    if key.media_type is None or key.status in _WITHOUT_BODY or ("*" in key.media_type and not generated.body):
        return PrismResponse(key.status, tuple(headers), b"")
    media_type = _concrete(key.media_type, is_text=generated.is_text)
    return PrismResponse(key.status, ((b"content-type", media_type.encode()), *headers), unescape(generated.body))


def _concrete(media_range: str, *, is_text: bool) -> str:
    """Return a media type within a range, or the media type itself."""
    kind, _, subtype = media_range.partition("/")
    if subtype == "*":
        text, other = _IN_RANGE.get(kind, (f"{kind}/octet-stream",) * 2)
        return text if is_text else other
    return media_range.replace("*+", "vnd.example+")
