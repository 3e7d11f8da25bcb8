"""What stands below /__mock/, whom it answers, and the first of it: how the mock is."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from scripts.addresses import host_of, is_address, is_loopback
from scripts.mock.refusal import Refusal, Unavailable
from scripts.project import Failure

if TYPE_CHECKING:
    from scripts.mock.store import Store

PREFIX = "/__mock"
KEY = "api-key"
NO_STATE = "the mock has no state: start it with `make mock STATEFUL=1`"
Handler = Callable[[Request], Awaitable[Response]]


def routes(store: "Store | None", version: str, host: str | None) -> list[Route]:
    """Return the routes.

    Args:
        store: The state, None if the mock has none.
        version: The version of the contract.
        host: The name that the mock may be called by; by an address of any machine, and as localhost, it always may.
    """

    async def health(request: Request) -> Response:
        del request
        return JSONResponse({"status": "ok", "contract": version, "stateful": store is not None})

    async def without_state(request: Request) -> Response:
        del request
        raise Refusal(404, NO_STATE)

    of_state: dict[str, dict[str, Handler]] = {
        "/state": {"GET": without_state, "PUT": without_state},
        "/reset": {"POST": without_state},
    }
    if store is not None:
        from scripts.mock import scene  # noqa: PLC0415 - slow to import, and needed for state alone

        of_state = scene.handlers(store)
    places: dict[str, dict[str, Handler]] = {"/health": {"GET": health}, **of_state}
    return [Route(f"{PREFIX}{path}", Place(handlers, host)) for path, handlers in places.items()]


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
        except Unavailable as error:
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
