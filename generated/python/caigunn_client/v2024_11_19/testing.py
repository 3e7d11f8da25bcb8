"""Service for tests of applications: it runs in the process, and returns the examples of the contract.

The pytest plugin of this package has fixtures for it. Requests are not validated.
"""

import json
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from .._settings import BASE_URL
from ..types import UNSET, Unset


@dataclass(frozen=True)
class Call:
    """A received request.

    Attributes:
        operation: The method of the client, such as `training_data.list`; else method and path.
        method: The HTTP method.
        path: The path.
        query: The query parameters.
        headers: The headers.
        content: The body.
    """

    operation: str
    method: str
    path: str
    query: httpx.QueryParams
    headers: httpx.Headers
    content: bytes

    @property
    def json(self) -> Any:
        """The decoded JSON of the body."""
        return json.loads(self.content)


class FakeService:
    """A service without a network.

    Attributes:
        calls: The received requests; each attempt is one.
        transport: The transport of httpx clients that call it, synchronous and asynchronous ones.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.transport = httpx.MockTransport(self._handle)
        self._chosen: dict[str, deque[tuple[Callable[[], httpx.Response], int | None]]] = defaultdict(deque)

    def respond(
        self,
        operation: str,
        status: int | None = None,
        *,
        example: str | None = None,
        json: Any = UNSET,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        error: Exception | None = None,
        times: int | None = None,
    ) -> None:
        """Choose the response of an operation. Further responses follow when the earlier ones are used up.

        Args:
            operation: The method of the client, such as `training_data.list`, or another method and path, such as
                `GET /beta/things`.
            status: The status code. Default: the first documented success.
            example: The name of an example in the contract. Default: the first one.
            json: The body as JSON, instead of an example.
            content: The body as bytes, instead of an example.
            headers: Additional headers.
            error: Raise this instead, such as `httpx.ReadTimeout("")`.
            times: For so many requests. Default: for all.

        Raises:
            ValueError: The operation or the example does not exist.
        """
        route = self._routes.get(operation)
        if not route and not re.match(r"[A-Z]+ /", operation):
            raise ValueError(f"operation {operation!r}: unknown; choose from {', '.join(self._routes)}")
        if not isinstance(json, Unset):
            content, headers = _encoded(json), {"content-type": "application/json", **(headers or {})}
        if content is None:
            body = _example(route, operation, status, example)
            content, headers = body[0], {**body[1], **(headers or {})}
        code = status or (_success(route) if route else 200)
        chosen_content, chosen_headers = content, headers

        def response() -> httpx.Response:
            if error:
                raise error
            return httpx.Response(code, content=chosen_content, headers=chosen_headers)

        waiting = self._chosen[_key(route) if route else operation]
        if waiting and waiting[-1][1] is None:
            waiting.pop()  # would never be used up
        waiting.append((response, times))

    @cached_property
    def _routes(self) -> dict[str, dict[str, Any]]:
        found = json.loads((Path(__file__).parent / "_examples.json").read_text("utf-8"))
        return {name: each for each in found for name in each["names"]}

    def _handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix(httpx.URL(BASE_URL or "").path.rstrip("/"))
        matching = [each for each in self._routes.values() if _matches(each, request.method, path)]
        route = min(matching, key=lambda each: each["path"].count("{"), default=None)
        name = route["names"][0] if route else f"{request.method} {path}"
        query, headers = request.url.params, request.headers
        self.calls.append(Call(name, request.method, path, query, headers, request.content))
        waiting = self._chosen[_key(route) if route else name]
        if waiting:
            respond, times = waiting.popleft()
            if times != 1:
                waiting.appendleft((respond, times and times - 1))
            return respond()
        if not route:
            return httpx.Response(
                404, json={"detail": f"the contract has no operation {name}; use respond({name!r}, …)"}
            )
        content, described = _example(route, name, None, None)
        return httpx.Response(_success(route), content=content, headers=described)


def _key(route: dict[str, Any]) -> str:
    return f"{route['method']} {route['path']}"


def _matches(route: dict[str, Any], method: str, path: str) -> bool:
    pattern = re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(route["path"]))
    return route["method"] == method and re.fullmatch(pattern, path) is not None


def _success(route: dict[str, Any]) -> int:
    """Return the first documented 2xx status code, else 200."""
    codes = [status.replace("X", "0") for status in sorted(route["responses"]) if status.startswith("2")]
    return int(codes[0]) if codes else 200


def _example(
    route: dict[str, Any] | None, operation: str, status: int | None, name: str | None
) -> tuple[bytes, dict[str, str]]:
    """Return the body and the headers of a documented response; no body if the contract has none."""
    responses = route["responses"] if route else {}
    code = str(status or (_success(route) if route else 200))
    documented = next((responses[each] for each in (code, f"{code[0]}XX", "default") if each in responses), None)
    if documented is None or not documented["media_type"]:
        return b"", {}
    examples = documented["examples"]
    if name is not None and name not in examples:
        raise ValueError(f"{operation}: no example {name!r} for {code}; choose from {', '.join(examples)}")
    value = examples[name] if name is not None else next(iter(examples.values()))
    is_json = documented["media_type"].partition(";")[0].endswith("json")
    content = _encoded(value) if is_json else str(value).encode()
    return content, {"content-type": documented["media_type"]}


def _encoded(value: Any) -> bytes:
    return json.dumps(value).encode()
