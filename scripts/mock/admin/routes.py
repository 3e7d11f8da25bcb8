"""ASGI application for everything at and below /__mock/: health, state, scenario, inspector and API reference."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from scripts.mock.admin import chatbot_api, reference, scenario_api, state_api
from scripts.mock.admin.access import LocalAccess
from scripts.mock.admin.inspector import routes as inspector
from scripts.mock.contract import ServedContract
from scripts.mock.recorder import Recorder
from scripts.project import Unavailable
from scripts.validation.errors import RequestError

if TYPE_CHECKING:
    from scripts.mock.state import State


def admin_app(
    recorder: Recorder, served: ServedContract, credentials: Mapping[str, str], state: "State | None", host: str | None
) -> ASGIApp:
    """Return the application.

    Args:
        recorder: The recorded requests.
        served: The contract.
        credentials: The credentials that the mock requires, by their names in lower case. They are always redacted.
        state: The state; None if the mock is stateless.
        host: A host name of the mock, besides `localhost` and IP addresses.
    """

    async def health(request: Request) -> Response:
        del request
        if state is not None:
            try:
                await state.check()
            except Unavailable as error:
                return JSONResponse({"status": "unavailable", "detail": str(error)}, 503)
        return JSONResponse(
            {"status": "ok", "contract": served.document["info"]["version"], "stateful": state is not None}
        )

    routes = [
        Route("/health", health),
        *state_api.routes(served, state),
        *scenario_api.routes(served),
        *chatbot_api.routes(recorder, served, credentials),
        *inspector.routes(recorder, served, credentials, state),
        *reference.routes(served),
    ]
    return Starlette(
        routes=[Mount("/__mock", routes=routes)],
        # Pages of this machine may have another origin, such as a development server.
        middleware=[
            Middleware(LocalAccess, host=host),
            Middleware(
                CORSMiddleware, allow_origins=["*"], allow_methods=["DELETE", "GET", "POST", "PUT"], allow_headers=["*"]
            ),
        ],
        exception_handlers=dict.fromkeys((HTTPException, RequestError, Unavailable), _error_response),
    )


async def _error_response(request: Request, error: Exception) -> Response:
    match error:
        case RequestError():
            return JSONResponse({"detail": error.detail}, error.status, error.headers)
        case HTTPException():
            detail = f"{request.method} {request.url.path}: {error.detail}"
            return JSONResponse({"detail": detail}, error.status_code, error.headers)
        case _:
            return JSONResponse({"detail": str(error)}, 503)
