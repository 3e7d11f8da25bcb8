"""The response to a valid request: the state's, or one that Prism has generated."""

import json
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from scripts.http_server.response import JSON_TYPE, Response
from scripts.mock.faults.custom import CustomResponder, CustomResponse
from scripts.mock.mismatch import ExampleChecker
from scripts.openapi import Document, parameters
from scripts.prism.cache import ResponseCache, ResponseKey
from scripts.prism.responses import DocumentedResponses
from scripts.schemas import merge_all_of
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead, ValidatedRequest
from scripts.validation.negotiation import media_type_in_range, negotiate
from scripts.validation.operation import OperationValidator

if TYPE_CHECKING:
    from scripts.mock.state.handlers import StateHandlers

_JSON_HEADERS = ((b"content-type", JSON_TYPE),)

Preferences = Mapping[str, str]


class Responder:
    """Selects the response to a valid request."""

    def __init__(  # noqa: PLR0913, PLR0917 - the sources of responses
        self,
        document: Document,
        responses: Mapping[str, DocumentedResponses],
        cache: ResponseCache,
        custom: CustomResponder,
        state: "StateHandlers | None",
        examples: ExampleChecker | None = None,
    ) -> None:
        """Prepare.

        Args:
            document: The contract.
            responses: The documented responses, by operationId.
            cache: The responses that Prism generates.
            custom: Selects custom responses.
            state: Handles the operations that change or show state; None in a mock without state.
            examples: Checks the examples that responses are made of; None if they are known to be valid.
        """
        self._document = document
        self._documented = responses
        self._cache = cache
        self._custom = custom
        self._state = state
        self._examples = examples
        # By operationId: the query parameters whose value selects the example of the same name.
        self._choices: dict[str, tuple[str, ...]] = {}
        # By operationId and media type: the key of requests that have no choice.
        self._default_keys: dict[tuple[str, str | None], ResponseKey] = {}
        self._responses: dict[ResponseKey, Response] = {}

    def respond(self, request: ValidatedRequest) -> Response | Awaitable[Response]:
        """Return the response; it is awaitable if Prism has to generate it, or the state is in Redis.

        Raises:
            RequestError: 400; `Prefer` names a response that the contract does not document. Or the state's own.
            Unavailable: The state is not available.
        """
        custom = self._custom.select(request)
        if custom is not None:
            return self._respond_custom(request, custom)
        preferences = parse_prefer(request.head) if b"prefer" in request.head.by_name else {}
        key = self.select(request, preferences)
        if key.media_type is not None and "*" in key.media_type and b"accept" in request.head.by_name:
            return self._respond_in_range(request.head, key, key.media_type)
        if "code" in preferences and key.status >= 400:
            return self._respond_preferred(key)
        response = self._responses.get(key)
        has_state = self._state is not None and not preferences and self._state.supports(request.operation.id)
        if response is None:
            return self._generate(key, request if has_state else None)
        return self._respond_with_state(request, response) if has_state else response

    async def _respond_custom(self, request: ValidatedRequest, custom: CustomResponse) -> Response:
        if custom.status is not None and self._documented[request.operation.id].resolve(custom.status) is None:
            return _with_note(custom.fill(Response(custom.status, (), b""), request, None))
        key = self.select(request, {} if custom.status is None else {"code": str(custom.status)})
        documented = self.get(key)
        if not isinstance(documented, Response):
            documented = await documented
        return _with_note(custom.fill(documented, request, key.media_type))

    async def _respond_preferred(self, key: ResponseKey) -> Response:
        response = self._responses.get(key) or await self._generate(key, None)
        return replace(response, note=f"status {key.status} (selected by the header Prefer)")

    async def _respond_in_range(self, head: RequestHead, key: ResponseKey, media_range: str) -> Response:
        """Return a response whose documented media type is a range, with a media type that the client accepts.

        It is not cached: clients may name any number of media types.
        """
        response = self._responses.get(key) or await self._generate(key, None)
        if not response.body:
            return response
        (name, default), *others = response.headers
        accept = b",".join(head.all(b"accept")).decode("latin-1")
        media_type = media_type_in_range(accept, media_range, default.decode("latin-1"))
        return Response(response.status, [(name, media_type.encode("latin-1")), *others], response.body)

    def get(self, key: ResponseKey) -> Response | Awaitable[Response]:
        """Return the response that Prism generates for a key; it is awaitable if it is not cached."""
        return self._responses.get(key) or self._generate(key, None)

    def select(self, request: ValidatedRequest, preferences: Preferences) -> ResponseKey:
        """Return the key of the response to a request.

        Args:
            request: The request.
            preferences: Its preferences: `code`, `example` and `dynamic`.

        Raises:
            RequestError: 400; the contract does not document what is preferred.
        """
        operation = request.operation
        if not preferences:
            accepted = operation.response_type(request.head)
            return self._default_keys.get((operation.id, accepted)) or self._select_default(request, accepted)
        responses = self._documented[operation.id]
        status = _status(preferences["code"], responses) if "code" in preferences else responses.default_status
        written = responses.resolve(status) or ""
        is_default = status == responses.default_status
        media_type = operation.response_type(request.head) if is_default else _accepted(request, responses, written)
        names = responses.examples(written, media_type) if media_type else ()
        example = preferences.get("example")
        is_dynamic = _is_dynamic(preferences)
        if example is None and not is_dynamic:
            example = self._choose_example(request, names)
        elif example is not None and example not in names:
            raise RequestError.at(400, "header.Prefer", f"example={example} is not one of {', '.join(names)}")
        return ResponseKey(responses, status, media_type, example, is_dynamic)

    def _select_default(self, request: ValidatedRequest, media_type: str | None) -> ResponseKey:
        responses = self._documented[request.operation.id]
        status = responses.default_status
        names = responses.examples(responses.resolve(status) or "", media_type) if media_type else ()
        key = ResponseKey(responses, status, media_type, self._choose_example(request, names))
        if len(names) <= 1 or not self._choices[request.operation.id]:
            self._default_keys[request.operation.id, media_type] = key
        return key

    def _choose_example(self, request: ValidatedRequest, names: tuple[str, ...]) -> str | None:
        operation = request.operation
        if operation.id not in self._choices:
            self._choices[operation.id] = _enumerated(self._document, operation)
        values = {request.query.get(name) for name in self._choices[operation.id]}
        return next((name for name in names if name in values), None)

    async def _generate(self, key: ResponseKey, stateful: ValidatedRequest | None) -> Response:
        generated = await self._cache.fetch(key)
        if self._examples is not None:
            self._examples.check(key, generated.body)
        response = Response(generated.status, generated.headers, generated.body)
        if self._cache.get(key) is not None:
            self._responses[key] = response
        if stateful is None:
            return response
        made = self._respond_with_state(stateful, response)
        return made if isinstance(made, Response) else await made

    def _respond_with_state(self, request: ValidatedRequest, example: Response) -> Response | Awaitable[Response]:
        assert self._state is not None  # noqa: S101 - the callers have checked
        made = self._state.respond(request, example.body)
        return _from_state(*made) if isinstance(made, tuple) else _from_remote_state(made)


