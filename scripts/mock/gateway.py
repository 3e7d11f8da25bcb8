"""The ASGI application in front of Prism: guards, normalises, asks Prism, and answers in the contract's shape."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.datastructures import Headers as StarletteHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from scripts.mock import control, docs
from scripts.mock.access import Access, refuse
from scripts.mock.broken import Half, Reset
from scripts.mock.endpoint import Endpoint
from scripts.mock.engine import MOST_TARGET_BYTES, Answer, EngineError
from scripts.mock.faults import FAIL, HALF, RESET, Faults
from scripts.mock.journal import Journal
from scripts.mock.judge import Signature
from scripts.mock.logs import printable
from scripts.mock.lowering import FORMS, engine_path
from scripts.mock.memory import LESSON, Lesson, Memory
from scripts.mock.page.routes import routes as page_routes
from scripts.mock.reading import Read, read
from scripts.mock.recall import Question, Recall
from scripts.mock.refusal import Refusal, TooMuch, Unavailable, explain
from scripts.openapi import Document, operations

if TYPE_CHECKING:
    from scripts.mock.behaviour import Behaviour

_PREFLIGHT_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def gateway(  # noqa: PLR0913 - what the mock is made of
    contract: Document,
    recall: Recall,
    admitted: Mapping[str, str],
    faults: Faults | None = None,
    behaviour: "Behaviour | None" = None,
    *,
    host: str | None = None,
) -> Access:
    """Return the application that answers for a contract.

    Args:
        contract: The contract.
        recall: What asks Prism, which serves `lowering.lower(contract)`.
        admitted: The value that a credential must have, by its header; any other header's may have any value.
        faults: The failures and the slowness that are asked for, beside what the headers of a request ask for.
        behaviour: What operations do in a mock with state. None: each is answered with an example.
        host: The name that the mock may be called by below /__mock/, beside addresses and localhost.

    Raises:
        Failure: The contract asks for something that the mock can't do.
    """
    journal = Journal()
    store = behaviour.store if behaviour else None
    routes = control.routes(store, contract["info"]["version"], host)
    routes += page_routes(journal, contract, admitted, store, host)
    routes += docs.routes(contract, host)
    routes += resources(contract, recall, admitted, faults or Faults(), behaviour)
    cors = _Cors(
        Router(routes, redirect_slashes=False, default=_not_found),
        allow_origins=["*"],
        allow_methods=_PREFLIGHT_METHODS,
        allow_headers=["*"],
        allow_private_network=True,
        expose_headers=["Allow"],
    )
    return Access(cors, journal, Memory() if recall.remembers else None)


def resources(
    contract: Document,
    recall: Recall,
    admitted: Mapping[str, str],
    faults: Faults,
    behaviour: "Behaviour | None" = None,
) -> list[Route]:
    """Return a route to what stands at each path of a contract, in its order; see `gateway`."""
    endpoints: dict[str, dict[str, Endpoint]] = {}
    for operation in operations(contract):
        endpoints.setdefault(operation.path, {})[operation.method] = Endpoint(contract, operation, admitted)
    return [Route(path, Resource(path, methods, recall, faults, behaviour)) for path, methods in endpoints.items()]


class _Cors(CORSMiddleware):
    """CORS with the contract's error for a preflight that is refused."""

    def preflight_response(self, request_headers: StarletteHeaders) -> Response:
        response = super().preflight_response(request_headers)
        return _Preflight() if response.status_code == 400 else response


