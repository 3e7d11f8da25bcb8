"""Store in Redis, which replicas of the mock share."""

import hashlib
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec.json import decode

from scripts.mock.state import models
from scripts.mock.state.events import Event, EventLayouts
from scripts.mock.state.models import (
    Chatbot,
    Delivery,
    Device,
    Job,
    ListItem,
    Message,
    Model,
    Outcome,
    Profile,
    TrainingData,
    chatbot_id,
    decode_delivery,
    decode_job,
    encode,
    new_id,
    now,
)
from scripts.mock.state.redis_client import Argument, Command, RedisClient
from scripts.mock.state.selection import Selection
from scripts.mock.state.store import CLAIM_SIZE, ChatbotStore, Claim, EntryKind, Store

# The number is the version of the layout, which redis_store.lua describes, and of the JSON in it.
PREFIX = "mock:3"
# A chatbot expires after a week without changes. The expiry is postponed at most once an hour.
KEEP_SECONDS, POSTPONE_SECONDS = 7 * 24 * 3600, 3600
# Another replica takes over the jobs and deliveries of a replica that renewed no lease for this many seconds.
LEASE_SECONDS = 3

# The lengths of CONVERSATION, and of CONVERSATION SEQUENCE.
_CONVERSATION_LENGTH, _POSITION_LENGTH = 32, 48

# Takes the place of the chatbot's id in events, which only the store knows. Random, so that no client can write it.
_ID_PLACE = new_id()

_DEFINITIONS = {
    "KEEP_SECONDS": KEEP_SECONDS,
    "POSTPONE_SECONDS": POSTPONE_SECONDS,
    "LEASE_SECONDS": LEASE_SECONDS,
    "MAX_ENTRIES": models.MAX_ENTRIES,
    "MAX_MESSAGES": models.MAX_MESSAGES,
    "MAX_BYTES": models.MAX_BYTES,
    "MAX_RUNNING": models.MAX_RUNNING,
    "MAX_RUNNING_BYTES": models.MAX_RUNNING_BYTES,
    "MAX_PENDING": models.MAX_PENDING,
    "MAX_PENDING_BYTES": models.MAX_PENDING_BYTES,
    "TOO_MANY_PENDING": models.TOO_MANY_PENDING,
}