async def _from_remote_state(made: Awaitable[tuple[int, bytes]]) -> Response:
    return _from_state(*await made)


def _from_state(status: int, body: bytes) -> Response:
    note = f"{json.loads(body)['detail']} (state of the mock)" if status >= 400 else None
    return Response(status, _JSON_HEADERS, body, note=note)


def _with_note(custom: Response) -> Response:
    """Return a custom response, with a note if it is an error."""
    return replace(custom, note=f"status {custom.status} (custom response)") if custom.status >= 400 else custom


def parse_prefer(head: RequestHead) -> dict[str, str]:
    """Return `code`, `example` and `dynamic` of the `Prefer` headers (RFC 7240); the first of each counts."""
    found: dict[str, str] = {}
    text = b",".join(head.all(b"prefer")).decode("latin-1")
    for preference in text.replace(";", ",").split(","):
        name, _, value = preference.strip().partition("=")
        if name.strip().lower() in {"code", "example", "dynamic"}:
            found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


def _is_dynamic(preferences: Preferences) -> bool:
    """Return whether a client prefers random values.

    Raises:
        RequestError: 400; it is neither true nor false.
    """
    value = preferences.get("dynamic", "false")
    if value not in {"true", "false"}:
        raise RequestError.at(400, "header.Prefer", f"dynamic={value} is not true or false")
    return value == "true"


def _status(code: str, responses: DocumentedResponses) -> int:
    """Return the status code that a client prefers.

    Raises:
        RequestError: 400; the contract does not document it.
    """
    status = int(code) if code.isascii() and code.isdecimal() and len(code) == 3 else 0
    if status < 200 or responses.resolve(status) is None:
        raise RequestError.at(400, "header.Prefer", f"code={code} is not one of {', '.join(responses.statuses)}")
    return status


def _accepted(request: ValidatedRequest, responses: DocumentedResponses, status: str) -> str | None:
    """Return the media type of an error that the client accepts, the first one if it accepts none."""
    accept = request.head.by_name.get(b"accept")
    accepted = negotiate(accept.decode("latin-1"), responses.media_types(status)) if accept else None
    return accepted or responses.default_media_type(status)


def _enumerated(document: Document, validator: OperationValidator) -> tuple[str, ...]:
    """Return the query parameters of an operation that have an enumeration."""
    return tuple(
        parameter["name"]
        for parameter in parameters(document, validator.operation)
        if parameter["in"] == "query" and "enum" in merge_all_of(document, parameter.get("schema", {}))
    )
