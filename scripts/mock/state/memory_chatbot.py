"""State of one chatbot in the memory of the process."""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, cast

from msgspec.json import decode

from scripts.mock.state.events import Event
from scripts.mock.state.memory_conversations import MemoryConversations
from scripts.mock.state.models import (
    ENTRY_BYTES,
    MAX_BYTES,
    MAX_ENTRIES,
    MAX_MESSAGES,
    MAX_PENDING,
    MAX_PENDING_BYTES,
    MAX_RUNNING,
    MAX_RUNNING_BYTES,
    TOO_MANY_PENDING,
    Attempt,
    Chatbot,
    Delivery,
    Device,
    Job,
    Message,
    Model,
    Outcome,
    Profile,
    TrainingData,
    chatbot_id,
    decode_delivery,
    decode_job,
    encode,
    id_of,
    now,
)
from scripts.mock.state.selection import Selection
from scripts.mock.state.store import ChatbotStore, EntryKind

if TYPE_CHECKING:
    from scripts.mock.state.memory_store import MemoryStore

# The approximate size of the Python objects of an empty chatbot.
_CHATBOT_BYTES = 6_000

_Kind = EntryKind | Literal["messages", "deliveries", "pending", "running"]
_REMOVABLE: tuple[_Kind, ...] = ("training_data", "models", "chatbots", "messages", "deliveries")


