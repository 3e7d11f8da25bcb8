"""Admin endpoint that replaces the scenario while the mock runs."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.mock.admin.state_api import read_body
from scripts.mock.contract import ServedContract
from scripts.project import UserError
from scripts.validation.errors import RequestError
from scripts.validation.json_body import parse_json


def routes(served: ServedContract) -> list[Route]:
    """Return the routes."""

    async def replace(request: Request) -> Response:
        try:
            served.set_scenario(parse_json(await read_body(request)))
        except UserError as error:
            raise RequestError.at(400, "body", str(error)) from None
        return JSONResponse({"detail": "Scenario replaced"})

    return [Route("/scenario", replace, methods=["PUT"])]
