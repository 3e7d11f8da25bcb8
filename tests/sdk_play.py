"""One call of the SDK, blocking or awaited, against a service that fails as a script says; fixtures are in conftest."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn

from tests.unreliable_service import Seen, UnreliableService

SECRETS: dict[str, Any] = {"api_key": "key-of-one-chatbot", "caigunn_access_token": "token-of-the-account"}
MODEL = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
Call = Callable[[Any], Any]
E = TypeVar("E", bound=Exception)

FAILURES = [
    "401",
    "429",
    "503",
    "302:to=localhost:1",
    "502:html",
    "200:malformed",
    "200:wrong",
    "reset",
    "cut",
    "silent",
]
REPEATING = ["401:repeat", "500:repeat", "200:repeat", "302:repeat", "not-http"]

READING: dict[str, Call] = {
    "models.list": lambda caigunn: caigunn.models.list(),
    "list_messages": lambda caigunn: caigunn.conversation.list_messages(uid="u"),
    "list_uids": lambda caigunn: caigunn.conversation.list_uids(),
}
REPEATABLE = READING | {
    "update_model": lambda caigunn: caigunn.chatbot.update_model(model_id=MODEL),
    "bind": lambda caigunn: caigunn.opentalk.bind(email="a@example.com", device_id="d"),
    "unbind": lambda caigunn: caigunn.opentalk.unbind(),
    "webhook.set": lambda caigunn: caigunn.webhook.set(webhook_url="https://example.com"),
}
POSTING: dict[str, Call] = {
    "talk": lambda caigunn: caigunn.conversation.talk(uid="u", text="Hello"),
    "train": lambda caigunn: caigunn.models.train(title="t"),
    "create": lambda caigunn: caigunn.training_data.create(type="text", text="Hello"),
}
list_models, talk = READING["models.list"], POSTING["talk"]

every_operation = pytest.mark.parametrize("call", (calls := REPEATABLE | POSTING).values(), ids=calls)
repeatable = pytest.mark.parametrize("call", REPEATABLE.values(), ids=REPEATABLE)
get_and_post = pytest.mark.parametrize("call", [list_models, talk], ids=["GET", "POST"])
posting = pytest.mark.parametrize("call", POSTING.values(), ids=POSTING)


def made(way: str, call: Call = list_models, **options: Any) -> Any:
    """Make a call by a client of its own, blocking or awaited, and return the answer; `options` are the client's."""
    if way == "sync":
        with CaiGunn(**SECRETS | options) as caigunn:
            return call(caigunn)

    async def await_it() -> Any:
        async with AsyncCaiGunn(**SECRETS | options) as caigunn:
            return await call(caigunn)

    return asyncio.run(await_it())


@dataclass(frozen=True)
class Play:
    """A service that fails as a script says, and one way to call it."""

    service: UnreliableService
    way: str
    key: str

    def call(self, script: str, call: Call = list_models, **options: Any) -> Any:
        """Make a call by a client of its own and return the answer; `options` are the client's."""
        settings: dict[str, Any] = {
            "base_url": f"{self.service.url}/{self.key}/{script}",
            "verify_ssl": False,  # nothing is encrypted here, and to read the certificates takes its time
            "timeout": 0.4 if "silent" in script else 20,
        }
        return made(self.way, call, **settings | options)

    def failure(self, expected: type[E], script: str, call: Call = list_models, **options: Any) -> E:
        """Make a call that fails and return its error."""
        with pytest.raises(expected) as caught:
            self.call(script, call, **options)
        assert type(caught.value) is expected, repr(caught.value)
        return caught.value

    @property
    def seen(self) -> list[Seen]:
        """The requests that arrived."""
        return self.service.seen(self.key)

    @property
    def gap(self) -> float:
        """The seconds between the two requests that arrived."""
        first, second = self.seen
        return second.time - first.time


def attempts(log: pytest.LogCaptureFixture) -> list[str]:
    """Return what the SDK logs: a line for each attempt."""
    return [record.getMessage() for record in log.records if record.name == "caigunn_client"]


def answered(way: str, error: type[E], response: httpx.Response, **options: Any) -> E:
    """Return the error that an answer makes of a call; `options` are the client's."""
    args = {"transport": httpx.MockTransport(lambda _: response)}
    settings: dict[str, Any] = {"httpx_args": args, "max_retries": 0} | options
    with pytest.raises(error) as caught:
        made(way, **settings)
    return caught.value
