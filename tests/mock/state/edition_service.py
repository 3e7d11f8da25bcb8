"""Client of the mock of an edition that validates each response and event against the contract of the edition."""

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import httpx

from scripts.editions.contracts import contract_of
from scripts.openapi import load, operations, resolve
from scripts.schemas import Direction, SchemaCompiler
from scripts.validation.response import ResponseValidator
from tests.support.webhook_receiver import ReceivedEvent

_numbers = itertools.count()


class Edition:
    """The contract of an edition."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.document = load(contract_of(name))
        self.operations = {each.id: each for each in operations(self.document)}
        self._responses = SchemaCompiler(self.document, Direction.RESPONSE)
        self._events = SchemaCompiler(self.document, Direction.REQUEST)

    def validate_response(self, operation_id: str, response: httpx.Response) -> None:
        """Validate a response of an operation."""
        validator = ResponseValidator(self.document, self.operations[operation_id], self._responses)
        headers = [(name.lower(), value) for name, value in response.headers.raw]
        assert list(validator.violations(response.status_code, headers, response.content)) == []

    def validate_event(self, event: ReceivedEvent) -> None:
        """Validate an event that a webhook received."""
        body = resolve(self.document, self.document["webhooks"][event.kind]["post"]["requestBody"])
        self._events.compile(body["content"]["application/json"]["schema"], event.kind).validate(event.event)


class Service:
    """A caller of the mock of an edition, with credentials that no other test uses."""

    def __init__(self, edition: Edition, http: httpx.Client, token: str | None = None, key: str | None = None) -> None:
        number = next(_numbers)
        self._edition, self._http = edition, http
        self.token = token or f"t0ken-{number}-{time.monotonic_ns()}"
        self.key = key or f"k3y-{number}-{time.monotonic_ns()}"

    def with_credentials(self, token: str | None = None, key: str | None = None) -> "Service":
        """Return another caller of the mock; each credential is a new one by default."""
        return Service(self._edition, self._http, token, key)

    def send(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """Send a request with the credentials."""
        own = {"api-key": self.key, "caigunn-access-token": self.token}
        return self._http.request(method, path, headers=own | arguments.pop("headers", {}), **arguments)

    def state(self) -> dict[str, Any]:
        """Return the state of the chatbot by the admin API."""
        found: dict[str, Any] = self.send("GET", "/__mock/state").json()
        return found

    def put(self, state: Any) -> dict[str, Any]:
        """Replace the state of the chatbot by the admin API, and return it."""
        response = self.send("PUT", "/__mock/state", json=state)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def reset_all(self) -> None:
        """Remove all chatbots and accounts of the mock."""
        assert self._http.post("/__mock/reset").status_code == 200

    def stream(self, path: str) -> AbstractContextManager[httpx.Response]:
        """Open a stream of events."""
        return self._http.stream("GET", path)

    def request(self, operation_id: str, path: Sequence[str] = (), **arguments: Any) -> httpx.Response:
        """Call an operation, and validate the response.

        Args:
            operation_id: The operation.
            path: The values of the path parameters.
            arguments: Further arguments of `httpx.Client.request`.
        """
        operation = self._edition.operations[operation_id]
        target = operation.path
        for value in path:
            target = target.replace(target[target.index("{") : target.index("}") + 1], value, 1)
        response = self.send(operation.method, target, **arguments)
        self._edition.validate_response(operation_id, response)
        return response

    def call(self, operation_id: str, *path: str, **arguments: Any) -> Any:
        """Call an operation successfully, and return the response body."""
        response = self.request(operation_id, path, **arguments)
        assert response.status_code == 200, response.text
        return response.json()

    def status(self, operation_id: str, *path: str, **arguments: Any) -> int:
        """Call an operation, and return the status code."""
        return self.request(operation_id, path, **arguments).status_code

    def until(self, read: Callable[[], Any]) -> Any:
        """Wait until a function returns a true value, and return it."""
        end, pause = time.monotonic() + 30, threading.Event()
        while not (found := read()):
            assert time.monotonic() < end
            pause.wait(0.02)
        return found
