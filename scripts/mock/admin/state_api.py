"""Admin endpoints that read, replace and reset the state of a chatbot."""

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.mock.contract import ServedContract
from scripts.security import security_schemes
from scripts.validation.errors import RequestError
from scripts.validation.json_body import parse_json
from scripts.validation.limits import MAX_BODY_BYTES, body_too_large

if TYPE_CHECKING:
    from scripts.mock.state import State

STATELESS = "the mock is stateless; start it with `make mock STATEFUL=1`"
# The security scheme whose credential selects a chatbot.
_KEY_SCHEME = "api-key"


def routes(served: ServedContract, state: "State | None") -> list[Route]:
    """Return the routes; without a state they respond with 404.

    Args:
        served: The contract.
        state: The state.
    """
    if state is None:
        return [Route("/state", _stateless, methods=["GET", "PUT"]), Route("/reset", _stateless, methods=["POST"])]

    def key_header() -> str:
        return security_schemes(served.document)[_KEY_SCHEME].name

    def key_of(request: Request) -> str:
        header = key_header()
        key = request.headers.get(header)
        if not key:
            raise RequestError.at(401, f"header.{header}", "is required: it selects the chatbot")
        return key

    async def read_or_replace(request: Request) -> Response:
        key = key_of(request)
        if request.method == "PUT":
            content = await state.replace(key, parse_json(await read_body(request)))
        else:
            content = await state.document(key)
        return Response(content, media_type="application/json")

    async def reset(request: Request) -> Response:
        await state.reset(key_of(request) if key_header() in request.headers else None)
        return JSONResponse({"detail": "State reset"})

    return [
        Route("/state", read_or_replace, methods=["GET", "PUT"]),
        Route("/reset", reset, methods=["POST"]),
    ]


async def _stateless(request: Request) -> Response:
    del request
    raise HTTPException(404, STATELESS)


async def read_body(request: Request) -> bytes:
    """Return the body of a request.

    Raises:
        RequestError: 400; it is too large.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise body_too_large()
    return bytes(body)
