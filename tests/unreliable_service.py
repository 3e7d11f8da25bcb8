"""A service on loopback that fails as its URL asks, and tells what it was sent.

A client's address is `{url}/{key}/{script}`: the key is a text of one test, so that tests disturb no other; the
script is a list of steps, commas between them, one for each request in turn, the last for all further ones. A step is

    ok                   200 with a documented body; `talk` says `{uid}|{text of the request}`
    503                  a status and {"detail": "status 503"}
    503:retry-after=1    with this header; 503:retry-date=2 means it as a date, two seconds or up to three from now
    302:to=localhost:80  with a Location, the same path at that host
    401:repeat           with the credentials that arrived as the detail, and as dates of a model
    200:malformed        with such a body: malformed, null, wrong (the members' types), html or empty
    reset-early          the connection is reset when the head of the request has arrived, without a look at its body,
    reset                when the whole request has arrived,
    reset-head           in the middle of the head of the answer,
    reset-body           in the middle of its body
    cut                  the connection ends in the middle of the body
    not-http             an answer that isn't one, with the credentials
    silent               nothing is answered until the client hangs up; silent-body: nothing but half of the answer
    huge-head            a header of a megabyte
    bad-gzip             a body that says it is gzip, and isn't

`python -m tests.unreliable_service` prints the url when it listens, and ends when its standard input does.
"""

import asyncio
import hashlib
import json
import os
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
from urllib.parse import unquote

import httpx

from scripts.project import ROOT

CREDENTIALS = ("api-key", "caigunn-access-token")
DOCUMENTED = {
    ("GET", "models"): '{"models": []}',
    ("GET", "messages"): '{"messages": []}',
    ("GET", "uids"): '{"uids": []}',
}
BODIES = {
    "malformed": '{"detail": "done", "models": [',
    "null": "null",
    "wrong": '{"detail": {}, "text": 7, "models": 7, "messages": [7], "uids": {}}',
    "html": "<html><body>Sorry</body></html>",
    "empty": "",
}


@dataclass
class Seen:
    """A request as it arrived. What follows the headers stays empty if the body wasn't read."""

    time: float
    method: str
    path: str
    headers: dict[str, str]
    length: int = -1
    sha256: str = ""
    parts: list[str] = field(default_factory=list)  # the sha256 of each part's content, if the body is multipart


@dataclass(frozen=True)
class UnreliableService:
    """The running service."""

    url: str
    _http: httpx.Client

    def seen(self, key: str) -> list[Seen]:
        """Return the requests that arrived with a key, in their order."""
        return [Seen(**each) for each in self._http.get(f"{self.url}/__seen/{key}").json()]


