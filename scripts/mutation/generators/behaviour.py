"""Faults of behaviour: intermittent errors, latency, repeated responses, and credentials or inputs that are ignored."""

import asyncio
import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import unquote_to_bytes

from scripts import openapi
from scripts.credentials import Credential, accepted_schemes, credentials
from scripts.mutation.fault import ServerFault
from scripts.mutation.fault_proxy import Forward, Middleware, ProxiedRequest, ProxiedResponse
from scripts.openapi import Document, Operation, resolve, success_responses

MAX_RESPONSE_SECONDS = 0.5
LATENCY_SECONDS = 0.6


def faults(document: Document) -> Iterator[ServerFault]:
    """Yield the faults of the behaviour of each operation."""
    operations = list(openapi.operations(document))
    for number, operation in enumerate(operations):
        yield from _intermittent_faults(document, operation)
        latency = _fault(operation, "latency", "", f"responses take {LATENCY_SECONDS} s", Latency(LATENCY_SECONDS))
        yield replace(latency, max_response_time=MAX_RESPONSE_SECONDS)
        description = "the first successful response is repeated for all requests"
        yield _fault(operation, "first-response-repeated", "", description, FirstResponse())
        yield from _credential_faults(document, operation)
        other = operations[(number + 1) % len(operations)]
        body = _success_example(document, other)
        if body is not None and other != operation:
            description = f"the body is that of {other.id}"
            replaced = ReplacedBody(json.dumps(body).encode())
            yield _fault(operation, "body-of-other-operation", other.id, description, replaced)
        yield from _query_faults(document, operation)
        yield from _caller_faults(document, operation)
        content = resolve(document, operation.definition.get("requestBody", {})).get("content", {})
        # A multipart body cannot be parsed without the boundary in its Content-Type.
        if media_type := next((each for each in content if not each.startswith("multipart/")), None):
            description = f"Content-Type is ignored, every body is parsed as {media_type}"
            yield _fault(
                operation, "content-type-ignored", "", description, IgnoredContentType(media_type, tuple(content))
            )


def _fault(operation: Operation, kind: str, location: str, description: str, middleware: Middleware) -> ServerFault:
    return ServerFault(
        operation=operation,
        part="behaviour",
        kind=kind,
        location=location,
        description=description,
        middleware=middleware,
    )


def _intermittent_faults(document: Document, operation: Operation) -> Iterator[ServerFault]:
    responses = operation.definition.get("responses", {})
    error = _error_example(document, responses)
    for status in (500, 503, 404):
        documented = "documented" if str(status) in responses else "undocumented"
        change = partial(replace, status=status, body=error)
        description = f"every tenth response is {status}, which is {documented}"
        yield _fault(operation, "intermittent-status", str(status), description, EveryTenth(change))
    description = "every tenth response has no body"
    yield _fault(operation, "intermittent-empty-body", "", description, EveryTenth(partial(replace, body=b"")))
    truncated = EveryTenth(partial(replace, truncated=True))
    yield _fault(operation, "intermittent-truncation", "", "every tenth response is truncated", truncated)


def _credential_faults(document: Document, operation: Operation) -> Iterator[ServerFault]:
    known = credentials(document)
    alternatives = accepted_schemes(document, operation)
    if not all(alternatives):
        return
    for scheme in dict.fromkeys(scheme for alternative in alternatives for scheme in alternative):
        for state in ("empty", "wrong"):
            middleware = LenientAuthentication(known[scheme], accepts_empty=state == "empty")
            yield _fault(operation, f"{state}-credential-accepted", scheme, f"{state} {scheme} is accepted", middleware)


def _query_faults(document: Document, operation: Operation) -> Iterator[ServerFault]:
    for parameter in openapi.parameters(document, operation):
        if parameter["in"] == "query" and not parameter.get("required"):
            name = parameter["name"]
            description = f"{name} is validated and ignored"
            fault = _fault(operation, "query-parameter-ignored", name, description, IgnoredQueryParameter(name))
            yield replace(fault, stateful=True)


def _caller_faults(document: Document, operation: Operation) -> Iterator[ServerFault]:
    """Yield the faults by which a caller reads or changes the data of another one."""
    success = _success_example(document, operation)
    if isinstance(success, dict) and any(isinstance(value, list) for value in success.values()):
        fault = _fault(operation, "data-of-other-caller", "", "the list is that of another caller", OtherData())
        yield replace(fault, stateful=True)
    credential_headers = {credential.header.lower() for credential in credentials(document).values()}
    for parameter in openapi.parameters(document, operation):
        name = parameter["name"].lower()
        if parameter["in"] == "header" and parameter.get("required") and name not in credential_headers:
            description = f"{name} is validated, and replaced with the same value for all callers"
            yield replace(_fault(operation, "header-ignored", name, description, SharedHeader(name)), stateful=True)


