"""Read what a request says, as far as Prism is to judge it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from scripts.mock import bodies, control
from scripts.mock.call import Call
from scripts.mock.endpoint import Endpoint
from scripts.mock.engine import Answer, encode
from scripts.mock.memory import LESSON
from scripts.mock.refusal import Refusal, TooMuch


@dataclass(frozen=True)
class Read:
    """What a request says, as far as Prism is to judge it.

    Attributes:
        query: Its query.
        headers: Its header parameters.
        status: The status of its answer if it fits the contract.
        prefer: The header `Prefer` that asks Prism for that answer.
        media_type: The media type of its body as the contract spells it, None if it has none.
        encoded: The JSON that its body stands for, None if it has none.
        files: The names of the files in it.
    """

    query: list[tuple[str, str]]
    headers: dict[bytes, bytes]
    status: int
    prefer: bytes
    media_type: str | None
    encoded: bytes | None
    files: list[str]

    def call(self, request: Request, answer: Answer) -> Call:
        """Return what an operation of a mock with state is called with."""
        headers = {name.decode(): text.decode("latin-1") for name, text in self.headers.items()}
        # What Prism has judged counts: half a character, which JSON can spell, is there another one.
        body = None if self.encoded is None else json.loads(self.encoded)
        key = request.headers.get(control.KEY, "")
        return Call(key, dict(self.query), headers, body, self.files, json.loads(answer.body))


async def read(endpoint: Endpoint, request: Request, preferences: Mapping[str, str]) -> Read:
    """Read a request.

    Raises:
        Refusal: 400; Prism needn't be asked.
    """
    try:
        query = bodies.parse_query(request.scope["query_string"])
    except ValueError as error:
        raise Refusal(400, f"query: {error}") from None
    for_query, headers = endpoint.check_parameters(query, request.headers)
    status, prefer = endpoint.preference(preferences, for_query)
    if endpoint.media_types and not bodies.is_empty(request):
        # What stands in the body matters, too.
        request.scope.pop(LESSON, None)
    media_type, value, files = await _read_body(endpoint, request)
    try:
        encoded = None if media_type is None else encode(value)
    except ValueError as error:
        raise TooMuch(400, f"body: {error}") from None
    return Read(for_query, headers, status, prefer, media_type, encoded, files)


async def _read_body(endpoint: Endpoint, request: Request) -> tuple[str | None, Any, list[str]]:
    """Return the media type of a body, as the contract spells it, the JSON value that it stands for, and its files."""
    if not endpoint.media_types:
        return None, None, []
    if bodies.is_empty(request):
        if endpoint.body_required:
            raise Refusal(400, f"body: is required, as {' or '.join(endpoint.media_types)}")
        return None, None, []
    header = request.headers.get("content-type", "")
    given = parse_options_header(header)[0].decode("latin-1")
    media_type = next((name for name in endpoint.media_types if name.lower() == given), None)
    if media_type is None:
        expected = " or ".join(endpoint.media_types)
        raise Refusal(400, f"header.Content-Type: must be {expected}" + (f", not {given}" if given else ""))
    match media_type:
        case "multipart/form-data":
            fields = await bodies.read_multipart(request)
            files = [content.name for _, content in fields if isinstance(content, bodies.File)]
            return media_type, endpoint.form_value(media_type, fields), files
        case "application/x-www-form-urlencoded":
            return media_type, endpoint.form_value(media_type, await bodies.read_urlencoded(request)), []
        case _:
            value = await bodies.read_json(request)
            if not value and not isinstance(value, list | dict):
                # Prism takes it for no body.
                raise Refusal(400, f"body: must not be {json.dumps(value)}")
            return media_type, value, []
