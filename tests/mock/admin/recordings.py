"""Recorded requests with credentials, and the views of them."""

from typing import Any

from scripts.mock.admin.inspector.places import Places
from scripts.mock.admin.inspector.views import details
from scripts.mock.recorder import RecordedRequest, Recorder
from scripts.openapi import Document
from scripts.redaction import CredentialFinder, Redactor
from scripts.validation.messages import Headers, RequestHead

KEY, TOKEN = 'sk-\u00e9/7f+3 a"b\\c%41', "tok-0123456789"
CONFIGURED = {"api-key": "the-configured-key"}
DOCUMENT: Document = {
    "components": {
        "securitySchemes": {
            "one": {"type": "apiKey", "in": "header", "name": "Api-Key"},
            "two": {"type": "apiKey", "in": "header", "name": "caigunn-access-token"},
        }
    }
}
FINDER = CredentialFinder(DOCUMENT, CONFIGURED)
CREDENTIALS = [(b"api-key", KEY.encode()), (b"caigunn-access-token", TOKEN.encode())]


def recorded(
    target: bytes = b"/", headers: Headers = CREDENTIALS, body: bytes = b"", *, method: str = "POST", **more: Any
) -> RecordedRequest:
    """Return a recorded request.

    Args:
        target: Its path and query.
        headers: Its headers.
        body: Its body.
        method: Its method.
        more: `size` of the body, `status`, `response_headers`, `response_body`, `reason`, `is_valid` and `files`.
    """
    path, _, query = target.partition(b"?")
    recorder = Recorder()
    recorder.record(
        RequestHead(method, path, query, headers),
        body,
        more.get("size", len(body)),
        more.get("status", 200),
        more.get("response_headers", []),
        more.get("response_body", b""),
        more.get("reason"),
        1.0,
        is_valid=more.get("is_valid", True),
        files=more.get("files", ()),
    )
    return recorder.after(0)[0]


def redactor(*requests: RecordedRequest) -> Redactor:
    """Return a redactor of the credentials of requests."""
    heads = (each.head for each in requests)
    return FINDER.redactor([found for head in heads for found in FINDER.find(head.headers, head.target)])


def view(*requests: RecordedRequest) -> dict[str, Any]:
    """Return the details of the first request, with the credentials of all redacted."""
    return details(requests[0], redactor(*requests), "http://127.0.0.1:4010", Places(DOCUMENT))
