"""Background work of a stateful mock: what ends later, and the events that are delivered to the webhook about it."""

import asyncio
import datetime as dt
import logging
import time
import traceback
import uuid
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass, field
from typing import Any

import httpx

from scripts.addresses import host_of, is_loopback
from scripts.mock.state import MOST_WAITING, Attempt, Chatbot, Delivery, StoreError
from scripts.mock.store import Store
from scripts.openapi import Document, operations, resolve, schema_validator
from scripts.project import Failure

# The waits between the tries to deliver an event, and how long one may take, in seconds.
RETRY_SECONDS = (0.2, 1.0)
DELIVERY_SECONDS = 5.0

log = logging.getLogger("mock")


def now() -> str:
    """Return this moment as the contract writes one, in UTC with milliseconds."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Job:
    """A piece of background work: what happens to the chatbot when it ends."""

    finish: Callable[[Chatbot], None]
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


class Work:
    """Runs what ends later, and delivers events in the order in which they came up."""

    def __init__(self, contract: Document, store: Store, seconds: float, allowed: Collection[str]) -> None:
        """Prepare.

        Args:
            contract: The contract, whose webhooks say what an event looks like.
            store: Where the chatbots are.
            seconds: How long background work takes.
            allowed: The hosts, beside this machine, that the mock may call, in lower case.
        """
        self._store = store
        self._seconds = seconds
        self._allowed = set(allowed)
        self._tasks: set[asyncio.Task[None]] = set()
        # Each delivery has its own term; a host that never answers must not use up the connections of the others.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self._client = httpx.AsyncClient(timeout=None, trust_env=False, limits=limits)  # noqa: S113 - see _attempt
        self._schemas = {
            operation.path: schema_validator(contract, _event_schema(contract, operation.definition))
            for operation in operations(contract, "webhooks")
        }

    def begin(self, name: str, job: Job) -> None:
        """Begin a piece of work that is among those which run for a chatbot, and deliver that it has begun.

        Args:
            name: The chatbot's.
            job: The work.
        """
        self._start(self._deliver(name))
        self._start(self._run(name, job))

    def emit(self, chatbot: Chatbot, kind: str, event: dict[str, Any]) -> None:
        """Record an event of a chatbot, which is delivered when the state is kept.

        Args:
            chatbot: The chatbot.
            kind: The event's name in the contract, such as `training.initial`.
            event: The event, without the members that all of them have.
        """
        named, status = kind.split(".")
        whole = {"event": named, "status": status, "chatbot_id": chatbot.id, **event}
        self._schemas[kind].validate(whole)
        delivery = Delivery(event=whole, url=chatbot.webhook_url, status="pending")
        if delivery.url is None:
            delivery.status = "no webhook"
        elif not self._may_call(delivery.url):
            delivery.status = "withheld"
        elif len(chatbot.pending()) >= MOST_WAITING:
            delivery.status = "failed"
            delivery.attempts = [Attempt(at=now(), outcome=f"{MOST_WAITING} others wait", milliseconds=0)]
        chatbot.deliveries.append(delivery)

    async def stop(self) -> None:
        """End what is running; what isn't finished never will be."""
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def _may_call(self, url: str) -> bool:
        try:
            # Who decides and who calls must read the URL alike.
            is_read_alike = httpx.URL(url).raw_host.decode() == host_of(url)
            return is_read_alike and (is_loopback(url) or host_of(url) in self._allowed)
        except (Failure, httpx.InvalidURL):
            return False

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or not (error := task.exception()):
            return
        place = traceback.extract_tb(error.__traceback__)[-1]
        reason = str(error) if isinstance(error, StoreError) else f"{place.filename}:{place.lineno}"
        log.error("background work failed: %s: %s", type(error).__name__, reason)

    async def _run(self, name: str, job: Job) -> None:
        await asyncio.sleep(self._seconds)
        await self._finish(name, job)
        del job  # it may be long until the events before this one's are delivered
        await self._deliver(name)

    async def _finish(self, name: str, job: Job) -> None:
        async with self._store.chatbot(name) as chatbot:
            if job.id in chatbot.running:  # else the chatbot was reset or replaced, and this work with it
                chatbot.running.remove(job.id)
                job.finish(chatbot)

    async def _deliver(self, name: str) -> None:
        """Deliver what is pending for a chatbot."""
        while await self._deliver_first(name):
            pass

    async def _deliver_first(self, name: str) -> bool:
        """Deliver the first event that is pending; tell whether there was one."""
        async with self._store.delivering(name):
            delivery = await self._first(name)
            if delivery is None:
                return False
            await self._send(name, delivery)
            async with self._store.chatbot(name) as chatbot:
                # Meanwhile the chatbot may have been replaced or reset.
                chatbot.deliveries = [delivery if each.id == delivery.id else each for each in chatbot.deliveries]
        return True

    async def _first(self, name: str) -> Delivery | None:
        async with self._store.chatbot(name) as chatbot:
            return next(iter(chatbot.pending()), None)

    async def _send(self, name: str, delivery: Delivery) -> None:
        # Asked again, as the state may have been replaced with a delivery that `emit` never saw.
        if delivery.url is None or not self._may_call(delivery.url):
            delivery.status = "withheld"
            return
        delivery.status = "failed"
        for wait in (*RETRY_SECONDS, None):
            if await self._attempt(delivery, delivery.url):
                delivery.status = "delivered"
            if delivery.status == "delivered" or wait is None:
                return
            await asyncio.sleep(wait)
            first = await self._first(name)
            if first is None or first.id != delivery.id:
                return  # the chatbot was reset or replaced, and its next event must not wait for this one

    async def _attempt(self, delivery: Delivery, url: str) -> bool:
        begun, at = time.perf_counter(), now()
        try:
            # The term is for the whole; nobody reads the body of the answer, which may have no end.
            async with (
                asyncio.timeout(DELIVERY_SECONDS),
                self._client.stream("POST", url, json=delivery.event) as answer,
            ):
                outcome, arrived = str(answer.status_code), answer.is_success
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            outcome, arrived = type(error).__name__, False
        taken = round((time.perf_counter() - begun) * 1000, 1)
        delivery.attempts.append(Attempt(at=at, outcome=outcome, milliseconds=taken))
        return arrived


def _event_schema(contract: Document, definition: Document) -> Document:
    body = resolve(contract, definition["requestBody"])
    schema: Document = resolve(contract, body["content"]["application/json"]["schema"])
    return schema
