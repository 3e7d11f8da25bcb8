"""Admin endpoint that returns the requests of one chatbot, for tests of applications."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.mock.admin.inspector.places import Places
from scripts.mock.admin.state_api import key_header, key_of
from scripts.mock.contract import ServedContract
from scripts.mock.created import created_credentials
from scripts.mock.recorder import RecordedRequest, Recorder
from scripts.redaction import CredentialFinder, Redactor
from scripts.validation.routing import printable


def routes(recorder: Recorder, served: ServedContract, credentials: Mapping[str, str]) -> list[Route]:
    """Return the route.

    Args:
        recorder: The recorded requests.
        served: The contract.
        credentials: The credentials that the mock requires, by their names in lower case.
    """

    async def requests(request: Request) -> Response:
        document = served.document
        header, key = key_header(document).encode(), key_of(document, request).encode("latin-1")
        found = [each for each in recorder.after(0) if each.head.by_name.get(header) == key]
        finder, places = CredentialFinder(document, credentials), served.derive(Places)
        return JSONResponse([_view(each, finder, places) for each in found])

    return [Route("/chatbot/requests", requests)]


def _view(request: RecordedRequest, finder: CredentialFinder, places: Places) -> dict[str, Any]:
    head = request.head
    redactor = finder.redactor([*finder.find(head.headers, head.target), *created_credentials(request)])
    operation = places.operation(head)
    return {
        "operation": None if operation is None else operation.id,
        "method": head.method,
        "path": printable(head.path),
        "query": dict(parse_qsl(_text(redactor, head.query), keep_blank_values=True)),
        "headers": {
            name.decode("latin-1"): redactor.redact_header(name, value).decode("utf-8", "replace")
            for name, value in head.headers
        },
        "text": _text(redactor, request.body),
        "status": request.response.status,
        "reason": request.reason,
    }


def _text(redactor: Redactor, raw: bytes) -> str:
    return redactor.redact(raw).decode("utf-8", "replace")
