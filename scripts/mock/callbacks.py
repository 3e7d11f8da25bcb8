"""Callbacks: requests that the mock sends after a valid request, to URLs that the request names."""

import asyncio
import json
import logging
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.http_server.response import Response
from scripts.openapi import METHODS, Document, Operation, operations, resolve
from scripts.openapi.references import value_at
from scripts.prism.cache import ResponseCache, ResponseKey
from scripts.prism.responses import DocumentedResponses
from scripts.project import Unavailable, UserError
from scripts.validation.messages import ValidatedRequest

SECONDS = 5.0
_EXPRESSION = re.compile(r"\{(\$[^{}]*)\}")
_MAX_RUNNING = 100

log = logging.getLogger("mock")


@dataclass(frozen=True)
class Callback:
    """A callback of an operation.

    Attributes:
        url: Its URL, in which `{…}` are runtime expressions (OpenAPI 3.1.1, 4.8.20.4).
        method: Its method.
        media_type: The media type of its body; None without a body.
        bodies: Its bodies, as the responses of an operation: Prism generates them.
    """

    url: str
    method: str
    media_type: str | None
    bodies: DocumentedResponses


class CallbackSender:
    """Sends callbacks to this machine and to allowed hosts, once each, and withholds all others. All are logged."""

    def __init__(self, document: Document, cache: ResponseCache, allowed_hosts: Collection[str]) -> None:
        """Read the callbacks of a contract.

        Args:
            document: The contract.
            cache: Provides the bodies.
            allowed_hosts: The hosts besides this machine, in lower case.

        Raises:
            UserError: A reference leads nowhere.
        """
        found = {each.id: list(_callbacks(document, each)) for each in operations(document)}
        self._callbacks = {name: callbacks for name, callbacks in found.items() if callbacks}
        self._cache = cache
        self._allowed_hosts = frozenset(allowed_hosts)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, request: ValidatedRequest, response: Response) -> None:
        """Start to send the callbacks of a request that has this response."""
        for callback in self._callbacks.get(request.operation.id, ()):
            url = _evaluate(callback.url, request, response)
            if url is None:
                log.info("callback %s withheld: the request does not name its URL", request.operation.id)
            elif len(self._tasks) >= _MAX_RUNNING:
                log.info("callback %s withheld: %d others are being sent", request.operation.id, _MAX_RUNNING)
            else:
                task = asyncio.get_running_loop().create_task(self._send(request.operation.id, callback, url))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _send(self, name: str, callback: Callback, url: str) -> None:
        import httpx  # noqa: PLC0415 - takes a third of the start, and few contracts have callbacks

        from scripts.mock.state.webhooks import is_allowed  # noqa: PLC0415 - as above

        if not is_allowed(url, self._allowed_hosts):
            log.info("callback %s withheld: its host is not allowed; allow it with --allow-webhook", name)
            return
        try:
            headers, content = await self._body(callback)
            # The body of the response is not read: it may be endless.
            async with (
                asyncio.timeout(SECONDS),
                httpx.AsyncClient(timeout=None, trust_env=False) as client,  # noqa: S113 - the line above limits it
                client.stream(callback.method, url, headers=headers, content=content) as received,
            ):
                outcome = str(received.status_code)
        except Exception as error:  # noqa: BLE001 - the client chose the URL; any error is an outcome
            outcome = str(error) if isinstance(error, Unavailable) else type(error).__name__
        log.info("callback %s sent: %s", name, outcome)

    async def _body(self, callback: Callback) -> tuple[dict[str, str], bytes]:
        if callback.media_type is None:
            return {}, b""
        generated = await self._cache.fetch(ResponseKey(callback.bodies, 200, callback.media_type))
        media_type = dict(generated.headers).get(b"content-type", b"").decode("latin-1")
        return {"Content-Type": media_type}, generated.body


def _callbacks(document: Document, operation: Operation) -> Iterator[Callback]:
    for node in operation.definition.get("callbacks", {}).values():
        for url, item_node in resolve(document, node).items():
            item = {} if url.startswith("x-") else resolve(document, item_node)
            for method in (each for each in METHODS if each in item):
                body = resolve(document, item[method].get("requestBody", {}))
                responses = {"200": {"description": "", "content": body.get("content", {})}}
                bodies = DocumentedResponses(document, Operation("", method, url, {"responses": responses}))
                yield Callback(url, method.upper(), bodies.default_media_type("200"), bodies)


def _evaluate(template: str, request: ValidatedRequest, response: Response) -> str | None:
    """Return a URL with the values of its runtime expressions; None if one has none."""
    if template.startswith("$"):
        template = f"{{{template}}}"
    try:
        return _EXPRESSION.sub(lambda found: _text(_value(found[1], request, response)), template)
    except (LookupError, ValueError, UserError):
        return None


def _value(  # noqa: PLR0911 - one line per expression
    expression: str, request: ValidatedRequest, response: Response
) -> Any:
    """Return the value of a runtime expression.

    Raises:
        LookupError: It has none.
        ValueError: The body of the response is not JSON.
    """
    head = request.head
    match expression.partition("#")[0].split(".", 2):
        case ["$url"]:
            return f"http://{head.by_name.get(b'host', b'').decode('latin-1')}{head.target.decode('latin-1')}"
        case ["$method"]:
            return head.method
        case ["$statusCode"]:
            return response.status
        case ["$request", "path", name]:
            return request.path[name]
        case ["$request", "query", name]:
            return request.query[name]
        case ["$request", "header", name]:
            return head.by_name[name.lower().encode()].decode("latin-1")
        case ["$response", "header", name]:
            return dict(response.headers)[name.lower().encode()].decode("latin-1")
        case ["$request", "body"]:
            return value_at(request.body, expression.partition("#")[2])
        case ["$response", "body"]:
            return value_at(json.loads(response.body), expression.partition("#")[2])
    raise LookupError(expression)


def _text(value: Any) -> str:
    if value is None or isinstance(value, Mapping | list):
        raise LookupError
    return value if isinstance(value, str) else json.dumps(value)
