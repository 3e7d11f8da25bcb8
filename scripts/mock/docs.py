"""The reference of the contract, below /__mock/docs/, from which requests to this mock can be tried."""

import asyncio
import json
import mimetypes
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from scripts.mock.control import PREFIX, Place
from scripts.mock.refusal import Refusal
from scripts.openapi import Document
from scripts.project import Failure

if TYPE_CHECKING:
    from scripts.reference.site import Site

_HOSTS = 4  # by which the same mock is called


def routes(contract: Document, host: str | None) -> list[Route]:
    """Return the routes of a contract's reference, which is made when it is asked for: it takes most of a second.

    Args:
        contract: The contract.
        host: The name that the mock may be called by; see `control.routes`.
    """

    @lru_cache(_HOSTS)
    def site(address: str) -> "Site":
        from scripts.reference.site import build  # noqa: PLC0415 - slow to import

        return build(contract, mock=address)

    async def show(request: Request) -> Response:
        name = request.path_params["name"] or "index.html"
        try:
            made = await asyncio.to_thread(site, str(request.base_url).rstrip("/"))
            from scripts.reference.site import SCRIPT, script  # noqa: PLC0415 - imported above

            if name == SCRIPT:
                return FileResponse(script(), media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})
        except Failure as failure:
            raise Refusal(503, f"the reference can't be made: {failure}") from failure
        if name not in made.files:
            raise Refusal(404, f"{PREFIX}/docs/: has no {json.dumps(name)}")
        headers = {"Cache-Control": "no-cache"}
        return Response(made.files[name], media_type=mimetypes.guess_type(name)[0], headers=headers)

    async def enter(request: Request) -> Response:
        return RedirectResponse(f"{request.url.path}/")

    return [
        Route(f"{PREFIX}/docs", Place({"GET": enter}, host)),
        Route(f"{PREFIX}/docs/{{name:path}}", Place({"GET": show}, host)),
    ]
