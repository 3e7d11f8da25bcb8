"""The ASGI application in front of Prism: guards, normalises, asks Prism, and answers in the contract's shape."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers as StarletteHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from scripts.mock import bodies, control, docs
from scripts.mock.access import Access, printable, refuse
from scripts.mock.behaviour import Behaviour, Call
from scripts.mock.broken import Half, Reset
from scripts.mock.endpoint import Endpoint
from scripts.mock.engine import MOST_TARGET_BYTES, Engine, EngineError, encode
from scripts.mock.faults import FAIL, HALF, RESET, Faults
from scripts.mock.journal import Journal
from scripts.mock.lowering import engine_path
from scripts.mock.refusal import Refusal, explain
from scripts.mock.state import StoreError
from scripts.openapi import Document, operations

_PREFLIGHT_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def gateway(
    contract: Document,
    engine: Engine,
    admitted: Mapping[str, str],
    faults: Faults | None = None,
    behaviour: Behaviour | None = None,
) -> Access:
    """Return the application that answers for a contract.

    Args:
        contract: The contract.
        engine: A started engine, which serves `lowering.lower(contract)`.
        admitted: The value that a credential must have, by its header; any other header's may have any value.
        faults: The failures and the slowness that are asked for, beside what the headers of a request ask for.
        behaviour: What operations do in a mock with state. None: each is answered with an example.

    Raises:
        Failure: The contract asks for something that the mock can't do.
    """
    journal = Journal()
    endpoints: dict[str, dict[str, Endpoint]] = {}
    for operation in operations(contract):
        endpoints.setdefault(operation.path, {})[operation.method] = Endpoint(contract, operation, admitted)
    routes = control.routes(behaviour.store if behaviour else None, contract["info"]["version"])
    routes += docs.routes(contract)
    routes += [
        Route(path, _Resource(path, methods, engine, faults or Faults(), behaviour))
        for path, methods in endpoints.items()
    ]
    cors = _Cors(
        Router(routes, redirect_slashes=False, default=_not_found),
        allow_origins=["*"],
        allow_methods=_PREFLIGHT_METHODS,
        allow_headers=["*"],
        allow_private_network=True,
        expose_headers=["Allow"],
    )
    return Access(cors, journal)


class _Cors(CORSMiddleware):
    """CORS with the contract's error for a preflight that is refused."""

    def preflight_response(self, request_headers: StarletteHeaders) -> Response:
        response = super().preflight_response(request_headers)
        if response.status_code == 400:
            return Refusal(400, "header.Access-Control-Request-Method: is no method of a browser").response()
        return response


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    refusal = Refusal(404, f"path {printable(scope)}: is not in the contract")
    await refuse(refusal, scope, receive, send)


