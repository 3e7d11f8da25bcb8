"""CORS: pages of every origin may call the API, with credentials too, and read every header of its responses."""

from scripts.http_server.response import Response
from scripts.validation.messages import RequestHead

_METHODS = b"DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
_MAX_AGE_SECONDS = b"600"


def is_preflight(head: RequestHead) -> bool:
    """Return True if a browser asks whether a page may send a request."""
    return head.method == "OPTIONS" and b"origin" in head.by_name and b"access-control-request-method" in head.by_name


def preflight_response(head: RequestHead) -> Response:
    """Return the response that allows the request."""
    headers = [
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-max-age", _MAX_AGE_SECONDS),
    ]
    requested = head.by_name.get(b"access-control-request-headers")
    if requested:
        headers.append((b"access-control-allow-headers", requested))
    if b"access-control-request-private-network" in head.by_name:
        headers.append((b"access-control-allow-private-network", b"true"))
    return Response(204, headers, b"")


def headers(head: RequestHead, response: Response) -> bytes:
    """Return the lines that let a page of the request's origin read a response.

    A wildcard would not do for requests with credentials (Fetch, 3.3.5).
    """
    exposed = b", ".join(name for name, _ in response.headers)
    return (
        b"access-control-allow-origin: %b\r\naccess-control-allow-credentials: true\r\n"
        b"access-control-expose-headers: %b\r\nvary: origin\r\n" % (head.by_name[b"origin"], exposed)
    )
