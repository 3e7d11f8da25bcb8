"""Loopback service whose failures are selected by the URL.

The base URL of a client is `{url}/{key}/{script}`. The key identifies the requests of a test. The script is a
comma-separated list of steps: one for each request, the last one for all further requests. Steps:

    ok                   the documented response; the one of `talk` is `{uid}|{text}`
    503                  a status code and {"detail": "status 503"}
    503:retry-after=1    with this header
    503:retry-after-ms=9 with this header
    503:retry-date=2     with a date in this header, two to three seconds in the future
    302:to=localhost:80  with the location of the same path at this host
    401:repeat           with the received credentials in the body, as detail and as dates of a model
    200:malformed        with this body: malformed, null, invalid (wrong types of all properties), html or empty
    reset-early          connection reset after the head of the request
    reset                connection reset after the request
    reset-head           connection reset within the head of the response
    reset-body           connection reset within the body of the response
    cut                  connection closed within the body of the response
    not-http             a response that is not HTTP, and contains the received credentials
    silent               no response until the client disconnects
    silent-body          half of a response, then silence until the client disconnects
    huge-head            a header of one megabyte
    bad-gzip             an invalid body with `Content-Encoding: gzip`

`python -m tests.support.faulty_service` prints the URL when it listens, and exits at the end of its standard input.
"""

import asyncio
import hashlib
import json
import os
import re
import socket
import struct
import subprocess
import sys
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote

import httpx

from scripts.project import ROOT
from tests.support.project_contract import CREDENTIAL_HEADERS, OPERATIONS, success_response

BODIES = {
    "malformed": '{"detail": "done", "models": [',
    "null": "null",
    "html": "<html><body>Sorry</body></html>",
    "empty": "",
}


@dataclass
class ReceivedRequest:
    """A received request. The properties of the body have their defaults if it was not read.

    Attributes:
        time: The monotonic time.
        method: The method.
        path: The path without key and script, and the query.
        headers: The headers with lower-case names.
        length: The length of the body.
        sha256: The hash of the body.
        parts: The hash of each part's content, if the body is multipart.
    """

    time: float
    method: str
    path: str
    headers: dict[str, str]
    length: int = -1
    sha256: str = ""
    parts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FaultyService:
    """The running service."""

    url: str
    _http: httpx.Client

    def received(self, key: str) -> list[ReceivedRequest]:
        """Return the requests with a key, in their order."""
        return [ReceivedRequest(**each) for each in self._http.get(f"{self.url}/__received/{key}").json()]


@contextmanager
def faulty_service() -> Iterator[FaultyService]:
    """Run the service in its own process while the context lasts."""
    command = [sys.executable, "-m", "tests.support.faulty_service"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            url = process.stdout.readline().strip()
            assert url, "the service did not start; see its standard error"
            with httpx.Client(timeout=30) as http:
                yield FaultyService(url, http)
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


_received: defaultdict[str, list[ReceivedRequest]] = defaultdict(list)
_steps_done: Counter[tuple[str, str]] = Counter()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve the requests of a connection."""
    try:
        while await _respond(reader, writer):
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # the client disconnected
    finally:
        writer.close()


async def _respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Read a request and run its step. Return True if the connection is kept alive."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, target, _ = first.split(" ")
    _, key, script, path = f"{target}//".split("/", 3)
    if key == "__received":
        writer.write(_message(200, json.dumps([asdict(each) for each in _received[script]])))
        return True
    steps = script.split(",")
    step = steps[min(_steps_done[key, script], len(steps) - 1)]
    _steps_done[key, script] += 1
    request = ReceivedRequest(time.monotonic(), method, f"/{path.rstrip('/')}", headers)
    _received[key].append(request)
    if step == "reset-early":
        return _reset(writer)
    body = await _read_body(reader, headers)
    request.length, request.sha256 = len(body), hashlib.sha256(body).hexdigest()
    request.parts = _part_hashes(headers, body)
    return await _run(unquote(step), request, body, reader, writer)


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = bytearray()
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return bytes(body)


def _part_hashes(headers: Mapping[str, str], body: bytes) -> list[str]:
    """Return the hashes of the parts of a multipart body, whose boundary differs between attempts."""
    _, multipart, boundary = headers.get("content-type", "").partition("multipart/form-data; boundary=")
    if not multipart:
        return []
    contents = (part.partition(b"\r\n\r\n")[2] for part in body.split(f"--{boundary}".encode())[1:-1])
    return [hashlib.sha256(content.removesuffix(b"\r\n")).hexdigest() for content in contents]


async def _run(
    step: str, request: ReceivedRequest, body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bool:
    """Respond as a step requires. Return True if the connection is kept alive."""
    code, documented = _documented_response(request, body)
    valid = _message(code, documented)
    match step:
        case "ok":
            writer.write(valid)
        case "huge-head":
            writer.write(_message(200, "{}", f"X-Huge: {'x' * 1_000_000}"))
        case "bad-gzip":
            writer.write(_message(200, "this is not gzip", "Content-Encoding: gzip"))
        case "not-http":
            writer.write(f"HTTP/1.1 {_credentials(request)}\r\n\r\n".encode())
        case "reset" | "reset-head" | "reset-body":
            writer.write({"reset": b"", "reset-head": valid[:20], "reset-body": valid[:-4]}[step])
            return _reset(writer)
        case "cut":
            writer.write(valid[:-4])
            return False
        case "silent" | "silent-body":
            writer.write(valid[:-4] if step == "silent-body" else b"")
            await reader.read()  # until the client disconnects
            return False
        case _:
            status, _, fault = step.partition(":")
            writer.write(_fault(int(status), fault, request, documented))
    return True


def _reset(writer: asyncio.StreamWriter) -> bool:
    """Close the connection with RST instead of FIN."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


def _path_pattern(path: str) -> str:
    return re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(path))


