"""The state of a chatbot, to read, replace and reset: how a scene is set up for a test or a demonstration."""

import json

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scripts.mock import bodies
from scripts.mock.control import KEY, Handler
from scripts.mock.engine import encode
from scripts.mock.refusal import Refusal
from scripts.mock.state import Chatbot, name_of, new
from scripts.mock.store import Store


def handlers(store: Store) -> dict[str, dict[str, Handler]]:
    """Return what answers for the state, by path below /__mock and by method."""

    async def read(request: Request) -> Response:
        async with store.chatbot(_name(request)) as chatbot:
            return JSONResponse(chatbot.model_dump())

    async def replace(request: Request) -> Response:
        name = _name(request)
        chatbot = _chatbot(name, await _json(request))
        await store.replace(name, chatbot)
        return JSONResponse(chatbot.model_dump())

    async def reset(request: Request) -> Response:
        await store.reset(_name(request) if KEY in request.headers else None)
        return JSONResponse({"detail": "The state is as at the start"})

    return {"/state": {"GET": read, "PUT": replace}, "/reset": {"POST": reset}}


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