class _Chatbot(ChatbotStore):
    """State of one chatbot.

    Each method is one script, command or transaction, in one round trip. The exceptions are `retry_delivery` with three
    round trips and `advance` with two, which first read what the script then changes.
    """

    def __init__(self, name: str, store: "RedisStore") -> None:
        self._name = name
        self._store = store

    async def add(self, kind: EntryKind, entry: bytes) -> None:
        await self._run("push", kind, entry)

    async def entries(self, kind: EntryKind) -> Sequence[bytes]:
        found: list[bytes] = await self._store.redis.execute(
            "LRANGE", f"{self._store.prefix}{kind}:{self._name}", 0, -1
        )
        return found

    async def entry(self, kind: EntryKind, entry_id: str) -> bytes | None:
        found: bytes | None = await self._run("entry", kind, entry_id)
        return found

    async def replace_entry(self, kind: EntryKind, previous: bytes, entry: bytes) -> bool:
        return bool(await self._run("replace_entry", kind, previous, entry))

    async def remove(self, kind: EntryKind, entry_id: str) -> bool:
        return bool(await self._run("remove", kind, entry_id))

    async def profile(self) -> Profile:
        model, training_data, device, webhook_url = await self._run("profile")
        return Profile(
            Model.from_stored(model) if model else None,
            decode(training_data, type=TrainingData) if training_data else None,
            decode(device, type=Device) if device else None,
            decode(webhook_url) if webhook_url else None,
        )

    async def set_model(self, model_id: str) -> bool:
        return bool(await self._run("set_model", model_id))

    async def set_device(self, device: Device | None) -> None:
        await self._run("set", "device", encode(device) if device else "")

    async def set_webhook(self, url: str | None) -> None:
        await self._run("set", "webhook_url", "" if url is None else encode(url))

    async def add_message(self, message: Message) -> None:
        await self._run("add_messages", *_message_arguments(message))

    async def messages(self, uid: str, selection: Selection) -> Sequence[bytes]:
        conversation = _conversation(uid)
        bounds = (f"[{conversation}", b"(%b\xff" % conversation.encode())
        items = await self._store.redis.execute(
            "ZRANGEBYLEX", f"{self._store.prefix}messages:{self._name}", *bounds, "LIMIT", *_limits(selection)
        )
        return _select([item[_POSITION_LENGTH:] for item in items], selection)

    async def conversations(self, selection: Selection) -> Sequence[bytes]:
        return _select(await self._run("conversations", *_limits(selection)), selection)

    async def add_job(self, job: Job, delay: float, event: Event) -> bool:
        arguments = (job.id, encode(job), delay, *self._delivery_arguments(), *self._event_arguments(event))
        is_added = bool(await self._run("add_job", *arguments))
        self._store.scheduled.set()
        return is_added

    async def deliveries(self) -> list[Delivery]:
        return [decode_delivery(delivery) for delivery in await self._run("deliveries")]

    async def advance(self, seconds: float) -> None:
        entries: list[bytes] = await self._store.redis.execute("HVALS", f"{self._store.prefix}running:{self._name}")
        jobs = [decode_job(entry).earlier(seconds) for entry in entries]
        arguments: Iterator[Command] = ((job.id, encode(job), job.delay) for job in jobs)
        await self._run("advance", *chain.from_iterable(arguments))
        self._store.scheduled.set()

    async def finish_job(self, job: Job, outcome: Outcome) -> None:
        model = encode(outcome.model) if outcome.model else ""
        await self._run(
            "finish_job",
            *(job.id, model),
            *self._delivery_arguments(),
            *self._event_arguments(outcome.event),
            *self._event_arguments(outcome.event_without_data),
            *map(encode, outcome.training_data),
        )
        self._store.scheduled.set()

    async def record_attempt(self, delivery: Delivery, retry_after: float | None) -> None:
        retry = "" if retry_after is None else retry_after
        await self._run("record_attempt", self._store.replica, delivery.id, encode(delivery), retry)
        self._store.scheduled.set()

    async def retry_delivery(self, delivery_id: str) -> bool:
        stored = await self._store.redis.execute("HGET", f"{self._store.prefix}deliveries:{self._name}", delivery_id)
        webhook = await self._store.redis.execute("HGET", f"{self._store.prefix}chatbot:{self._name}", "webhook_url")
        delivery = decode_delivery(stored) if stored else None
        if delivery is None or not delivery.reopen(decode(webhook) if webhook else None):
            return False
        is_reopened = bool(await self._run("retry_delivery", delivery_id, encode(delivery)))
        self._store.scheduled.set()
        return is_reopened

    async def document(self) -> Chatbot:
        fields, training_data, trained, messages, latest, running, deliveries = await self._run("read")
        chatbot, latest = _hash(fields), _hash(latest)
        uids = {conversation: decode(_list_item(item).json)["uid"] for conversation, item in latest.items()}
        messages.sort(key=lambda item: item[_CONVERSATION_LENGTH:_POSITION_LENGTH])
        return Chatbot(
            id=chatbot.get(b"id", chatbot_id(self._name).encode()).decode(),
            training_data=[decode(item, type=TrainingData) for item in training_data],
            models=[Model.from_stored(model) for model in trained],
            model_id=chatbot[b"model_id"].decode() if b"model_id" in chatbot else None,
            messages=[
                Message.from_list_item(uids[item[:_CONVERSATION_LENGTH]], _list_item(item[_POSITION_LENGTH:]))
                for item in messages
            ],
            device=decode(chatbot.get(b"device", b"null"), type=Device | None),
            webhook_url=decode(chatbot.get(b"webhook_url", b"null")),
            running=sorted(map(decode_job, running), key=lambda job: job.due_at),
            deliveries=[decode_delivery(delivery) for delivery in deliveries],
        )

    async def replace(self, document: Chatbot) -> None:
        jobs: Iterator[Command] = ((job.id, encode(job), job.delay) for job in document.running)
        deliveries: Iterator[Command] = (
            (each.id, encode(each), int(each.status == "pending")) for each in document.deliveries
        )
        url = "" if document.webhook_url is None else encode(document.webhook_url)
        device = encode(document.device) if document.device else ""
        calls: list[Command] = [
            ("reset", self._name),
            *(("set", self._name, "id", document.id), ("set", self._name, "model_id", document.model_id or "")),
            *(("set", self._name, "device", device), ("set", self._name, "webhook_url", url)),
            ("push", self._name, "training_data", *map(encode, document.training_data)),
            ("push", self._name, "models", *(model.stored() for model in document.models)),
            ("add_messages", self._name, *chain.from_iterable(map(_message_arguments, document.messages))),
            ("load_jobs", self._name, *chain.from_iterable(jobs)),
            ("load_deliveries", self._name, *chain.from_iterable(deliveries)),
        ]
        await self._store.redis.run_all(calls)
        self._store.scheduled.set()

    async def reset(self) -> None:
        await self._run("reset")

    def _delivery_arguments(self) -> Command:
        return new_id(), now(), chatbot_id(self._name)

    def _event_arguments(self, event: Event | None) -> Command:
        """Return the JSON of an event before and after the chatbot's id; two empty texts without an event."""
        content = event and self._store.layouts.content(event, _ID_PLACE)
        head, _, tail = encode(content).partition(_ID_PLACE.encode()) if content else (b"", b"", b"")
        return head, tail

    async def _run(self, command: str, *arguments: Argument) -> Any:
        return await self._store.redis.run(command, self._name, *arguments)


