"""Where a stateful mock keeps its chatbots: in this process, or in Redis, where many mocks share them."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import RedisError

from scripts.mock.state import Chatbot, Delivery, StoreError, new

# What all chatbots of a process may have; beyond it, the one that was changed longest ago is forgotten.
MOST_MEMORY = 256 * 2**20
# How long Redis keeps a chatbot that nobody changes, in seconds.
KEPT_SECONDS = 7 * 24 * 3600
# How long a replica that died may keep others waiting, in seconds: for the state, and for a delivery with its retries.
STATE_TERM, DELIVERY_TERM = 5.0, 60.0


class _Deliveries(BaseModel):
    """What is read of a chatbot when only its deliveries are wanted."""

    deliveries: list[Delivery] = []


class Store(ABC):
    """Keeps chatbots by `name_of` their key, each as a JSON document, and lends each to one at a time."""

    def __init__(self) -> None:
        # A lock is there as long as somebody holds it or waits for it, so that many keys leave nothing behind.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def chatbot(self, name: str) -> AsyncIterator[Chatbot]:
        """Lend a chatbot; what was changed is kept as a whole, unless there was an error.

        Raises:
            StoreError: The state can't be read or written.
        """
        async with self._turn(name) as turn:
            found = await self._read(name)
            try:
                lent = new(name) if found is None else Chatbot.model_validate_json(found)
            except ValidationError as error:
                raise StoreError("the state is another version's: forget it with POST /__mock/reset") from error
            before = lent.document()
            yield lent
            after = lent.document()
            if after != before:
                await self._write(name, after, turn)

    async def replace(self, name: str, chatbot: Chatbot) -> None:
        """Put another chatbot in the place of one.

        Raises:
            StoreError: The state can't be written.
        """
        async with self._turn(name) as turn:
            await self._write(name, chatbot.document(), turn)

    async def reset(self, name: str | None) -> None:
        """Forget a chatbot, or all.

        Raises:
            StoreError: The state can't be written.
        """
        for each in [name] if name else await self._names():
            async with self._turn(each):
                await self._forget(each)

    async def deliveries(self) -> AsyncIterator[Delivery]:
        """Yield the deliveries of all chatbots, to look at.

        Raises:
            StoreError: The state can't be read.
        """
        for name in await self._names():
            with contextlib.suppress(ValidationError):  # another version's, which `chatbot` speaks of
                for delivery in _Deliveries.model_validate_json(await self._read(name) or "{}").deliveries:
                    yield delivery
            # There may be many chatbots, and requests wait meanwhile.
            await asyncio.sleep(0)

    def delivering(self, name: str) -> AbstractAsyncContextManager[Any]:
        """Let one at a time deliver an event of a chatbot, so that they arrive in order; others may change it."""
        return self._alone(f"delivery:{name}", DELIVERY_TERM)

    async def close(self) -> None:  # noqa: B027 - most stores have nothing to end
        """End what the store has begun."""

    def _turn(self, name: str) -> AbstractAsyncContextManager[Any]:
        return self._alone(f"chatbot:{name}", STATE_TERM)

    @asynccontextmanager
    async def _alone(self, what: str, term: float) -> AsyncIterator[Any]:
        """Wait for one's turn at something, and yield what `_write` needs to know that it still is."""
        del term  # nobody of this process dies alone
        async with self._locks.setdefault(what, asyncio.Lock()):
            yield None

    @abstractmethod
    async def _read(self, name: str) -> str | None: ...

    @abstractmethod
    async def _write(self, name: str, document: str, turn: Any) -> None: ...

    @abstractmethod
    async def _forget(self, name: str) -> None: ...

    @abstractmethod
    async def _names(self) -> list[str]: ...


class InMemory(Store):
    """Chatbots in this process."""

    def __init__(self) -> None:
        super().__init__()
        self._documents: dict[str, str] = {}
        self._size = 0

    async def _read(self, name: str) -> str | None:
        return self._documents.get(name)

    async def _write(self, name: str, document: str, turn: Any) -> None:
        del turn
        await self._forget(name)
        self._documents[name] = document
        self._size += len(document)
        while self._size > MOST_MEMORY:
            await self._forget(next(iter(self._documents)))

    async def _forget(self, name: str) -> None:
        self._size -= len(self._documents.pop(name, ""))

    async def _names(self) -> list[str]:
        return list(self._documents)


class InRedis(Store):
    """Chatbots in Redis."""

    PREFIX = "mock:chatbot:"
    # A turn has a term, and who was stopped for longer must not write over what others wrote meanwhile.
    _WRITE = """
        if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('set', KEYS[2], ARGV[2], 'EX', ARGV[3])
        return 1
    """

    def __init__(self, url: str) -> None:
        """Prepare to use the Redis at a URL such as redis://127.0.0.1:6379/0.

        Raises:
            ValueError: It is no URL of Redis.
        """
        super().__init__()
        self._redis: Redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)

    async def check(self) -> None:
        """Ask whether Redis is there.

        Raises:
            StoreError: It isn't.
        """
        async with self._errors():
            await self._redis.get("mock")

    async def close(self) -> None:
        """See `Store`."""
        await self._redis.aclose()

    @asynccontextmanager
    async def _alone(self, what: str, term: float) -> AsyncIterator[Lock]:
        # First among the tasks of this process: only one of them then asks Redis again and again.
        async with super()._alone(what, term), self._errors():
            lock = self._redis.lock(f"mock:lock:{what}", timeout=term, sleep=0.02, raise_on_release_error=False)
            async with lock:
                yield lock

    async def _read(self, name: str) -> str | None:
        async with self._errors():
            found = await self._redis.get(self.PREFIX + name)
        return found.decode() if isinstance(found, bytes) else found

    async def _write(self, name: str, document: str, turn: Lock) -> None:
        script = self._redis.register_script(self._WRITE)
        arguments = [turn.local.token, document, KEPT_SECONDS]
        if not await script(keys=[turn.name, self.PREFIX + name], args=arguments):
            raise StoreError(f"Redis took longer than {STATE_TERM:.0f} s: nothing was changed, try again")

    async def _forget(self, name: str) -> None:
        await self._redis.delete(self.PREFIX + name)

    async def _names(self) -> list[str]:
        async with self._errors():
            return [each.decode().removeprefix(self.PREFIX) async for each in self._redis.scan_iter(f"{self.PREFIX}*")]

    @asynccontextmanager
    async def _errors(self) -> AsyncIterator[None]:
        try:
            yield
        except (RedisError, OSError) as error:
            raise StoreError(f"Redis fails: {' '.join(str(error).split())}") from error
