"""Loopback server that records its requests and returns a configured response."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from python_multipart import MultipartParser
from python_multipart.multipart import parse_options_header


@dataclass
class Part:
    """A part of a multipart body."""

    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def _disposition(self) -> dict[bytes, bytes]:
        return parse_options_header(self.headers["content-disposition"])[1]

    @property
    def name(self) -> str:
        """The name of the form field."""
        return self._disposition[b"name"].decode()

    @property
    def filename(self) -> bytes | None:
        """The name of the file, or None if the field is not a file."""
        return self._disposition.get(b"filename")


@dataclass(frozen=True)
class RecordedRequest:
    """A received request."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Message
    body: bytes

    @property
    def parts(self) -> list[Part]:
        """The parts of a multipart body, by a parser that shares no code with the client."""
        found: list[Part] = []
        header = bytearray(), bytearray()

        def on_header_end() -> None:
            found[-1].headers[header[0].decode().lower()] = header[1].decode("latin-1")
            header[0].clear()
            header[1].clear()

        def on_part_data(data: bytes, start: int, end: int) -> None:
            found[-1].content += data[start:end]

        parser = MultipartParser(
            parse_options_header(self.headers["content-type"])[1][b"boundary"],
            {
                "on_part_begin": lambda: found.append(Part()),
                "on_header_field": lambda data, start, end: header[0].extend(data[start:end]),
                "on_header_value": lambda data, start, end: header[1].extend(data[start:end]),
                "on_header_end": on_header_end,
                "on_part_data": on_part_data,
            },
        )
        parser.write(self.body)
        parser.finalize()
        return found


class RecordingServer(ThreadingHTTPServer):
    """The server.

    Attributes:
        requests: The received requests.
        response: Status code, body and media type of every response.
    """

    daemon_threads = False

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._scheme = "https" if tls else "http"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.requests: list[RecordedRequest] = []
        self.response: tuple[int, bytes, str] = (200, b'{"detail": "done"}', "application/json")

    @property
    def url(self) -> str:
        """The URL. The server listens from its creation on."""
        return f"{self._scheme}://127.0.0.1:{self.server_port}"

    @property
    def request(self) -> RecordedRequest:
        """The only request that was received."""
        (request,) = self.requests
        return request


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RecordingServer

    def _handle(self) -> None:
        url = urlsplit(self.path)
        query = parse_qs(url.query, keep_blank_values=True)
        self.server.requests.append(RecordedRequest(self.command, url.path, query, self.headers, self._read()))
        status, body, media_type = self.server.response
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_CONNECT = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = _handle  # noqa: N815 - names of the base class

    def _read(self) -> bytes:
        if self.headers["transfer-encoding"] != "chunked":
            return self.rfile.read(int(self.headers["content-length"] or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - name of the base class
        """Log nothing: `requests` is the log."""


@contextmanager
def recording_server(tls: ssl.SSLContext | None = None) -> Iterator[RecordingServer]:
    """Run a server in a thread while the context lasts, with TLS if there is a context for it."""
    with RecordingServer(tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
