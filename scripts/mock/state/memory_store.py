"""Store in the memory of the process."""

import asyncio
import heapq
import itertools
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection
from typing import NamedTuple

from scripts.mock.state.events import EventLayouts
from scripts.mock.state.memory_chatbot import MemoryChatbot
from scripts.mock.state.models import Delivery
from scripts.mock.state.store import CLAIM_SIZE, Claim, Store

# Beyond this size of all chatbots, the least recently changed ones are removed.
MAX_TOTAL_BYTES = 256 * 2**20


class _Queued(NamedTuple):
    """A job or a delivery in the queue. It is void if the chatbot no longer has it."""

    due: float
    number: int
    name: str
    id: str


class MemoryStore(Store):
    """Store in the memory of the process. It needs no leases, since no other process can claim its jobs."""

    is_remote = False

    def __init__(self, layouts: EventLayouts) -> None:
        super().__init__(layouts)
        self._chatbots: OrderedDict[str, MemoryChatbot] = OrderedDict()  # the least recently changed first
        self.size = 0
        self._queue: list[_Queued] = []  # a heap
        self._numbers = itertools.count()

    def chatbot(self, name: str) -> MemoryChatbot:
        """See `Store`. A chatbot is kept once it is changed."""
        return self._chatbots.get(name) or MemoryChatbot(name, self)

    async def names(self) -> list[str]:
        """See `Store`."""
        return list(self._chatbots)

    async def deliveries(self) -> AsyncIterator[Delivery]:
        """See `Store`."""
        for chatbot in list(self._chatbots.values()):
            for delivery in await chatbot.deliveries():
                yield delivery
            await asyncio.sleep(0)  # there may be many, and requests wait

    async def claim(self, held: Collection[str]) -> Claim:
        """See `Store`."""
        del held
        claim = Claim([], [], None)
        while self._queue and self._wait() == 0 and len(claim.jobs) + len(claim.deliveries) < CLAIM_SIZE:
            queued = heapq.heappop(self._queue)
            found = self.chatbot(queued.name).find(queued.id)
            if isinstance(found, Delivery):
                claim.deliveries.append((queued.name, found))
            elif found:
                claim.jobs.append((queued.name, found))
        return claim._replace(wait=self._wait() if self._queue else None)

    async def release(self) -> None:
        """See `Store`."""

    async def check(self) -> None:
        """See `Store`."""

    async def close(self) -> None:
        """See `Store`."""

    def enqueue(self, name: str, item_id: str, delay: float) -> None:
        """Add a job or a delivery to the queue, by its id."""
        heapq.heappush(self._queue, _Queued(time.monotonic() + delay, next(self._numbers), name, item_id))
        self.scheduled.set()

    def changed(self, chatbot: MemoryChatbot) -> None:
        """Keep a chatbot that was changed, and enforce the bound on all chatbots."""
        self._chatbots[chatbot.name] = chatbot
        self._chatbots.move_to_end(chatbot.name)
        self.size += chatbot.size - chatbot.counted_size
        chatbot.counted_size = chatbot.size
        while self.size > MAX_TOTAL_BYTES:
            self.size -= self._chatbots.popitem(last=False)[1].counted_size

    def remove(self, chatbot: MemoryChatbot) -> None:
        """Remove a chatbot."""
        if self._chatbots.pop(chatbot.name, None):
            self.size -= chatbot.counted_size

    def _wait(self) -> float:
        return max(0.0, self._queue[0].due - time.monotonic())
