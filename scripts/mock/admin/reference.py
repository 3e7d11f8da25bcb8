"""API reference at /__mock/docs/, which sends the requests that its readers try to this mock."""

import asyncio
import mimetypes
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from scripts.mock.contract import ServedContract
from scripts.project import UserError

if TYPE_CHECKING:
    from scripts.reference.site import Site

_MAX_HOSTS = 4


def routes(served: ServedContract) -> list[Route]:
    """Return the routes of the reference. It is built on the first request, which takes most of a second."""

    @lru_cache(_MAX_HOSTS)
    def build(revision: int, url: str) -> "Site":
        del revision  # a key of the cache
        from scripts.reference import site  # noqa: PLC0415 - slow to import

        return site.build(served.document, mock=url)

    async def page(request: Request) -> Response:
        name = request.path_params["name"] or "index.html"
        try:
            site = await asyncio.to_thread(build, served.revision, f"{request.url.scheme}://{request.url.netloc}")
            from scripts.reference.site import SCALAR, scalar  # noqa: PLC0415 - imported by `build`

            if name == SCALAR:
                return FileResponse(scalar(), media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})
        except UserError as error:
            raise HTTPException(503, f"the reference cannot be built: {error}") from error
        if name not in site.files:
            raise HTTPException(404)
        headers = {"Cache-Control": "no-cache"}
        return Response(site.files[name], media_type=mimetypes.guess_type(name)[0], headers=headers)

    return [Route("/docs/{name:path}", page)]
