"""Calls of the client, synchronous or asynchronous, against the faulty service."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import httpx
import pytest
import trio
from caigunn_client import AsyncCaiGunn, CaiGunn

from tests.support.client_methods import method, required_arguments
from tests.support.faulty_service import FaultyService, ReceivedRequest
from tests.support.project_contract import CREDENTIALS, OPERATIONS

Call = Callable[[Any], Any]
E = TypeVar("E", bound=Exception)

# Steps of the faulty service, and those whose responses contain the received credentials.
FAILURES = [
    *("401", "429", "503", "302:to=localhost:1", "502:html", "200:malformed", "200:invalid", "reset", "cut", "silent"),
]
REPEATING = ["401:repeat", "500:repeat", "200:repeat", "302:repeat", "not-http"]


def _call(operation_id: str, client: Any) -> Any:
    return method(client, operation_id)(**required_arguments(operation_id))


CALLS: dict[str, Call] = {each: partial(_call, each) for each in OPERATIONS}
UNSAFE = {name: call for name, call in CALLS.items() if OPERATIONS[name].method in {"POST", "PATCH"}}
SAFE = {name: call for name, call in CALLS.items() if name not in UNSAFE}
list_models, talk = CALLS["listModels"], CALLS["talk"]

every_operation = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
every_safe_operation = pytest.mark.parametrize("call", SAFE.values(), ids=SAFE)
every_unsafe_operation = pytest.mark.parametrize("call", UNSAFE.values(), ids=UNSAFE)
get_and_post = pytest.mark.parametrize("call", [list_models, talk], ids=["GET", "POST"])


def run(mode: str, call: Call = list_models, **options: Any) -> Any:
    """Call a method of a new client and return the result.

    Args:
        mode: `sync`, `async` or `trio`.
        call: Calls the method of a client.
        options: The arguments of the client.
    """
    if mode == "sync":
        with CaiGunn(**CREDENTIALS | options) as client:
            return call(client)

    async def run_async() -> Any:
        async with AsyncCaiGunn(**CREDENTIALS | options) as client:
            return await call(client)

    return trio.run(run_async) if mode == "trio" else asyncio.run(run_async())


def error_of_response(mode: str, error: type[E], response: httpx.Response, **options: Any) -> E:
    """Return the error that a response causes; `options` are arguments of the client."""
    args = {"transport": httpx.MockTransport(lambda _: response)}
    settings: dict[str, Any] = {"httpx_args": args, "max_retries": 0} | options
    with pytest.raises(error) as caught:
        run(mode, **settings)
    return caught.value


def logged_attempts(log: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines that the client has logged: one for each attempt."""
    return [record.getMessage() for record in log.records if record.name == "caigunn_client"]


@dataclass(frozen=True)
class ClientDriver:
    """Calls the faulty service with new clients.

    Attributes:
        service: The service.
        mode: `sync`, `async` or `trio`.
        key: The key of the requests.
    """

    service: FaultyService
    mode: str
    key: str

    def call(self, script: str, call: Call = list_models, **options: Any) -> Any:
        """Call a method and return the result; `options` are arguments of the client."""
        settings: dict[str, Any] = {
            "base_url": f"{self.service.url}/{self.key}/{script}",
            "verify_ssl": False,  # reading the certificates is slow
            "timeout": 0.4 if "silent" in script else 20,
        }
        return run(self.mode, call, **settings | options)

    def error(self, expected: type[E], script: str, call: Call = list_models, **options: Any) -> E:
        """Call a method that fails and return its error, which is exactly of the expected type."""
        with pytest.raises(expected) as caught:
            self.call(script, call, **options)
        assert type(caught.value) is expected, repr(caught.value)
        return caught.value

    @property
    def received(self) -> list[ReceivedRequest]:
        """The received requests."""
        return self.service.received(self.key)
