"""Background worker: finishes jobs that are due, and delivers events in order."""

import asyncio
import contextlib
import logging
import traceback

from scripts.mock.state.jobs import outcome
from scripts.mock.state.models import Delivery
from scripts.mock.state.store import Store
from scripts.mock.state.webhooks import WebhookSender
from scripts.project import Unavailable

# The longest pause between two claims of a shared store, since a replica may stop or crash at any moment.
POLL_SECONDS = 0.5
RELEASE_SECONDS = 1.0

log = logging.getLogger("mock")


class Worker:
    """Worker of one replica. While the store is unavailable, jobs and deliveries wait in it."""

    def __init__(self, store: Store, sender: WebhookSender) -> None:
        """Start the worker.

        Args:
            store: The store with the jobs and deliveries.
            sender: The client for deliveries.
        """
        self._store = store
        self._sender = sender
        self._deliveries: dict[asyncio.Task[None], str] = {}  # deliveries in progress, with the name of the chatbot
        self._main = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop the worker, and release its leases for other replicas."""
        tasks = [self._main, *self._deliveries]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(Unavailable, TimeoutError):  # then the leases expire
            async with asyncio.timeout(RELEASE_SECONDS):
                await self._store.release()

    async def _run(self) -> None:
        is_available = True
        while True:
            self._store.scheduled.clear()
            wait: float | None = POLL_SECONDS
            try:
                wait = await self._work()
                if not is_available:
                    log.warning("background jobs and deliveries continue")
                is_available = True
            except Unavailable as error:
                if is_available:
                    log.warning("background jobs and deliveries are suspended: %s", error)
                is_available = False
            except Exception as error:  # noqa: BLE001 - a fault must not stop the worker
                _log_fault(error)
            if self._store.is_remote:
                wait = POLL_SECONDS if wait is None else min(wait, POLL_SECONDS)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._store.scheduled.wait()

    async def _work(self) -> float | None:
        """Claim what is due, finish jobs, and start deliveries; return the seconds until more is due."""
        claim = await self._store.claim(list(self._deliveries.values()))
        for name, delivery in claim.deliveries:
            task = asyncio.create_task(self._deliver(name, delivery))
            self._deliveries[task] = name
            task.add_done_callback(self._deliveries.pop)
        for name, job in claim.jobs:
            try:
                await self._store.chatbot(name).finish_job(job, outcome(job))
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 - a fault in one job must not stop the others
                _log_fault(error)
        return claim.wait

    async def _deliver(self, name: str, delivery: Delivery) -> None:
        try:
            retry_after = await self._sender.attempt(delivery)
            while True:
                try:
                    return await self._store.chatbot(name).record_attempt(delivery, retry_after)
                except Unavailable:  # logged by `_run`
                    await asyncio.sleep(POLL_SECONDS)
        except Exception as error:  # noqa: BLE001 - the task has no caller
            _log_fault(error)


def _log_fault(error: Exception) -> None:
    """Log a programming error. Its message may contain data of clients and is omitted."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    log.error("background job failed: %s at %s:%d", type(error).__name__, frame.filename, frame.lineno)