class RedisStore(Store):
    """Store in Redis. `claim`, `release` and `check` take one round trip; the lists of chatbots and deliveries more."""

    is_remote = True

    def __init__(self, layouts: EventLayouts, operations: Iterable[str], url: str) -> None:
        """Prepare the store.

        Args:
            layouts: The layouts of events.
            operations: The operations on the state at the start. Contracts with others, such as those of another
                edition, have a separate state: their events have another layout.
            url: The URL of Redis.

        Raises:
            UserError: It is not a URL of Redis.
        """
        super().__init__(layouts)
        digest = hashlib.sha256(" ".join(sorted(operations)).encode()).hexdigest()[:16]
        self.prefix = f"{PREFIX}:{digest}:"
        values = {"PREFIX": self.prefix, **_DEFINITIONS}
        definitions = "".join(f"local {name} = {value!r}\n" for name, value in values.items())
        script = Path(__file__).with_name("redis_store.lua").read_text(encoding="utf-8")
        self.redis = RedisClient(url, definitions + script)
        self.replica = new_id()

    def chatbot(self, name: str) -> _Chatbot:
        """See `Store`."""
        return _Chatbot(name, self)

    async def names(self) -> list[str]:
        """See `Store`."""
        prefix = f"{self.prefix}chatbot:"
        return [key.removeprefix(prefix) async for key in self.redis.keys(f"{prefix}*")]

    async def deliveries(self) -> AsyncIterator[Delivery]:
        """See `Store`."""
        for name in await self.names():
            for delivery in await self.chatbot(name).deliveries():
                yield delivery

    async def claim(self, held: Collection[str]) -> Claim:
        """See `Store`."""
        wait, *items = await self.redis.run("claim", "", self.replica, CLAIM_SIZE, *held)
        jobs: list[tuple[str, Job]] = []
        deliveries: list[tuple[str, Delivery]] = []
        for kind, name, content in zip(items[::3], items[1::3], items[2::3], strict=True):
            if kind == b"job":
                jobs.append((name.decode(), decode_job(content)))
            else:
                deliveries.append((name.decode(), decode_delivery(content)))
        return Claim(jobs, deliveries, float(wait) if wait else None)

    async def release(self) -> None:
        """See `Store`."""
        await self.redis.run("release", "", self.replica)

    async def check(self) -> None:
        """See `Store`."""
        await self.redis.execute("PING")

    async def close(self) -> None:
        """See `Store`."""
        await self.redis.close()


def _conversation(uid: str) -> str:
    """Return the name of a conversation. A uid may be long."""
    return hashlib.blake2b(uid.encode("utf-8", "surrogatepass"), digest_size=_CONVERSATION_LENGTH // 2).hexdigest()


def _message_arguments(message: Message) -> Command:
    return _conversation(message.uid), _stored(message.list_item()), _stored(message.conversation_item())


def _stored(item: ListItem) -> bytes:
    """Return a list item as it is stored: creation, nickname as JSON, line break, JSON."""
    return b"%b %b\n%b" % (item.created_at.encode(), encode(item.nickname), item.json)


def _list_item(stored: bytes) -> ListItem:
    """Return a list item from its stored form."""
    head, _, json = stored.partition(b"\n")
    created_at, _, nickname = head.partition(b" ")
    return ListItem(created_at.decode(), decode(nickname), json)


def _limits(selection: Selection) -> tuple[int, int]:
    """Return offset and count of the items to read: all of them if they are to be filtered."""
    return (0, -1) if selection.has_filter else (selection.offset, selection.limit)


def _select(items: list[bytes], selection: Selection) -> Sequence[bytes]:
    """Return the JSON of the selected items, from the items that were read with `_limits`."""
    if selection.has_filter:
        return selection.apply(map(_list_item, items))
    return [item[item.index(b"\n") + 1 :] for item in items]


def _hash(reply: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the reply to HGETALL as a dict."""
    return dict(zip(reply[::2], reply[1::2], strict=True))