class _Resource:
    """What stands at one path of the contract."""

    def __init__(
        self,
        path: str,
        endpoints: dict[str, Endpoint],
        engine: Engine,
        faults: Faults,
        behaviour: Behaviour | None,
    ) -> None:
        self._path = path
        self._faults = faults
        self._behaviour = behaviour
        self._endpoints = {**({"HEAD": endpoints["GET"]} if "GET" in endpoints else {}), **endpoints}
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(Request(scope, receive))
        except Refusal as refusal:
            await refuse(refusal, scope, receive, send)
        except (EngineError, StoreError) as error:
            await refuse(Refusal(503, f"the mock can't answer: {error}"), scope, receive, send)
        except ClientDisconnect:
            scope["reason"] = "the caller went away"
        else:
            await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        endpoint = self._endpoints.get(request.method)
        if endpoint is None:
            allow = ", ".join(sorted(self._endpoints))
            raise Refusal(405, f"method {request.method}: is not one of {allow}", {"Allow": allow})
        endpoint.check_credentials(request.headers)
        endpoint.check_accept(request.headers)
        fault = await self._fault(endpoint, request)
        try:
            query = bodies.parse_query(request.scope["query_string"])
        except ValueError as error:
            raise Refusal(400, f"query: {error}") from None
        for_query, headers = endpoint.check_parameters(query, request.headers)
        preferences = _preferences(request)
        if fault and fault.isdecimal():
            preferences = {"code": fault}
        status, headers[b"prefer"] = endpoint.preference(preferences, for_query)
        media_type, value, files = await _read_body(endpoint, request)
        try:
            judged = None if media_type is None else encode(value)
        except ValueError as error:
            raise Refusal(400, f"body: {error}") from None
        path = self._path.format(**{name: quote(str(text), safe="") for name, text in request.path_params.items()})
        target = f"{engine_path(path, media_type)}?{urlencode(for_query)}"
        if len(target) > MOST_TARGET_BYTES:
            raise Refusal(400, "query: is longer than the mock reads")
        answer = await self._engine.ask(endpoint.operation.method, target, headers=headers, body=judged)
        if reason := explain(answer.headers.get("sl-violations", "")):
            raise Refusal(400, reason)
        if answer.status != status:
            raise EngineError(f"Prism says {answer.status} {answer.body.decode(errors='replace')}")
        if fault == RESET:
            return Reset()
        response = Response(answer.body, answer.status, media_type=answer.headers.get("content-type"))
        if self._behaviour and not fault and not preferences and self._behaviour.knows(endpoint.operation.id):
            sent = {name.decode(): text.decode("latin-1") for name, text in headers.items()}
            key = request.headers.get(control.KEY, "")
            # What Prism has judged counts: half a character, which JSON can spell, is there another one.
            body = None if judged is None else json.loads(judged)
            call = Call(key, dict(for_query), sent, body, files, json.loads(answer.body))
            made, told = await self._behaviour.answer(endpoint.operation.id, call)
            response = JSONResponse(told, made)
        return Half(response) if fault == HALF else response

    async def _fault(self, endpoint: Endpoint, request: Request) -> str | None:
        """Hold the answer back for as long as is asked for, and return how it is to fail."""
        try:
            seconds, kind = self._faults.plan(endpoint.operation.id, request.headers)
        except ValueError as error:
            raise Refusal(400, str(error)) from None
        await asyncio.sleep(seconds)
        if kind and kind.isdecimal() and kind not in endpoint.statuses:
            raise Refusal(400, f"header.{FAIL}: {kind} is not one of {', '.join(endpoint.statuses)}")
        return kind


async def _read_body(endpoint: Endpoint, request: Request) -> tuple[str | None, Any, list[str]]:
    """Return the media type of a body, as the contract spells it, the JSON value that it stands for, and its files."""
    if not endpoint.media_types:
        return None, None, []
    if bodies.is_empty(request):
        if endpoint.body_required:
            raise Refusal(400, f"body: is required, as {' or '.join(endpoint.media_types)}")
        return None, None, []
    header = request.headers.get("content-type", "")
    given = parse_options_header(header)[0].decode("latin-1")
    media_type = next((name for name in endpoint.media_types if name.lower() == given), None)
    if media_type is None:
        expected = " or ".join(endpoint.media_types)
        raise Refusal(400, f"header.Content-Type: must be {expected}" + (f", not {given}" if given else ""))
    match media_type:
        case "multipart/form-data":
            fields = await bodies.read_multipart(request)
            files = [content.name for _, content in fields if isinstance(content, bodies.File)]
            return media_type, endpoint.form_value(media_type, fields), files
        case "application/x-www-form-urlencoded":
            return media_type, endpoint.form_value(media_type, await bodies.read_urlencoded(request)), []
        case _:
            value = await bodies.read_json(request)
            if not value and not isinstance(value, list | dict):
                # Prism takes it for no body.
                raise Refusal(400, f"body: must not be {json.dumps(value)}")
            return media_type, value, []


def _preferences(request: Request) -> dict[str, str]:
    """Return the preferences of a request's `Prefer` headers (RFC 7240) that the mock knows: `code` and `example`."""
    found: dict[str, str] = {}
    for preference in ",".join(request.headers.getlist("prefer")).replace(";", ",").split(","):
        name, _, value = preference.strip().partition("=")
        if name.strip().lower() in {"code", "example"}:
            found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found
