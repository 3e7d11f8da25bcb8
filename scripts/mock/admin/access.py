"""Access rules of the admin pages: only pages of this machine may use them."""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from scripts.addresses import host_of, is_ip_address, is_loopback
from scripts.project import UserError


class LocalAccess:
    """Middleware that rejects the requests of pages from other machines with 403.

    Through a webhook such a page could make the mock send events to any port of this machine.
    """

    def __init__(self, app: ASGIApp, host: str | None) -> None:
        """Wrap an application.

        Args:
            app: The application.
            host: A host name of the mock, besides `localhost` and IP addresses.
        """
        self._app = app
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request."""
        headers = Headers(scope=scope)
        app = self._app
        if not self._is_known(f"http://{headers.get('host', 'localhost')}"):
            app = _forbidden("header.Host: must be localhost, an IP address or the HOST of the mock")
        elif not _is_local(headers.get("origin", "http://localhost")):
            app = _forbidden("header.Origin: must be localhost or a loopback address")
        await app(scope, receive, send)

    def _is_known(self, url: str) -> bool:
        """Return False for another host name: with DNS rebinding, a page of that name has no foreign `Origin`."""
        try:
            return is_ip_address(url) or is_loopback(url) or host_of(url) == self._host
        except UserError:
            return False


def _is_local(origin: str) -> bool:
    try:
        return is_loopback(origin)
    except UserError:
        return False


def _forbidden(detail: str) -> ASGIApp:
    return JSONResponse({"detail": detail}, 403)
