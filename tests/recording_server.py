"""A server on loopback that records what it is sent, and answers what a test asks for."""

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
    """One part of a multipart body, undecoded."""

    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def _disposition(self) -> dict[bytes, bytes]:
        return parse_options_header(self.headers["content-disposition"])[1]

    @property
    def name(self) -> str:
        """The name of the form's member."""
        return self._disposition[b"name"].decode()

    @property
    def filename(self) -> bytes | None:
        """The name of the file; a member that isn't a file has none."""
        return self._disposition.get(b"filename")


@dataclass(frozen=True)
class Recorded:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Message
    body: bytes

    @property
    def parts(self) -> list[Part]:
        """The parts of a multipart body, by a parser that has nothing in common with the client."""
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
    """The server. Its `answer` is a status, a body and a media type; what it was sent stands in `requests`."""

    daemon_threads = False

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._scheme = "https" if tls else "http"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.requests: list[Recorded] = []
        self.answer: tuple[int, bytes, str] = (200, b'{"detail": "done"}', "application/json")

    @property
    def url(self) -> str:
        """Where it listens. It does from the moment that it is made."""
        return f"{self._scheme}://127.0.0.1:{self.server_port}"

    @property
    def request(self) -> Recorded:
        """The one request that arrived."""
        (request,) = self.requests
        return request


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RecordingServer

    def _handle(self) -> None:
        url = urlsplit(self.path)
        query = parse_qs(url.query, keep_blank_values=True)
        self.server.requests.append(Recorded(self.command, url.path, query, self.headers, self._read()))
        status, body, media_type = self.server.answer
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_CONNECT = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = _handle  # noqa: N815 - names that the base class calls

    def _read(self) -> bytes:
        if self.headers["transfer-encoding"] != "chunked":
            return self.rfile.read(int(self.headers["content-length"] or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Stay quiet: `requests` is the log."""


@contextmanager
def recording_server(tls: ssl.SSLContext | None = None) -> Iterator[RecordingServer]:
    """Serve in a thread while the context lasts, with TLS if a context for it is given."""
    with RecordingServer(tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
