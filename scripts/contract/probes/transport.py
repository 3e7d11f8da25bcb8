"""HTTP client of the probes. It sends exactly what it is given, and never repeats a request unseen."""

import http.client
import select
import socket
import ssl
import threading
import time
import urllib.request
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from scripts.contract.probes.rate import Rate

# A server announces that it closes a connection, or keeps it for longer than this.
IDLE_SECONDS = 0.5
# Parameters of zlib. A server may encode a response if the request does not say what it accepts.
_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """A request.

    Attributes:
        method: The method.
        path: The path, as it is sent.
        query: Names and values, which are escaped when they are sent.
        headers: Names and values; the values are Latin-1.
        body: The body.
        chunked: Whether the body is sent in chunks, without `Content-Length`.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Headers = ()
    body: bytes | None = None
    chunked: bool = False

    def with_query(self, **values: Any) -> "Request":
        """Return a copy with other query parameters; None removes one."""
        others = tuple(each for each in self.query if each[0] not in values)
        added = tuple((name, str(value)) for name, value in values.items() if value is not None)
        return replace(self, query=others + added)

    def with_header(self, name: str, value: str | None) -> "Request":
        """Return a copy with another value of a header; None removes it."""
        others = tuple(each for each in self.headers if each[0].lower() != name.lower())
        return replace(self, headers=others if value is None else (*others, (name, value)))

    def header(self, name: str) -> str | None:
        """Return the value of a header."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), None)

    @property
    def target(self) -> str:
        """The path and query, as they are sent."""
        pairs = "&".join(f"{quote(name, safe='')}={_escaped(value)}" for name, value in self.query)
        return f"{self.path}?{pairs}" if pairs else self.path


