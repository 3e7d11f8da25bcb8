"""Admin endpoints that read, replace and reset the state of a chatbot."""

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.mock.contract import ServedContract
from scripts.openapi import Document
from scripts.options import duration
from scripts.project import IS_INSTALLED
from scripts.security import security_schemes
from scripts.validation.errors import RequestError
from scripts.validation.json_body import parse_json
from scripts.validation.limits import MAX_BODY_BYTES, body_too_large

if TYPE_CHECKING:
    from scripts.mock.state import State

_COMMAND = "caigunn-mock --stateful" if IS_INSTALLED else "make mock STATEFUL=1"
STATELESS = f"the mock is stateless; start it with `{_COMMAND}`"
# The security scheme whose credential selects a chatbot.
_KEY_SCHEME = "api-key"


def routes(served: ServedContract, state: "State | None") -> list[Route]:
    """Return the routes; without a state they respond with 404.

    Args:
        served: The contract.
        state: The state.
    """
    if state is None:
        return [
            Route("/state", _stateless, methods=["GET", "PUT"]),
            *(Route(path, _stateless, methods=["POST"]) for path in ("/reset", "/time")),
        ]

    async def read_or_replace(request: Request) -> Response:
        key = key_of(served.document, request)
        if request.method == "PUT":
            content = await state.replace(key, parse_json(await read_body(request)))
        else:
            content = await state.document(key)
        return Response(content, media_type="application/json")

    async def reset(request: Request) -> Response:
        await state.reset(optional_key(request))
        return JSONResponse({"detail": "State reset"})

    async def advance(request: Request) -> Response:
        body = parse_json(await read_body(request))
        try:
            seconds = duration(str(body.get("advance")) if isinstance(body, dict) else "")
        except ValueError as error:
            raise RequestError.at(400, "body.advance", str(error)) from None
        await state.advance(optional_key(request), seconds)
        return JSONResponse({"detail": "Clock of background jobs advanced"})

    def optional_key(request: Request) -> str | None:
        return key_of(served.document, request) if key_header(served.document) in request.headers else None

    return [
        Route("/state", read_or_replace, methods=["GET", "PUT"]),
        Route("/reset", reset, methods=["POST"]),
        Route("/time", advance, methods=["POST"]),
    ]


def key_header(document: Document) -> str:
    """Return the lower-case name of the header that selects a chatbot.

    Raises:
        HTTPException: 404; the contract has no such header.
    """
    schemes = security_schemes(document)
    if _KEY_SCHEME not in schemes:
        raise HTTPException(404, f"the contract has no security scheme {_KEY_SCHEME}, which selects a chatbot")
    return schemes[_KEY_SCHEME].name.lower()


def key_of(document: Document, request: Request) -> str:
    """Return the credential that selects a chatbot.

    Raises:
        RequestError: 401; the request has none.
    """
    header = key_header(document)
    key = request.headers.get(header)
    if not key:
        raise RequestError.at(401, f"header.{header}", "is required: it selects the chatbot")
    return key


async def _stateless(request: Request) -> Response:
    del request
    raise HTTPException(404, STATELESS)


async def read_body(request: Request, limit: int = MAX_BODY_BYTES) -> bytes:
    """Return the body of a request.

    Args:
        request: The request.
        limit: The number of bytes that it may have.

    Raises:
        RequestError: 400; it is too large.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise body_too_large(limit)
    return bytes(body)