@contextmanager
def unreliable_service() -> Iterator[UnreliableService]:
    """Run the service in a process of its own while the context lasts."""
    command = [sys.executable, "-m", "tests.unreliable_service"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            url = process.stdout.readline().strip()
            assert url, "the service doesn't start; its standard error says why"
            with httpx.Client(timeout=30) as http:
                yield UnreliableService(url, http)
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


_seen: defaultdict[str, list[Seen]] = defaultdict(list)
_played: Counter[tuple[str, str]] = Counter()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection."""
    try:
        while await _answer(reader, writer):
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # the client hung up, as it may
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Read a request and play its step. Return whether the connection is good for another."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, target, _ = first.split(" ")
    _, key, script, path = f"{target}//".split("/", 3)
    if key == "__seen":
        writer.write(_message(200, json.dumps([asdict(each) for each in _seen[script]])))
        return True
    steps = script.split(",")
    step = steps[min(_played[key, script], len(steps) - 1)]
    _played[key, script] += 1
    seen = Seen(time.monotonic(), method, f"/{path.rstrip('/')}", headers)
    _seen[key].append(seen)
    if step == "reset-early":
        return _reset(writer)
    body = await _body(reader, headers)
    seen.length, seen.sha256, seen.parts = len(body), hashlib.sha256(body).hexdigest(), _parts(headers, body)
    return await _play(unquote(step), seen, body, reader, writer)


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = bytearray()
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return bytes(body)


def _parts(headers: Mapping[str, str], body: bytes) -> list[str]:
    """Return what tells the content of each part of a multipart body: the boundary may change with each attempt."""
    _, multipart, boundary = headers.get("content-type", "").partition("multipart/form-data; boundary=")
    if not multipart:
        return []
    contents = (part.partition(b"\r\n\r\n")[2] for part in body.split(f"--{boundary}".encode())[1:-1])
    return [hashlib.sha256(content.removesuffix(b"\r\n")).hexdigest() for content in contents]


async def _play(step: str, seen: Seen, body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Answer as a step says. Return whether the connection is good for another request."""
    good = _message(200, _documented(seen, body))
    match step:
        case "ok":
            writer.write(good)
        case "huge-head":
            writer.write(_message(200, "{}", f"X-Huge: {'x' * 1_000_000}"))
        case "bad-gzip":
            writer.write(_message(200, "this is no gzip", "Content-Encoding: gzip"))
        case "not-http":
            writer.write(f"HTTP/1.1 {_credentials(seen)}\r\n\r\n".encode())
        case "reset" | "reset-head" | "reset-body":
            writer.write({"reset": b"", "reset-head": good[:20], "reset-body": good[:-4]}[step])
            return _reset(writer)
        case "cut":
            writer.write(good[:-4])
            return False
        case "silent" | "silent-body":
            writer.write(good[:-4] if step == "silent-body" else b"")
            await reader.read()  # ends with the connection
            return False
        case _:
            status, _, fault = step.partition(":")
            writer.write(_failure(int(status), fault, seen))
    return True


def _reset(writer: asyncio.StreamWriter) -> bool:
    """End the connection as a host does that knows nothing of it, with RST in place of FIN."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


def _documented(seen: Seen, body: bytes) -> str:
    """Return a documented body for the operation that a request asks for."""
    segment = seen.path.partition("?")[0].rpartition("/")[2]
    if segment == "talk":
        return json.dumps({"text": f"{seen.headers['uid']}|{json.loads(body)['text']}"})
    return DOCUMENTED.get((seen.method, segment), '{"detail": "done"}')


def _credentials(seen: Seen) -> str:
    return " and ".join(seen.headers.get(name, "nothing") for name in CREDENTIALS)


def _failure(status: int, fault: str, seen: Seen) -> bytes:
    """Return an answer with a status and, if a fault is named, a header or a body to go with it."""
    name, _, value = fault.partition("=")
    body = BODIES.get(name, json.dumps({"detail": f"status {status}"}))
    match name:
        case "retry-after":
            return _message(status, body, f"Retry-After: {value}")
        case "retry-date":
            # A date has whole seconds: up, not down, so that it is never too early.
            return _message(status, body, f"Retry-After: {formatdate(int(time.time()) + 1 + int(value), usegmt=True)}")
        case "to":
            return _message(status, body, f"Location: http://{value}{seen.path}")
        case "repeat":
            told = _credentials(seen)
            models = [{"title": "t", "id": str(uuid.UUID(int=7)), "updated_at": told, "created_at": told}]
            return _message(status, json.dumps({"detail": f"not {told}", "models": models}))
    return _message(status, body)


def _message(status: int, body: str, *headers: str) -> bytes:
    """Return an answer, as bytes."""
    media_type = "text/html" if body.startswith("<") else "application/json"
    lines = [f"HTTP/1.1 {status} ", f"Content-Type: {media_type}", *headers]
    if status == 204:
        body = ""
    else:
        lines.append(f"Content-Length: {len(body.encode())}")
    return "\r\n".join([*lines, "", body]).encode()


async def _main() -> None:
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), os._exit, 0)  # nothing is ever written to it
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=1024)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