class _Preflight(Response):
    """The refusal of a preflight."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = Refusal(400, "header.Access-Control-Request-Method: is no method of a browser")
        await refuse(refusal, scope, receive, send)


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    scope[LESSON] = Lesson()
    refusal = Refusal(404, f"path {printable(scope['raw_path'])}: is not in the contract")
    await refuse(refusal, scope, receive, send)


class Resource:
    """What stands at one path of the contract."""

    def __init__(
        self,
        path: str,
        endpoints: dict[str, Endpoint],
        recall: Recall,
        faults: Faults,
        behaviour: "Behaviour | None",
    ) -> None:
        self._path = path
        self._faults = faults
        self._behaviour = behaviour
        self._endpoints = {**({"HEAD": endpoints["GET"]} if "GET" in endpoints else {}), **endpoints}
        self._recall = recall

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            response = await self._answer(Request(scope, receive))
        except Refusal as refusal:
            await refuse(refusal, scope, receive, send)
        except Unavailable as error:
            scope.pop(LESSON, None)
            await refuse(Refusal(503, f"the mock can't answer: {error}"), scope, receive, send)
        except ClientDisconnect:
            scope.pop(LESSON, None)
            scope["reason"] = "the caller went away"
        else:
            await response(scope, receive, send)

    def endpoint(self, method: str) -> Endpoint:
        """Return the operation that a method calls.

        Raises:
            Refusal: 405; the path doesn't have the method.
        """
        endpoint = self._endpoints.get(method)
        if endpoint is None:
            allow = ", ".join(sorted(self._endpoints))
            raise Refusal(405, f"method {method}: is not one of {allow}", {"Allow": allow})
        return endpoint

    async def _answer(self, request: Request) -> Response:
        request.scope[LESSON] = Lesson()
        endpoint = self.endpoint(request.method)
        operation = endpoint.operation
        behaves = self._behaviour is not None and self._behaviour.knows(operation.id)
        is_pure = not behaves and not self._faults.concern(operation.id, request.headers)
        if not is_pure:
            del request.scope[LESSON]
        endpoint.check_credentials(request.headers)
        endpoint.check_accept(request.headers)
        fault = await self._fault(endpoint, request)
        wanted = {"code": fault} if fault and fault.isdecimal() else _preferences(request)
        asked = await read(endpoint, request, wanted)
        signature = None
        if self._recall.remembers:
            signature = endpoint.judge(asked.media_type, asked.query, asked.headers, asked.encoded)
        if is_pure and signature is not None and asked.media_type and asked.media_type not in FORMS:
            request.scope[LESSON] = Lesson(endpoint.reader(asked.media_type), signature)
        answer = await self.ask(operation.method, request, asked, signature)
        if fault == RESET:
            return Reset()
        response = Response(answer.body, answer.status, media_type=answer.media_type)
        if self._behaviour and behaves and not fault and not wanted:
            made, told = await self._behaviour.answer(operation.id, asked.call(request, answer))
            response = JSONResponse(told, made)
        return Half(response) if fault == HALF else response

    async def ask(self, method: str, request: Request, asked: "Read", signature: Signature | None) -> Answer:
        """Return what Prism answers, or has answered to a request that is judged alike.

        Raises:
            EngineError: Prism failed.
            Refusal: 400; the request doesn't fit the contract.
        """
        path = self._path.format(**{name: quote(str(text), safe="") for name, text in request.path_params.items()})
        target = f"{engine_path(path, asked.media_type)}?{urlencode(asked.query)}"
        if len(target) > MOST_TARGET_BYTES:
            raise TooMuch(400, "query: is longer than the mock reads")
        key = None if signature is None else (method, self._path, asked.media_type, asked.prefer, signature)
        headers = {**asked.headers, b"prefer": asked.prefer}
        answer = await self._recall.ask(key, Question(method, target, headers, asked.encoded, asked.status))
        if reason := explain(answer.violations):
            raise Refusal(400, reason)
        if answer.status != asked.status:
            raise EngineError(f"Prism says {answer.status} {answer.body.decode(errors='replace')}")
        return answer

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


def _preferences(request: Request) -> dict[str, str]:
    """Return the preferences of a request's `Prefer` headers (RFC 7240) that the mock knows: `code` and `example`."""
    found: dict[str, str] = {}
    for preference in ",".join(request.headers.getlist("prefer")).replace(";", ",").split(","):
        name, _, value = preference.strip().partition("=")
        if name.strip().lower() in {"code", "example"}:
            found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found