def _success_example(document: Document, operation: Operation) -> Any:
    """Return the first example of a successful response, or None."""
    return _first_example(document, next(iter(success_responses(document, operation).values()), {}))


def _error_example(document: Document, responses: Document) -> bytes:
    errors = (_first_example(document, node) for status, node in responses.items() if not str(status).startswith("2"))
    return json.dumps(next((body for body in errors if body is not None), {})).encode()


def _first_example(document: Document, response: Document) -> Any:
    for medium in resolve(document, response).get("content", {}).values():
        for example in medium.get("examples", {}).values():
            return resolve(document, example).get("value")
    return None


@dataclass
class EveryTenth:
    """Changes every tenth response."""

    change: Callable[[ProxiedResponse], ProxiedResponse]
    count: int = 0

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        response = await forward(request)
        self.count += 1
        return response if self.count % 10 else self.change(response)


@dataclass
class Latency:
    """Delays responses."""

    seconds: float

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response after the delay."""
        response = await forward(request)
        await asyncio.sleep(self.seconds)
        # A copy counts as a change.
        return replace(response)


@dataclass
class FirstResponse:
    """Responds to all requests with the first successful response."""

    first: list[ProxiedResponse] = field(default_factory=list)

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        response = await forward(request)
        if not self.first and response.succeeded:
            self.first.append(response)
            return response
        return self.first[0] if self.first else response


@dataclass
class ReplacedBody:
    """Replaces the body of successful responses."""

    body: bytes

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        response = await forward(request)
        return replace(response, body=self.body) if response.succeeded else response


@dataclass
class LenientAuthentication:
    """Accepts an empty credential, or a wrong one."""

    credential: Credential
    accepts_empty: bool

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response to the request with the valid credential."""
        name = self.credential.header.lower().encode()
        valid = self.credential.header_value().encode()
        value = dict(request.headers).get(name)
        is_empty = not (value and value.strip())
        if value in {None, valid} or is_empty != self.accepts_empty:
            return await forward(request)
        return await forward(request.with_header(name, valid))


@dataclass
class IgnoredContentType:
    """Parses the body of an undocumented media type as a documented one."""

    media_type: str
    documented: tuple[str, ...]

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        value = dict(request.headers).get(b"content-type", b"").decode("latin-1")
        if not request.body or value.lower().startswith(self.documented):
            return await forward(request)
        return await forward(request.with_header(b"content-type", self.media_type.encode()))


@dataclass
class IgnoredQueryParameter:
    """Validates a query parameter, and ignores it."""

    name: str

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response to the request without the parameter."""
        path, _, query = request.target.partition(b"?")
        pairs = [each.partition(b"=") for each in query.split(b"&")]
        others = [each for each in pairs if unquote_to_bytes(each[0]) != self.name.encode()]
        ignored = [each for each in pairs if each not in others]
        if not ignored or not await self._is_valid(request, forward, ignored):
            return await forward(request)
        remaining = b"&".join(map(b"".join, others))
        return await forward(replace(request, target=b"?".join([path, remaining] if remaining else [path])))

    @staticmethod
    async def _is_valid(
        request: ProxiedRequest, forward: Forward, ignored: Sequence[tuple[bytes, bytes, bytes]]
    ) -> bool:
        if request.method == "GET":
            return (await forward(request)).succeeded
        # Other methods have effects, so they are not sent twice. Any text that is not empty counts as valid.
        return len(ignored) == 1 and bool(ignored[0][2])


@dataclass
class SharedHeader:
    """Validates a header that identifies a caller, and replaces it with the same value for all callers."""

    name: str

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        name = self.name.encode()
        # The request may have effects, so it is not sent twice. Any text that is not empty counts as valid.
        if not dict(request.headers).get(name, b"").strip():
            return await forward(request)
        return await forward(request.with_header(name, b"shared"))


class OtherData:
    """Replaces the texts of successful responses, as if the data were those of another caller."""

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        response = await forward(request)
        if not response.succeeded or request.method in {"HEAD", "OPTIONS"}:
            return response
        body = json.loads(response.body)
        return response if (other := _with_other_texts(body)) == body else response.with_json(other)


def _with_other_texts(value: Any) -> Any:
    """Return a value of the same structure with other texts and ids, but the same dates."""
    match value:
        case dict():
            return {name: _with_other_texts(each) for name, each in value.items()}
        case list():
            return [_with_other_texts(each) for each in value]
        case str() if not re.match(r"\d{4}-\d\d-\d\dT", value):
            return str(uuid.uuid5(uuid.NAMESPACE_OID, value))
        case _:
            return value
