"""What the mock says of itself, below /__mock/: health, and the state of a chatbot to read, replace and reset."""

import json
from collections.abc import Awaitable, Callable, Mapping

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from scripts.addresses import host_of, is_address, is_loopback
from scripts.mock import bodies
from scripts.mock.engine import encode
from scripts.mock.refusal import Refusal
from scripts.mock.state import Chatbot, StoreError, name_of, new
from scripts.mock.store import Store
from scripts.project import Failure

PREFIX = "/__mock"
KEY = "api-key"
NO_STATE = "the mock has no state: start it with `make mock STATEFUL=1`"
Handler = Callable[[Request], Awaitable[Response]]


def routes(store: Store | None, version: str, host: str | None) -> list[Route]:
    """Return the routes.

    Args:
        store: The state, None if the mock has none.
        version: The version of the contract.
        host: The name that the mock may be called by; by an address of any machine, and as localhost, it always may.
    """

    async def health(request: Request) -> Response:
        del request
        return JSONResponse({"status": "ok", "contract": version, "stateful": store is not None})

    async def read(request: Request) -> Response:
        async with _of(store).chatbot(_name(request)) as chatbot:
            return JSONResponse(chatbot.model_dump())

    async def replace(request: Request) -> Response:
        chatbots, name = _of(store), _name(request)
        chatbot = _chatbot(name, await _json(request))
        await chatbots.replace(name, chatbot)
        return JSONResponse(chatbot.model_dump())

    async def reset(request: Request) -> Response:
        await _of(store).reset(_name(request) if KEY in request.headers else None)
        return JSONResponse({"detail": "The state is as at the start"})

    return [
        Route(f"{PREFIX}/health", Place({"GET": health}, host)),
        Route(f"{PREFIX}/state", Place({"GET": read, "PUT": replace}, host)),
        Route(f"{PREFIX}/reset", Place({"POST": reset}, host)),
    ]


class Place:
    """What stands at one path: for programs, and for pages of this machine."""

    def __init__(self, handlers: Mapping[str, Handler], host: str | None) -> None:
        """Take what answers each method, and the name that the mock may be called by."""
        self._host = host
        self._handlers = {**({"HEAD": handlers["GET"]} if "GET" in handlers else {}), **handlers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            response = await self._answer(Request(scope, receive))
        except Refusal as refusal:
            scope["reason"] = refusal.detail
            response = refusal.response()
        except StoreError as error:
            scope["reason"] = str(error)
            response = Refusal(503, f"the mock can't answer: {error}").response()
        except ClientDisconnect:
            scope["reason"] = "the caller went away"
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in self._handlers:
            allow = ", ".join(sorted(self._handlers))
            raise Refusal(405, f"method {request.method}: is not one of {allow}", {"Allow": allow})
        _check_host(request, self._host)
        _check_origin(request)
        return await self._handlers[request.method](request)


def _check_origin(request: Request) -> None:
    """Refuse a page from elsewhere: by a webhook, it could make the mock send events to any port of this machine.

    Raises:
        Refusal: 403; the request comes from a page of another machine.
    """
    origin = request.headers.get("origin")
    try:
        is_ours = origin is None or is_loopback(origin)
    except Failure:
        is_ours = False
    if not is_ours:
        raise Refusal(403, "header.Origin: only pages of this machine may see and change what the mock remembers")


def _check_host(request: Request, known: str | None) -> None:
    """Refuse a page whose name leads here by a trick of its owner's DNS, and which no Origin gives away.

    Raises:
        Refusal: 403; the mock is called by a name that isn't its own.
    """
    given = request.headers.get("host")
    try:
        url = f"http://{given}"
        is_ours = given is None or is_address(url) or is_loopback(url) or host_of(url) == known
    except Failure:
        is_ours = False
    if not is_ours:
        raise Refusal(403, "header.Host: must be localhost, an address, or what HOST= says when the mock is started")


def _of(store: Store | None) -> Store:
    if store is None:
        raise Refusal(404, NO_STATE)
    return store


def _name(request: Request) -> str:
    key = request.headers.get(KEY)
    if not key:
        raise Refusal(401, f"header.{KEY}: is required, to say whose state it is")
    return name_of(key)


async def _json(request: Request) -> object:
    """Read a body as what it can be kept as: text without half characters, numbers that JSON knows."""
    try:
        return json.loads(encode(await bodies.read_json(request)))
    except ValueError as error:
        raise Refusal(400, f"body: {error}") from None


def _chatbot(name: str, body: object) -> Chatbot:
    if not isinstance(body, dict):
        raise Refusal(400, "body: must be an object")
    try:
        return Chatbot.model_validate({"id": new(name).id, **body})
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, ("body", *wrong["loc"])))
        # A name that the caller made up may be long, and may have line breaks.
        shown = place[:200].encode("unicode_escape").decode()
        raise Refusal(400, f"{shown}: {wrong['msg'][:1].lower()}{wrong['msg'][1:]}") from None
