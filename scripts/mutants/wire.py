"""What stands between caller and mock, and changes what passes: a server whose faults are chosen."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx
from starlette.types import Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]

# Of one connection, and the server's own matter.
_NOT_PASSED_ON = {b"connection", b"keep-alive", b"transfer-encoding", b"date", b"server"}


@dataclass(frozen=True)
class Sent:
    """A request as it came."""

    method: str
    target: bytes
    headers: Headers
    body: bytes

    def with_header(self, name: bytes, value: bytes) -> "Sent":
        """Return the same request with another value of a header."""
        return replace(self, headers=(*(each for each in self.headers if each[0] != name), (name, value)))


@dataclass(frozen=True)
class Answer:
    """What it is answered with; half of the body, if it is cut."""

    status: int
    headers: Headers
    body: bytes
    cut: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether its status is 2xx."""
        return 200 <= self.status < 300

    def with_header(self, name: str, value: str | None) -> "Answer":
        """Return the same answer with another value of a header, None for none."""
        others = tuple(each for each in self.headers if each[0].lower() != name.encode())
        return replace(self, headers=others if value is None else (*others, (name.encode(), value.encode())))

    def with_json(self, value: Any) -> "Answer":
        """Return the same answer with another body."""
        return replace(self, body=json.dumps(value).encode())


Ask = Callable[[Sent], Awaitable[Answer]]
Change = Callable[[Ask, Sent], Awaitable[Answer]]


class Wire:
    """An ASGI application that passes requests on, and changes what belongs to one operation.

    Attributes:
        changed: How many exchanges were changed.
        failed: What the server answered with 5xx, or what couldn't be passed on: that isn't what was to be tried.
    """

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None

    def become(self, url: httpx.URL, path: str, methods: frozenset[str], change: Change) -> None:
        """Take the place of a server.

        Args:
            url: Where requests are passed on to.
            path: The path of the operation, as the contract has it.
            methods: The methods of the path's other operations, which aren't concerned.
            change: How to answer what is concerned.
        """
        self._url = url
        self._path = re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^}]*\}", path))).encode())
        self._others = methods
        self._change = change
        self.changed = 0
        self.failed: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        query: bytes = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        sent = Sent(scope["method"], target, tuple(scope["headers"]), body)
        try:
            answer = await self._answer(sent)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not pass for the server's
            self.failed.append(f"{sent.method} {sent.target.decode('latin-1')}: {error!r}")
            answer = Answer(500, (), b"")
        headers = [each for each in answer.headers if each[0] != b"content-length"]
        empty = answer.status in {204, 304}
        length = [] if empty else [(b"content-length", str(len(answer.body)).encode())]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers + length})
        if answer.cut and answer.body:
            # The server closes the connection of an answer that isn't whole.
            half = answer.body[: len(answer.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        else:
            await send({"type": "http.response.body", "body": b"" if empty else answer.body})

    async def _answer(self, sent: Sent) -> Answer:
        if not self._path.fullmatch(sent.target.partition(b"?")[0]) or sent.method in self._others:
            return await self._ask(sent)
        plain: list[Answer] = []

        async def ask(asked: Sent) -> Answer:
            answer = await self._ask(asked)
            if asked is sent:
                plain.append(answer)
            return answer

        answer = await self._change(ask, sent)
        self.changed += not any(answer is each for each in plain)
        return answer

    async def _ask(self, sent: Sent) -> Answer:
        # Made here: a client belongs to the event loop that it is first used in.
        self._client = self._client or httpx.AsyncClient(timeout=30, trust_env=False)
        url = self._url.copy_with(raw_path=sent.target)
        headers = [each for each in sent.headers if each[0] not in _NOT_PASSED_ON]
        request = self._client.build_request(sent.method, url, headers=headers, content=sent.body)
        if not any(name == b"accept" for name, _ in sent.headers):
            request.headers.pop("accept", None)
        got = await self._client.send(request)
        kept = tuple((name.lower(), value) for name, value in got.headers.raw if name.lower() not in _NOT_PASSED_ON)
        if got.is_server_error:
            self.failed.append(f"{sent.method} {sent.target.decode('latin-1')} {got.status_code} {got.text}")
        return Answer(got.status_code, kept, got.content)
