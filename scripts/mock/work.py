"""Background work of a stateful mock: what ends later, and the events that are delivered to the webhook about it."""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Callable, Collection, Coroutine
from typing import Any

import httpx

from scripts.addresses import host_of, is_loopback
from scripts.mock.state import Attempt, Chatbot, Delivery, Store
from scripts.openapi import Document, operations, resolve, schema_validator
from scripts.project import Failure

# The waits between the tries to deliver an event, and how long one may take, in seconds.
RETRY_SECONDS = (0.2, 1.0)
DELIVERY_SECONDS = 5.0

log = logging.getLogger("mock")


def now() -> str:
    """Return this moment as the contract writes one, in UTC with milliseconds."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Work:
    """Runs what ends later, and delivers events in the order in which they came up."""

    def __init__(self, contract: Document, store: Store, seconds: float, allowed: Collection[str]) -> None:
        """Prepare.

        Args:
            contract: The contract, whose webhooks say what an event looks like.
            store: Where the chatbots are.
            seconds: How long background work takes.
            allowed: The hosts, beside this machine, that the mock may call.
        """
        self._store = store
        self._seconds = seconds
        self._allowed = {host.lower() for host in allowed}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client = httpx.AsyncClient(timeout=DELIVERY_SECONDS, trust_env=False)
        self._schemas = {
            operation.path: schema_validator(contract, _event_schema(contract, operation.definition))
            for operation in operations(contract, "webhooks")
        }

    def later(self, name: str, finish: Callable[[Chatbot], None]) -> None:
        """Let work on a chatbot end when its time has come, and deliver what it has to tell.

        Args:
            name: The chatbot's.
            finish: What happens to it then.
        """
        self._start(self._run(name, finish))

    def emit(self, chatbot: Chatbot, kind: str, event: dict[str, Any]) -> None:
        """Record an event of a chatbot; `deliver` sends it.

        Args:
            chatbot: The chatbot.
            kind: The event's name in the contract, such as `training.initial`.
            event: The event, without the members that all of them have.
        """
        named, status = kind.split(".")
        whole = {"event": named, "status": status, "chatbot_id": chatbot.id, **event}
        self._schemas[kind].validate(whole)
        url, state = chatbot.webhook_url, "pending"
        if url is None:
            state = "no webhook"
        elif not self._may_call(url):
            state = "withheld"
        chatbot.deliveries.append(Delivery(event=whole, url=url, status=state))  # type: ignore[arg-type]

    def deliver(self, name: str) -> None:
        """Begin to deliver what is pending for a chatbot."""
        self._start(self._deliver(name))

    async def stop(self) -> None:
        """End what is running; what isn't finished never will be."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def _may_call(self, url: str) -> bool:
        try:
            return is_loopback(url) or host_of(url) in self._allowed
        except Failure:
            return False

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background work failed: %s: %s", type(error).__name__, error)

    async def _run(self, name: str, finish: Callable[[Chatbot], None]) -> None:
        await asyncio.sleep(self._seconds)
        async with self._store.chatbot(name) as chatbot:
            finish(chatbot)
        await self._deliver(name)

    async def _deliver(self, name: str) -> None:
        async with self._store.delivering(name):
            while True:
                async with self._store.chatbot(name) as chatbot:
                    pending = next((each for each in chatbot.deliveries if each.status == "pending"), None)
                if pending is None:
                    return
                told = pending.event
                await self._send(pending)
                async with self._store.chatbot(name) as chatbot:
                    # It is looked for anew: meanwhile the chatbot may have been replaced or reset.
                    kept = next((n for n, each in enumerate(chatbot.deliveries) if _same(each, told)), None)
                    if kept is not None:
                        chatbot.deliveries[kept] = pending

    async def _send(self, delivery: Delivery) -> None:
        assert delivery.url is not None  # noqa: S101 - only then is it pending
        for wait in (*RETRY_SECONDS, None):
            begun, at = time.perf_counter(), now()
            try:
                answer = await self._client.post(delivery.url, json=delivery.event)
                outcome, arrived = str(answer.status_code), answer.is_success
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                outcome, arrived = type(error).__name__, False
            taken = round((time.perf_counter() - begun) * 1000, 1)
            delivery.attempts.append(Attempt(at=at, outcome=outcome, milliseconds=taken))
            if arrived or wait is None:
                break
            await asyncio.sleep(wait)
        delivery.status = "delivered" if arrived else "failed"


def _same(delivery: Delivery, event: dict[str, Any]) -> bool:
    return delivery.status == "pending" and delivery.event == event


def _event_schema(contract: Document, definition: Document) -> Document:
    body = resolve(contract, definition["requestBody"])
    schema: Document = resolve(contract, body["content"]["application/json"]["schema"])
    return schema
