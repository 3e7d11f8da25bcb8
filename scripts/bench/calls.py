"""The same API calls by bare httpx, by the client, and by the stock generator's client."""

import importlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx

API_KEY = "key-of-one-chatbot"
ACCESS_TOKEN = "token-of-the-account"  # noqa: S105 - a placeholder
# Headers that the client adds to those of httpx.
HEADERS = {"list": {"api-key": API_KEY, "caigunn-access-token": ACCESS_TOKEN}, "talk": {"api-key": API_KEY}}
MODELS = "/api/external/chatbot/models"
TALK = "/api/external/chatbot/talk"
UID = "visitor-7"
TEXT = "When are you open on Friday?"
NO_ENVIRONMENT: dict[str, Any] = {"trust_env": False}  # no proxies: the server is on this machine


class Stock:
    """The stock generator's client, imported from a directory."""

    def __init__(self, directory: Path, name: str) -> None:
        sys.path.insert(0, str(directory))
        try:
            self.client: Any = importlib.import_module(name).Client
            self.list: Any = importlib.import_module(f"{name}.api.models.list_models")
            self.talk: Any = importlib.import_module(f"{name}.api.conversation.talk")
            self.talk_request: Any = importlib.import_module(f"{name}.models").TalkRequest
        finally:
            sys.path.remove(str(directory))


@contextmanager
def sync_calls(url: str, call: str, stock: Stock) -> Iterator[Sequence[Callable[[], Any]]]:
    """Open the clients within the context, and yield functions that make the call.

    Args:
        url: The address of the API.
        call: "list" or "talk".
        stock: The stock generator's client.

    Yields:
        Three functions that send the same request: by httpx, by the client, by the stock client.
    """
    from caigunn_client import CaiGunn  # noqa: PLC0415 - not installed: the task adds it to sys.path

    with (
        httpx.Client(base_url=url, headers=HEADERS[call], trust_env=False) as bare,
        CaiGunn(base_url=url, api_key=API_KEY, caigunn_access_token=ACCESS_TOKEN, httpx_args=NO_ENVIRONMENT) as caigunn,
        stock.client(url, headers=HEADERS[call], httpx_args=NO_ENVIRONMENT) as other,
    ):
        if call == "list":
            yield (
                lambda: json.loads(bare.get(MODELS).content),
                caigunn.models.list,
                lambda: stock.list.sync(client=other),
            )
        else:
            yield (
                lambda: json.loads(bare.post(TALK, headers={"uid": UID}, json={"text": TEXT}).content),
                lambda: caigunn.conversation.talk(uid=UID, text=TEXT),
                lambda: stock.talk.sync(client=other, uid=UID, body=stock.talk_request(text=TEXT)),
            )


@asynccontextmanager
async def async_calls(url: str, call: str, stock: Stock) -> AsyncIterator[Sequence[Callable[[], Awaitable[Any]]]]:
    """Open the asynchronous clients within the context, and yield functions that make the call."""
    from caigunn_client import AsyncCaiGunn  # noqa: PLC0415 - see above

    async with (
        httpx.AsyncClient(base_url=url, headers=HEADERS[call], trust_env=False) as bare,
        AsyncCaiGunn(
            base_url=url, api_key=API_KEY, caigunn_access_token=ACCESS_TOKEN, httpx_args=NO_ENVIRONMENT
        ) as caigunn,
        stock.client(url, headers=HEADERS[call], httpx_args=NO_ENVIRONMENT) as other,
    ):

        async def list_bare() -> Any:
            return json.loads((await bare.get(MODELS)).content)

        async def talk_bare() -> Any:
            return json.loads((await bare.post(TALK, headers={"uid": UID}, json={"text": TEXT})).content)

        if call == "list":
            yield list_bare, caigunn.models.list, lambda: stock.list.asyncio(client=other)
        else:
            yield (
                talk_bare,
                lambda: caigunn.conversation.talk(uid=UID, text=TEXT),
                lambda: stock.talk.asyncio(client=other, uid=UID, body=stock.talk_request(text=TEXT)),
            )