class MemoryChatbot(ChatbotStore):
    """State of one chatbot. Entries are JSON, ready for responses; their sizes are summed up by kind."""

    def __init__(self, name: str, store: "MemoryStore") -> None:
        self.name = name
        self._store = store
        self._id = chatbot_id(name)
        self._entries: dict[EntryKind, deque[bytes]] = {
            "training_data": deque(),
            "models": deque(),
            "chatbots": deque(),
        }
        self._model_id: str | None = None
        self._conversations = MemoryConversations()
        self._device: Device | None = None
        self._webhook_url: str | None = None
        self._running: dict[str, bytes] = {}
        self._deliveries: dict[str, bytes] = {}
        self._pending: dict[str, None] = {}  # ids of the pending deliveries, the next one first
        self._is_queued = False  # whether the next delivery is in the queue or in progress
        self._sizes: dict[_Kind, int] = dict.fromkeys((*_REMOVABLE, "pending", "running"), 0)
        self.size = _CHATBOT_BYTES
        self.counted_size = 0  # the part of it that the store has counted

    async def add(self, kind: EntryKind, entry: bytes) -> None:
        """See `ChatbotStore`."""
        self._push(kind, entry)
        self._changed()

    async def entries(self, kind: EntryKind) -> Sequence[bytes]:
        """See `ChatbotStore`."""
        return self._entries[kind]

    async def entry(self, kind: EntryKind, entry_id: str) -> bytes | None:
        """See `ChatbotStore`."""
        return next((each for each in self._entries[kind] if id_of(each) == entry_id), None)

    async def replace_entry(self, kind: EntryKind, previous: bytes, entry: bytes) -> bool:
        """See `ChatbotStore`."""
        entries = self._entries[kind]
        if previous not in entries:
            return False
        entries[entries.index(previous)] = entry
        self._resize(kind, len(entry) - len(previous))
        self._changed()
        return True

    async def remove(self, kind: EntryKind, entry_id: str) -> bool:
        """See `ChatbotStore`."""
        entry = await self.entry(kind, entry_id)
        if entry is None:
            return False
        self._entries[kind].remove(entry)
        self._resize(kind, -len(entry) - ENTRY_BYTES)
        self._changed()
        return True

    async def profile(self) -> Profile:
        """See `ChatbotStore`."""
        model = None if self._model_id is None else await self.entry("models", self._model_id)
        training_data = self._entries["training_data"]
        return Profile(
            Model.from_stored(model) if model else None,
            decode(training_data[-1], type=TrainingData) if training_data else None,
            self._device,
            self._webhook_url,
        )

    async def set_model(self, model_id: str) -> bool:
        """See `ChatbotStore`."""
        if await self.entry("models", model_id) is None:
            return False
        self._model_id = model_id
        self._changed()
        return True

    async def set_device(self, device: Device | None) -> None:
        """See `ChatbotStore`."""
        self._device = device
        self._changed()

    async def set_webhook(self, url: str | None) -> None:
        """See `ChatbotStore`."""
        self._webhook_url = url
        self._changed()

    async def add_message(self, message: Message) -> None:
        """See `ChatbotStore`."""
        self._push_message(message)
        self._changed()

    async def messages(self, uid: str, selection: Selection) -> Sequence[bytes]:
        """See `ChatbotStore`."""
        return self._conversations.messages(uid, selection)

    async def conversations(self, selection: Selection) -> Sequence[bytes]:
        """See `ChatbotStore`."""
        return self._conversations.conversations(selection)

    async def add_job(self, job: Job, delay: float, event: Event) -> bool:
        """See `ChatbotStore`."""
        size = self._sizes["running"] + len(encode(job))
        if len(self._running) >= MAX_RUNNING or size > MAX_RUNNING_BYTES:
            return False
        self._push_job(job, delay)
        self._emit(event)
        self._changed()
        return True

    async def deliveries(self) -> list[Delivery]:
        """See `ChatbotStore`."""
        return [decode_delivery(delivery) for delivery in self._deliveries.values()]

    async def advance(self, seconds: float) -> None:
        """See `ChatbotStore`."""
        for previous in list(self._running.values()):
            job = decode_job(previous).earlier(seconds)
            entry = self._running[job.id] = encode(job)
            self._resize("running", len(entry) - len(previous))
            # The previous entry of the queue is void once the job is finished.
            self._store.enqueue(self.name, job.id, job.delay)

    async def finish_job(self, job: Job, outcome: Outcome) -> None:
        """See `ChatbotStore`."""
        entry = self._running.pop(job.id, None)
        if entry is None:
            return
        self._resize("running", -len(entry) - ENTRY_BYTES)
        for item in outcome.training_data:
            self._push("training_data", encode(item))
        event, model = outcome.event, outcome.model
        if outcome.event_without_data and not self._entries["training_data"]:
            event = outcome.event_without_data
        elif model:
            model.training_data = [decode(item, type=TrainingData) for item in self._entries["training_data"]]
            event.values["training_data_ids"] = [item.id for item in model.training_data]
            self._push("models", model.stored())
        self._emit(event)
        self._changed()

    async def record_attempt(self, delivery: Delivery, retry_after: float | None) -> None:
        """See `ChatbotStore`."""
        if self.next_delivery() == delivery.id:
            self._set_delivery(delivery)
            self._is_queued = False
            self._changed(retry_after or 0)

    async def retry_delivery(self, delivery_id: str) -> bool:
        """See `ChatbotStore`."""
        delivery = decode_delivery(self._deliveries[delivery_id]) if delivery_id in self._deliveries else None
        if delivery is None or not delivery.reopen(self._webhook_url) or len(self._pending) >= MAX_PENDING:
            return False
        self._set_delivery(delivery)
        self._changed()
        return True

    async def document(self) -> Chatbot:
        """See `ChatbotStore`."""
        return Chatbot(
            id=self._id,
            training_data=[decode(item, type=TrainingData) for item in self._entries["training_data"]],
            models=[Model.from_stored(model) for model in self._entries["models"]],
            model_id=self._model_id,
            messages=list(self._conversations),
            device=self._device,
            webhook_url=self._webhook_url,
            running=[decode_job(job) for job in self._running.values()],
            deliveries=await self.deliveries(),
        )

    async def replace(self, document: Chatbot) -> None:
        """See `ChatbotStore`."""
        await self.reset()
        MemoryChatbot(self.name, self._store).load(document)

    async def reset(self) -> None:
        """See `ChatbotStore`."""
        self._store.remove(self)

    def load(self, document: Chatbot) -> None:
        """Fill an empty chatbot."""
        self._id, self._model_id = document.id, document.model_id
        self._device, self._webhook_url = document.device, document.webhook_url
        for item in document.training_data:
            self._push("training_data", encode(item))
        for model in document.models:
            self._push("models", model.stored())
        for message in document.messages:
            self._push_message(message)
        for job in document.running:
            self._push_job(job, job.delay)
        for delivery in document.deliveries:
            self._set_delivery(delivery)
        self._changed()

    def next_delivery(self) -> str | None:
        """Return the id of the first pending delivery."""
        return next(iter(self._pending), None)

    def find(self, item_id: str) -> Job | Delivery | None:
        """Return a running job, or the next delivery, by its id."""
        if job := self._running.get(item_id):
            return decode_job(job)
        return decode_delivery(self._deliveries[item_id]) if item_id == self.next_delivery() else None

    def _push(self, kind: EntryKind, entry: bytes) -> None:
        self._entries[kind].append(self._sized(kind, entry))
        if len(self._entries[kind]) > MAX_ENTRIES:
            self._remove_oldest(kind)

    def _push_message(self, message: Message) -> None:
        self._resize("messages", self._conversations.add(message))
        if len(self._conversations) > MAX_MESSAGES:
            self._remove_oldest("messages")

    def _push_job(self, job: Job, delay: float) -> None:
        self._running[job.id] = self._sized("running", encode(job))
        self._store.enqueue(self.name, job.id, delay)

    def _emit(self, event: Event) -> None:
        """Add the delivery of an event, if the contract defines it."""
        content = self._store.layouts.content(event, self._id)
        if content is None:
            return
        delivery = Delivery(event=content, url=self._webhook_url, status="pending")
        if delivery.url is None:
            delivery.status = "no webhook"
        elif len(self._pending) >= MAX_PENDING or self._sizes["pending"] > MAX_PENDING_BYTES:
            delivery.status = "failed"
            delivery.attempts.append(Attempt(at=now(), outcome=TOO_MANY_PENDING, milliseconds=0))
        self._set_delivery(delivery)

    def _set_delivery(self, delivery: Delivery) -> None:
        """Add a delivery, or replace the one that has its id."""
        if previous := self._deliveries.get(delivery.id):
            self._resize("pending" if delivery.id in self._pending else "deliveries", -len(previous) - ENTRY_BYTES)
        if delivery.status == "pending":
            self._pending[delivery.id] = None
        else:
            self._pending.pop(delivery.id, None)
        kind: _Kind = "pending" if delivery.status == "pending" else "deliveries"
        self._deliveries[delivery.id] = self._sized(kind, encode(delivery))
        if len(self._deliveries) > max(MAX_ENTRIES, len(self._pending)):
            self._remove_oldest("deliveries")

    def _sized(self, kind: _Kind, entry: bytes) -> bytes:
        """Return an entry that is added, after counting its size."""
        self._resize(kind, len(entry) + ENTRY_BYTES)
        return entry

    def _resize(self, kind: _Kind, change: int) -> None:
        self._sizes[kind] += change
        self.size += change

    def _remove_oldest(self, kind: _Kind) -> None:
        if kind == "messages":
            self._resize(kind, -self._conversations.remove_oldest())
            return
        if kind == "deliveries":
            entry = self._deliveries.pop(next(each for each in self._deliveries if each not in self._pending))
        else:
            entry = self._entries[cast("EntryKind", kind)].popleft()
        self._resize(kind, -len(entry) - ENTRY_BYTES)

    def _changed(self, delay: float = 0) -> None:
        """Enforce the bounds after a change, and enqueue the next delivery if none is in the queue or in progress.

        Args:
            delay: The seconds until the delivery is due.
        """
        while self.size > MAX_BYTES:
            self._remove_oldest(max(_REMOVABLE, key=self._sizes.__getitem__))
        self._store.changed(self)
        delivery_id = self.next_delivery()
        if delivery_id and not self._is_queued:
            self._is_queued = True
            self._store.enqueue(self.name, delivery_id, delay)
