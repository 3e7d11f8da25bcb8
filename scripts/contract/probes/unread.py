"""Requests that a server may reject before its service sees them."""

from urllib.parse import urlencode

from scripts.contract.probes.responses import TOO_LARGE
from scripts.contract.probes.transport import Request, Response

# Bytes of a header or a query, and of a body. Common servers read at least 8,190 of a line.
LONG_LINE, LARGE_BODY = 4000, 2**16


def may_be_rejected_early(request: Request) -> bool:
    """Return True if a server may reject a request before it has read it, and closes the connection.

    The response is then lost if the rest of the request arrives after it.
    """
    has_bad_header = any(len(value) >= LONG_LINE or not value.isprintable() for _, value in request.headers)
    return has_bad_header or len(request.body or b"") >= LARGE_BODY


def is_rejected_unread(request: Request, response: Response) -> bool:
    """Return True if the response to a long query may be that of the server, which the contract does not describe."""
    return response.status in {400, *TOO_LARGE} and len(urlencode(request.query, errors="surrogatepass")) >= LONG_LINE
