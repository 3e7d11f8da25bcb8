"""Requests that a web server may reject before the application reads them."""

from scripts.contract.probes.responses import TOO_LARGE
from scripts.contract.probes.transport import Request, Response

# Bytes of a header or a request line, and of a body. gunicorn reads 4,094 bytes of a request line, aiohttp 8,190.
LONG_LINE, LARGE_BODY = 4000, 2**16


def may_be_rejected_early(request: Request) -> bool:
    """Return True if a server may reject a request before it has read it, and closes the connection.

    The response is then lost if the rest of the request arrives after it.
    """
    has_bad_header = any(len(value) >= LONG_LINE or not value.isprintable() for _, value in request.headers)
    return has_bad_header or len(request.body or b"") >= LARGE_BODY


def is_rejected_unread(request: Request, response: Response) -> bool:
    """Return True if a long request line may be rejected by the web server, which the contract does not describe."""
    return response.status in {400, *TOO_LARGE} and len(request.target) >= LONG_LINE