_ROUTES = [(each.method, re.compile(_path_pattern(each.path)), success_response(each)) for each in OPERATIONS.values()]


def _documented_response(request: ReceivedRequest, body: bytes) -> tuple[int, str]:
    """Return the status code and body of the documented response."""
    path = request.path.partition("?")[0]
    if path.endswith("/talk"):
        return 200, json.dumps({"text": f"{request.headers['uid']}|{json.loads(body)['text']}"})
    for method, pattern, (status, content) in _ROUTES:
        if method == request.method and pattern.fullmatch(path):
            return status, "" if content is None else json.dumps(content)
    return 200, "{}"


def _credentials(request: ReceivedRequest) -> str:
    return " and ".join(request.headers[name] for name in CREDENTIAL_HEADERS if name in request.headers)


def _fault(status: int, fault: str, request: ReceivedRequest, documented: str) -> bytes:
    """Return a response with a status code, and the header or body of a fault."""
    name, _, value = fault.partition("=")
    body = BODIES.get(name, json.dumps({"detail": f"status {status}"}))
    match name:
        case "retry-after" | "retry-after-ms":
            return _message(status, body, f"{name}: {value}")
        case "retry-date":
            # The date has whole seconds, and must not be too early.
            return _message(status, body, f"Retry-After: {formatdate(int(time.time()) + 1 + int(value), usegmt=True)}")
        case "to":
            return _message(status, body, f"Location: http://{value}{request.path}")
        case "repeat":
            received = _credentials(request)
            models = [{"title": "t", "id": str(uuid.UUID(int=7)), "updated_at": received, "created_at": received}]
            return _message(status, json.dumps({"detail": f"not {received}", "models": models}))
        case "invalid":
            valid = json.loads(documented or "{}") if status < 300 else {"detail": ""}
            return _message(status, json.dumps({name: _other_type(each) for name, each in valid.items()}))
    return _message(status, body)


def _other_type(value: Any) -> Any:
    return {} if isinstance(value, str) else "text" if isinstance(value, int | float) else 7


def _message(status: int, body: str, *headers: str) -> bytes:
    media_type = "text/html" if body.startswith("<") else "application/json"
    lines = [f"HTTP/1.1 {status} ", f"Content-Type: {media_type}", *headers]
    if status == 204:
        body = ""
    else:
        lines.append(f"Content-Length: {len(body.encode())}")
    return "\r\n".join([*lines, "", body]).encode()


async def _main() -> None:
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), os._exit, 0)  # standard input ends, it has no content
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=1024)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
