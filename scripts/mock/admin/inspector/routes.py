"""Routes of the inspector: its files, the recorded requests, the state, and event streams."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scripts.mock.admin.inspector import curl, har, replay, responses, state_routes, views
from scripts.mock.admin.inspector.events import request_events
from scripts.mock.admin.inspector.places import Places
from scripts.mock.admin.state_api import read_body
from scripts.mock.contract import ServedContract
from scripts.mock.created import created_credentials
from scripts.mock.recorder import RecordedRequest, Recorder
from scripts.openapi import Document
from scripts.project import IS_INSTALLED, UserError
from scripts.redaction import CredentialFinder, Redactor
from scripts.validation.json_body import parse_json

if TYPE_CHECKING:
    from scripts.mock.admin.inspector.python_call import PythonCalls
    from scripts.mock.state import State

_FOLDER = Path(__file__).parent
_MEDIA_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def routes(
    recorder: Recorder, served: ServedContract, credentials: Mapping[str, str], state: "State | None"
) -> list[Route]:
    """Return the routes; see `scripts.mock.admin.routes.admin_app` for the arguments."""
    inspector = _Inspector(recorder, served, credentials, state)
    files = [
        Route(f"/{'' if path.name == 'index.html' else path.name}", partial(_file, path.read_bytes(), media_type))
        for path in sorted(_FOLDER.iterdir())
        if (media_type := _MEDIA_TYPES.get(path.suffix))
    ]
    return [
        *files,
        Route("/requests", inspector.requests),
        Route("/requests", inspector.clear, methods=["DELETE"]),
        Route("/requests.har", inspector.export),
        Route("/requests.har", inspector.load, methods=["POST"]),
        Route("/requests/{id}", inspector.request),
        Route("/requests/{id}/python", inspector.python),
        Route("/requests/{id}/replay", inspector.replay, methods=["POST"]),
        Route("/events", inspector.request_events),
        *state_routes.routes(recorder, state, inspector.redactor),
    ]


class _Inspector:
    """Endpoints of the recorded requests."""

    def __init__(
        self, recorder: Recorder, served: ServedContract, credentials: Mapping[str, str], state: "State | None"
    ) -> None:
        self._recorder = recorder
        self._served = served
        self._credentials = credentials
        self._finder = CredentialFinder(served.document, credentials)
        self._is_stateful = state is not None
        # The ids of requests start again with each start of the mock, and a page may stay open.
        self._run = secrets.token_hex(4)

    async def requests(self, request: Request) -> Response:
        """Respond with all recorded requests, the oldest first."""
        recorded = self._recorder.after(0)
        credentials = self._find(recorded)
        places = self._served.derive(Places)
        details = []
        for each in recorded:
            # The request's own credentials come first, as the first of a name gets the plain variable.
            redactor = self._finder.redactor({**self._find([each]), **credentials})
            details.append(views.details(each, redactor, _base(request), places))
            await asyncio.sleep(0)  # let other requests proceed
        return responses.json(details)

    async def clear(self, request: Request) -> Response:
        """Remove all recorded requests."""
        del request
        self._recorder.clear()
        return responses.json({"detail": "Requests removed"})

    async def request(self, request: Request) -> Response:
        """Respond with one recorded request."""
        found = self._recorded(request)
        places = self._served.derive(Places)
        return responses.json(views.details(found, self._redactor_of(found), _base(request), places))

    async def python(self, request: Request) -> Response:
        """Respond with the program that repeats a request by the Python client."""
        found = self._recorded(request)
        try:
            calls = await asyncio.to_thread(self._served.derive, self._python_calls)
            program = await asyncio.to_thread(calls.program, found, _base(request))
        except UserError as error:
            raise HTTPException(409, str(error)) from error
        return responses.json({"code": self._redactor_of(found).redact_text(program)})

    async def replay(self, request: Request) -> Response:
        """Send a recorded request again, with edits, and respond with its id."""
        found = self._recorded(request)
        if not replay.is_complete(found):
            raise HTTPException(409, "the recording of the request is incomplete, so it cannot be sent again")
        edited = replay.Edited.parse(parse_json(await read_body(request)))
        content = replay.message(found, edited, self._redactor_of(found))
        last = self._recorder.last_id
        host, port = request.scope["server"]
        await replay.send(host, port, content, has_tls=request.url.scheme == "https")
        sent = replay.sent_id(content, self._recorder.after(last))
        if sent is None:
            raise HTTPException(409, "the request was not recorded")
        return responses.json({"id": sent})

    async def export(self, request: Request) -> Response:
        """Respond with all recorded requests as an HTTP archive."""
        version = str(self._served.document["info"]["version"])
        archive = await har.export(self._recorder.after(0), self.redactor(), _base(request), version)
        return responses.json(archive, {"Content-Disposition": 'attachment; filename="requests.har"'})

    async def load(self, request: Request) -> Response:
        """Record the requests of an HTTP archive."""
        count = har.load(await read_body(request, har.MAX_BYTES), self._recorder)
        return responses.json({"detail": f"{count} {'request' if count == 1 else 'requests'} imported"})

    async def request_events(self, request: Request) -> Response:
        """Stream the requests recorded after the given id, and then new ones."""
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        about = partial(self._about, _base(request))
        return responses.stream(
            request, request_events(self._recorder, self._number(after), self._run, about, self.redactor)
        )

    def redactor(self) -> Redactor:
        """Return a redactor of the credentials of all recorded requests."""
        return self._finder.redactor(self._find(self._recorder.after(0)))

    def _redactor_of(self, request: RecordedRequest) -> Redactor:
        """Return a redactor in which the credentials of a request have the plain variables."""
        return self._finder.redactor(self._find([request, *self._recorder.after(0)]))

    def _recorded(self, request: Request) -> RecordedRequest:
        number = self._number(request.path_params["id"])
        found = next((each for each in self._recorder.after(0) if each.id == number), None)
        if found is None:
            raise HTTPException(404, "this request is not recorded, or no longer")
        return found

    def _find(self, recorded: Sequence[RecordedRequest]) -> dict[tuple[str, str], None]:
        """Return the credentials of requests, and credentials that the mock has created."""
        # Requests from before a reload have the credentials of the previous contract.
        self._finder.extend(self._served.document)
        found = {each: None for one in recorded for each in self._finder.find(one.head.headers, one.head.target)}
        return found | dict.fromkeys(each for one in recorded for each in created_credentials(one))

    def _number(self, text: str) -> int:
        """Return the number in the id of a request, 0 if the id is from another run of the mock."""
        run, _, number = text.rpartition("-")
        return int(number) if run == self._run and number.isdecimal() and len(number) < 20 else 0

    def _python_calls(self, document: Document) -> "PythonCalls":
        if IS_INSTALLED:
            raise UserError("caigunn-mock writes no Python programs; run `make mock`")
        from scripts.mock.admin.inspector.python_call import PythonCalls  # noqa: PLC0415 - slow to import

        return PythonCalls(document, self._served.edition)

    def _about(self, base: str) -> tuple[int, dict[str, object]]:
        document = self._served.document
        return self._served.revision, {
            "run": self._run,
            "title": document["info"]["title"],
            "version": document["info"]["version"],
            "error": self._served.error,
            "stateful": self._is_stateful,
            "example": curl.example(document, self._credentials, base),
        }


async def _file(content: bytes, media_type: str, request: Request) -> Response:
    del request
    return responses.file(content, media_type)


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
