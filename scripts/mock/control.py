"""What the mock says of itself, below /__mock/: health, and the state of a chatbot to read, replace and reset."""

from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.mock import bodies
from scripts.mock.refusal import Refusal
from scripts.mock.state import Chatbot, Store, StoreError, name_of

PREFIX = "/__mock"
KEY = "api-key"
Handler = Callable[[Request], Awaitable[Response]]


def routes(store: Store | None, version: str) -> list[Route]:
    """Return the routes.

    Args:
        store: The state, None if the mock has none.
        version: The version of the contract.
    """

    async def health(request: Request) -> Response:
        del request
        return JSONResponse({"status": "ok", "contract": version, "stateful": store is not None})

    async def read(request: Request) -> Response:
        async with _of(store).chatbot(_name(request)) as chatbot:
            return JSONResponse(chatbot.model_dump())

    async def replace(request: Request) -> Response:
        name = _name(request)
        try:
            chatbot = Chatbot.model_validate(await bodies.read_json(request))
        except ValidationError as error:
            wrong = error.errors()[0]
            place = ".".join(map(str, ("body", *wrong["loc"])))
            raise Refusal(400, f"{place}: {wrong['msg'][:1].lower()}{wrong['msg'][1:]}") from None
        await _of(store).replace(name, chatbot)
        return JSONResponse(chatbot.model_dump())

    async def reset(request: Request) -> Response:
        await _of(store).reset(_name(request) if KEY in request.headers else None)
        return JSONResponse({"detail": "The state is as at the start"})

    return [
        Route(f"{PREFIX}/health", _refusing(health), methods=["GET"]),
        Route(f"{PREFIX}/state", _refusing(read), methods=["GET"]),
        Route(f"{PREFIX}/state", _refusing(replace), methods=["PUT"]),
        Route(f"{PREFIX}/reset", _refusing(reset), methods=["POST"]),
    ]


def _of(store: Store | None) -> Store:
    if store is None:
        raise Refusal(404, "the mock has no state: start it with STATEFUL=1")
    return store


def _name(request: Request) -> str:
    key = request.headers.get(KEY)
    if not key:
        raise Refusal(401, f"header.{KEY}: is required, to say whose state it is")
    return name_of(key)


def _refusing(handler: Handler) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except Refusal as refusal:
            request.scope["reason"] = refusal.detail
            return refusal.response()
        except StoreError as error:
            request.scope["reason"] = str(error)
            return Refusal(503, f"the mock can't answer: {error}").response()

    return handle
