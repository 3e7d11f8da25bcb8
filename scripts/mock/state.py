"""What a stateful mock remembers: a chatbot for each key, in memory or in Redis."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field
from redis.asyncio import Redis
from redis.exceptions import RedisError

# What is older is forgotten, so that a load test doesn't fill the memory.
MOST_ENTRIES = 1000
# How long a replica that died may keep others waiting, in seconds: for the state, and for a delivery with its retries.
STATE_TERM, DELIVERY_TERM = 5.0, 60.0


class StoreError(Exception):
    """The state can't be read or written; the message says why."""


class _Remembered(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TrainingData(_Remembered):
    """A piece of training data: a file, a web site or a text, as `kind` says."""

    id: str
    kind: str
    name: str


class Model(_Remembered):
    """A model that was trained, as `listModels` shows it."""

    title: str
    id: str
    updated_at: str
    created_at: str
    model_name: str


class Exchange(_Remembered):
    """What was said in a conversation, and what was answered."""

    id: str
    uid: str
    nickname: str
    said: str
    answered: str
    at: str


class Attempt(_Remembered):
    """One try to deliver an event: when, with what outcome (a status or an error), in how many milliseconds."""

    at: str
    outcome: str
    milliseconds: float


class Delivery(_Remembered):
    """An event and what became of it. It is withheld from a host that the mock may not call."""

    event: dict[str, Any]
    url: str | None
    status: Literal["pending", "delivered", "failed", "withheld", "no webhook"]
    attempts: list[Attempt] = Field(default_factory=list)


class Chatbot(_Remembered):
    """All that is remembered of one chatbot."""

    id: str
    training_data: list[TrainingData] = Field(default_factory=list)
    models: list[Model] = Field(default_factory=list)
    model_id: str | None = None
    exchanges: list[Exchange] = Field(default_factory=list)
    device: dict[str, str] | None = None
    webhook_url: str | None = None
    deliveries: list[Delivery] = Field(default_factory=list)

    def trim(self) -> None:
        """Forget what is old."""
        for entries in (self.training_data, self.models, self.exchanges, self.deliveries):
            del entries[: len(entries) - MOST_ENTRIES]


def name_of(key: str) -> str:
    """Return the name that a chatbot is stored by. Its key is a credential, and stays out of the store."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def new(name: str) -> Chatbot:
    """Return a chatbot that nothing has happened to. Its id is made of its name, so that replicas agree on it."""
    digits = name[:32]
    return Chatbot(id=f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}")


class Store(Protocol):
    """Where chatbots are kept, by `name_of` their key."""

    def chatbot(self, name: str) -> AbstractAsyncContextManager[Chatbot]:
        """Lend a chatbot to one at a time; what was changed is kept, unless there was an error."""
        ...

    def delivering(self, name: str) -> AbstractAsyncContextManager[None]:
        """Let one at a time deliver the events of a chatbot, so that they arrive in order."""
        ...

    async def replace(self, name: str, chatbot: Chatbot) -> None:
        """Put another chatbot in the place of one."""
        ...

    async def reset(self, name: str | None) -> None:
        """Forget a chatbot, or all."""
        ...

    async def close(self) -> None:
        """End what the store has begun."""
        ...


class Memory:
    """Chatbots in this process."""

    def __init__(self) -> None:
        self._chatbots: dict[str, Chatbot] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def chatbot(self, name: str) -> AsyncIterator[Chatbot]:
        """See `Store`."""
        async with self._locks[name]:
            lent = self._chatbots.get(name, new(name)).model_copy(deep=True)
            yield lent
            lent.trim()
            self._chatbots[name] = lent

    @asynccontextmanager
    async def delivering(self, name: str) -> AsyncIterator[None]:
        """See `Store`."""
        async with self._locks[f"deliver {name}"]:
            yield

    async def replace(self, name: str, chatbot: Chatbot) -> None:
        """See `Store`."""
        async with self._locks[name]:
            self._chatbots[name] = chatbot

    async def reset(self, name: str | None) -> None:
        """See `Store`."""
        for each in [name] if name else list(self._chatbots):
            async with self._locks[each]:
                self._chatbots.pop(each, None)

    async def close(self) -> None:
        """See `Store`."""


class InRedis:
    """Chatbots in Redis, which several mocks share: one JSON document each, changed under a lock."""

    PREFIX = "mock:chatbot:"

    def __init__(self, url: str) -> None:
        """Prepare to use the Redis at a URL such as redis://127.0.0.1:6379/0.

        Raises:
            ValueError: It is no URL of Redis.
        """
        self._redis: Redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)

    async def check(self) -> None:
        """Ask whether Redis is there.

        Raises:
            StoreError: It isn't.
        """
        async with self._errors():
            await self._redis.ping()

    @asynccontextmanager
    async def chatbot(self, name: str) -> AsyncIterator[Chatbot]:
        """See `Store`."""
        async with self._errors(), self._redis.lock(f"mock:lock:{name}", timeout=STATE_TERM):
            found = await self._redis.get(self.PREFIX + name)
            lent = Chatbot.model_validate_json(found) if found else new(name)
            yield lent
            lent.trim()
            await self._redis.set(self.PREFIX + name, lent.model_dump_json())

    @asynccontextmanager
    async def delivering(self, name: str) -> AsyncIterator[None]:
        """See `Store`."""
        async with self._errors(), self._redis.lock(f"mock:deliver:{name}", timeout=DELIVERY_TERM):
            yield

    async def replace(self, name: str, chatbot: Chatbot) -> None:
        """See `Store`."""
        async with self._errors(), self._redis.lock(f"mock:lock:{name}", timeout=STATE_TERM):
            await self._redis.set(self.PREFIX + name, chatbot.model_dump_json())

    async def reset(self, name: str | None) -> None:
        """See `Store`."""
        async with self._errors():
            names = [self.PREFIX + name] if name else [each async for each in self._redis.scan_iter(f"{self.PREFIX}*")]
            if names:
                await self._redis.delete(*names)

    async def close(self) -> None:
        """See `Store`."""
        await self._redis.aclose()

    @asynccontextmanager
    async def _errors(self) -> AsyncIterator[None]:
        try:
            yield
        except (RedisError, OSError) as error:
            raise StoreError(f"Redis fails: {error}") from error