@dataclass(frozen=True)
class Response:
    """A complete response.

    Attributes:
        status: The status code.
        headers: The headers, with lower-case names.
        body: The body.
        seconds: The time that it took.
        has_forbidden_body: Whether a body follows where HTTP allows none: after HEAD, or with 204.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    has_forbidden_body: bool = False

    @property
    def succeeded(self) -> bool:
        """True if the status code is 2xx."""
        return 200 <= self.status < 300


class NoResponse(Exception):
    """A request without a complete response. The message completes the sentence `the service …`."""

    def __init__(self, message: str, *, refused: bool = False, timeout: bool = False) -> None:
        super().__init__(message)
        self.refused = refused
        self.timeout = timeout


class Transport:
    """Sends requests to a server, from several threads, over connections that it keeps."""

    def __init__(self, url: str, timeout: float, rate: Rate) -> None:
        """Prepare a client.

        Args:
            url: The base URL.
            timeout: The seconds after which a request counts as hanging.
            rate: The limit of requests.
        """
        self.base = url.rstrip("/")
        parts = urlsplit(self.base)
        self._prefix = parts.path
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        self._timeout = timeout
        self._rate = rate
        # Idle connections, and the times since when they are.
        self._idle: list[tuple[http.client.HTTPConnection, float]] = []
        self._lock = threading.Lock()
        self._proxy = _proxy(parts.scheme, self._host)
        self.count = 0

    def send(self, request: Request, *, fresh: bool = False) -> Response:
        """Send a request.

        Args:
            request: The request.
            fresh: Whether it is sent over a new connection.

        Raises:
            NoResponse: The server closed the connection, or did not respond in time.
        """
        self._rate.wait()
        self.count += 1
        connection = self._connection(fresh=fresh)
        started = time.monotonic()
        try:
            self._write(connection, request)
            raw = connection.getresponse()
            body = raw.read()
        except TimeoutError:
            connection.close()
            raise NoResponse(f"did not respond within {self._timeout:g} s", timeout=True) from None
        except ConnectionRefusedError:
            connection.close()
            raise NoResponse("refused the connection", refused=True) from None
        except http.client.IncompleteRead as error:
            connection.close()
            raise NoResponse(f"closed the connection within the body, after {len(error.partial)} bytes") from None
        except (http.client.HTTPException, ValueError) as error:
            connection.close()
            closed = isinstance(error, http.client.RemoteDisconnected)
            raise NoResponse(
                "closed the connection without a response" if closed else f"sent no valid HTTP: {str(error)[:80]}"
            ) from None
        except OSError as error:
            connection.close()
            if isinstance(error, socket.gaierror | ssl.SSLError):
                raise NoResponse(f"is unreachable: {error.strerror or error}", refused=True) from None
            raise NoResponse(f"closed the connection: {(error.strerror or str(error)).lower()}") from None
        has_body = self._has_forbidden_body(connection, request, raw.status)
        # Some servers close the connection after an error, and do not announce it.
        if has_body or raw.will_close or raw.status in {204, 304} or raw.status >= 500 or request.method == "HEAD":
            connection.close()
        else:
            with self._lock:
                self._idle.append((connection, time.monotonic()))
        headers = {name.lower(): value for name, value in raw.getheaders()}
        coding = headers.get("content-encoding", "").lower()
        if coding in _WINDOW_BITS and body:
            body = _decoded(coding, body)
            del headers["content-encoding"]
        return Response(raw.status, headers, body, time.monotonic() - started, has_body)

    def close(self) -> None:
        """Close all idle connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection, _ in idle:
            connection.close()

    def _connection(self, *, fresh: bool) -> http.client.HTTPConnection:
        while not fresh:
            with self._lock:
                found = self._idle.pop() if self._idle else None
            if found is None:
                break
            if time.monotonic() - found[1] < IDLE_SECONDS and not _is_readable(found[0]):
                return found[0]
            found[0].close()
        create = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        host, port = self._proxy or (self._host, self._port)
        connection = create(host, port, timeout=self._timeout)
        if self._proxy and self._secure:
            connection.set_tunnel(self._host, self._port)
        return connection

    def _write(self, connection: http.client.HTTPConnection, request: Request) -> None:
        target = f"{self._prefix}{request.target}"
        if self._proxy and not self._secure:
            target = f"http://{self._host}{f':{self._port}' if self._port else ''}{target}"
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        if request.header("host") is None:
            default = self._port in {None, 443 if self._secure else 80}
            host = f"[{self._host}]" if ":" in self._host else self._host
            connection.putheader("Host", host if default else f"{host}:{self._port}")
        for name, value in request.headers:
            connection.putheader(name, _header(value))
        if request.chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        elif request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        try:
            body = _chunks(request.body) if request.chunked and request.body else request.body
            connection.endheaders(body, encode_chunked=request.chunked)
        except (BrokenPipeError, ConnectionResetError):
            # A server may respond before it has read a large body.
            if request.body is None or len(request.body) < 2**16:
                raise

    def _has_forbidden_body(self, connection: http.client.HTTPConnection, request: Request, status: int) -> bool:
        sock = connection.sock
        if sock is None or self._secure or (request.method != "HEAD" and status not in {204, 304}):
            return False
        readable, _, _ = select.select([sock], [], [], 0.02)
        return bool(readable) and bool(sock.recv(1, socket.MSG_PEEK))


def _decoded(coding: str, body: bytes) -> bytes:
    """Return a body without its content coding.

    Raises:
        NoResponse: It is not encoded so.
    """
    try:
        return zlib.decompress(body, _WINDOW_BITS[coding])
    except zlib.error:
        raise NoResponse(f"sent a body that is not valid {coding}") from None


def _chunks(body: bytes) -> Iterator[bytes]:
    """Yield the chunks of a body, about twenty."""
    size = max(1, len(body) // 20)
    for start in range(0, len(body), size):
        yield body[start : start + size]


def _is_readable(connection: http.client.HTTPConnection) -> bool:
    """Return True if a connection was closed, or has bytes that belong to no response."""
    if connection.sock is None:
        return True
    readable, _, _ = select.select([connection.sock], [], [], 0)
    return bool(readable)


def _header(value: str) -> bytes:
    """Return the bytes of a header: Latin-1, or UTF-8 for other characters."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode()


def _proxy(scheme: str, host: str) -> tuple[str, int | None] | None:
    found = urllib.request.getproxies().get(scheme)
    if not found or urllib.request.proxy_bypass(host):
        return None
    parts = urlsplit(found)
    return parts.hostname or "", parts.port


def _escaped(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")
