"""API reference at /__mock/docs/, which sends the requests that its readers try to this mock."""

import asyncio
import json
import mimetypes
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from scripts.mock.contract import ServedContract
from scripts.openapi import Document
from scripts.project import IS_INSTALLED, ROOT, UserError

# The pages that the wheel contains for its contracts, with a placeholder for the mock's URL.
PACKAGED = ROOT / "reference"
PLACEHOLDER = "http://mock.invalid"
# The name of Scalar's script.
_SCALAR = "scalar.js"
_MAX_HOSTS = 4


def routes(served: ServedContract) -> list[Route]:
    """Return the routes of the reference. It is built on the first request, which takes most of a second."""

    def new_pages(document: Document) -> Callable[[str], Mapping[str, bytes]]:
        """Return a function that returns the pages for a URL of the mock."""
        build = partial(_packaged, document) if IS_INSTALLED else partial(_built, document, served.edition)
        return lru_cache(_MAX_HOSTS)(build)

    async def page(request: Request) -> Response:
        name = request.path_params["name"] or "index.html"
        try:
            if name == _SCALAR:
                return FileResponse(_scalar(), media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})
            pages = served.derive(new_pages)
            files = await asyncio.to_thread(pages, f"{request.url.scheme}://{request.url.netloc}")
        except UserError as error:
            raise HTTPException(503, f"the reference cannot be built: {error}") from error
        if name not in files:
            raise HTTPException(404)
        headers = {"Cache-Control": "no-cache"}
        return Response(files[name], media_type=mimetypes.guess_type(name)[0], headers=headers)

    return [Route("/docs/{name:path}", page)]


def _built(document: Document, edition: str | None, url: str) -> Mapping[str, bytes]:
    from scripts.reference import site  # noqa: PLC0415 - slow to import

    return site.build(document, edition, mock=url).files


def _packaged(document: Document, url: str) -> Mapping[str, bytes]:
    """Return the pages of a contract that the wheel contains.

    Raises:
        UserError: It does not contain them.
    """
    for folder in PACKAGED.iterdir():
        if folder.is_dir() and json.loads((folder / "openapi.json").read_bytes()) == document:
            return {
                file.name: file.read_bytes().replace(PLACEHOLDER.encode(), url.encode()) for file in folder.iterdir()
            }
    raise UserError("caigunn-mock has only the pages of the contracts in it; run `make mock` for another contract")


def _scalar() -> Path:
    if IS_INSTALLED:
        return PACKAGED / _SCALAR
    from scripts.reference.site import scalar  # noqa: PLC0415 - slow to import

    return scalar()
