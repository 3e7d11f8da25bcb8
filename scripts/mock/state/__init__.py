"""State of a stateful mock: what was created, trained and said, in memory or in Redis."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any

from scripts.mock.durations import JobDurations
from scripts.mock.state.accounts import is_account
from scripts.mock.state.contract import check_contract
from scripts.mock.state.document import read_chatbot
from scripts.mock.state.events import EventLayouts
from scripts.mock.state.handlers import StateHandlers
from scripts.mock.state.handlers.call import operations_with_both
from scripts.mock.state.handlers.editions import handlers_of, job_operations
from scripts.mock.state.memory_store import MemoryStore
from scripts.mock.state.models import Delivery, chatbot_id, chatbot_name, encode
from scripts.mock.state.store import Store
from scripts.mock.state.webhooks import WebhookSender
from scripts.mock.state.worker import Worker
from scripts.openapi import Document
from scripts.project import Unavailable, UserError, optional_package


@dataclass
class State:
    """State of all chatbots and accounts.

    Attributes:
        handlers: The handlers of API operations.
        store: The store.
        worker: The worker for background jobs and deliveries.
        job_durations: The durations of background jobs.
    """

    handlers: StateHandlers
    store: Store
    worker: Worker
    job_durations: JobDurations

    async def document(self, key: str) -> bytes:
        """Return the state of a chatbot as JSON."""
        return await self.document_of(chatbot_name(key))

    async def document_of(self, name: str) -> bytes:
        """Return the state of a chatbot by its name, as JSON."""
        return encode(await self.store.chatbot(name).document())

    async def replace(self, key: str, body: Any) -> bytes:
        """Replace the state of a chatbot, and return it as JSON.

        Args:
            key: The key of the chatbot.
            body: The new state as a JSON value.

        Raises:
            RequestError: 400; the value is not a state.
        """
        return await self.replace_by_name(chatbot_name(key), body)

    async def replace_by_name(self, name: str, body: Any) -> bytes:
        """Replace the state of a chatbot by its name, and return it as JSON.

        Raises:
            RequestError: 400; the value is not a state.
        """
        await self.store.chatbot(name).replace(read_chatbot(name, body))
        return await self.document_of(name)

    async def addresses(self) -> dict[str, str]:
        """Return the names of the chatbots by their initial ids, which are not secret."""
        return {chatbot_id(name): name for name in await self.store.names() if not is_account(name)}

    async def retry(self, delivery_id: str) -> bool:
        """Deliver an event again; return False if no delivery that has ended has the id, or it has no webhook."""
        for name in await self.store.names():
            if await self.store.chatbot(name).retry_delivery(delivery_id):
                return True
        return False

    async def reset(self, key: str | None) -> None:
        """Remove a chatbot with its jobs and deliveries; without a key, all chatbots and accounts."""
        for name in await self.store.names() if key is None else [chatbot_name(key)]:
            await self.store.chatbot(name).reset()

    async def advance(self, key: str | None, seconds: float) -> None:
        """Move the clock of a chatbot's background jobs; without a key, that of all chatbots."""
        for name in await self.store.names() if key is None else [chatbot_name(key)]:
            await self.store.chatbot(name).advance(seconds)

    @staticmethod
    def check_contract(document: Document) -> None:
        """Check that the handlers satisfy a contract.

        Raises:
            UserError: A response or an event violates it.
        """
        check_contract(document)

    def use(self, document: Document) -> None:
        """Serve the operations and events of another contract, which `check_contract` has checked."""
        self.handlers = StateHandlers(
            handlers_of(document), operations_with_both(document), self.store, self.job_durations
        )
        self.store.layouts = EventLayouts(document)

    def deliveries(self) -> AsyncIterator[Delivery]:
        """Yield the deliveries of all chatbots."""
        return self.store.deliveries()

    async def check(self) -> None:
        """Check that the state is available.

        Raises:
            Unavailable: It is not; the message has the reason.
        """
        await self.store.check()

    async def close(self) -> None:
        """Stop background jobs and deliveries, and close the connections."""
        await self.worker.stop()
        await self.store.close()


async def open_state(
    document: Document, *, job_durations: JobDurations, allowed_hosts: Collection[str], redis_url: str | None
) -> State:
    """Return the state, in which background jobs run until it is closed.

    Args:
        document: The contract.
        job_durations: The durations of background jobs.
        allowed_hosts: The hosts of webhooks besides this machine, in lower case.
        redis_url: The URL of the Redis with the state; None for a state in memory.

    Raises:
        UserError: The contract requires other responses or events; an operation with a duration has no background jobs;
            or `redis_url` is not a URL of Redis; or Redis is unavailable.
    """
    check_contract(document)
    handlers, layouts = handlers_of(document), EventLayouts(document)
    expected = job_operations(handlers)
    if unknown := job_durations.by_operation.keys() - expected:
        remedy = f"use {' or '.join(expected)}" if expected else "no operation of this edition does"
        raise UserError(f"--job-duration: {min(unknown)!r} starts no background job; {remedy}")
    store: Store
    if redis_url:
        with optional_package("REDIS_URL", "redis"):
            from scripts.mock.state.redis_store import RedisStore  # noqa: PLC0415 - slow to import

        store = RedisStore(layouts, handlers, redis_url)
        try:
            await store.check()
        except Unavailable as error:
            await store.close()
            raise UserError(f"REDIS_URL: {error}") from None
    else:
        store = MemoryStore(layouts)
    worker = Worker(store, WebhookSender(allowed_hosts))
    operation_handlers = StateHandlers(handlers, operations_with_both(document), store, job_durations)
    return State(operation_handlers, store, worker, job_durations)
