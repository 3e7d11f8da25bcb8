"""Interface of the stores: the state of chatbots, and the queue of their jobs and deliveries.

Methods are atomic, with two kinds of exceptions in Redis: `retry_delivery` and `advance` read before they write, and
what concerns all chatbots is read in several steps. All methods raise `Unavailable` if the store cannot be read
or written.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Collection, Sequence
from typing import ClassVar, Literal, NamedTuple

from scripts.mock.state.events import Event, EventLayouts
from scripts.mock.state.models import Chatbot, Delivery, Device, Job, Message, Outcome, Profile
from scripts.mock.state.selection import Selection

# The jobs and deliveries that are claimed at once.
CLAIM_SIZE = 100


# The lists of entries that are added, read and removed alike. Only accounts have `chatbots`.
EntryKind = Literal["training_data", "models", "chatbots"]


class ChatbotStore(ABC):
    """State of one chatbot, or of an account."""

    @abstractmethod
    async def add(self, kind: EntryKind, entry: bytes) -> None:
        """Add an entry as it is stored."""

    @abstractmethod
    async def entries(self, kind: EntryKind) -> Sequence[bytes]:
        """Return the entries as they are stored, the oldest first."""

    @abstractmethod
    async def entry(self, kind: EntryKind, entry_id: str) -> bytes | None:
        """Return an entry as it is stored; None if it does not exist."""

    @abstractmethod
    async def replace_entry(self, kind: EntryKind, previous: bytes, entry: bytes) -> bool:
        """Replace an entry; return False if it was changed or removed meanwhile."""

    @abstractmethod
    async def remove(self, kind: EntryKind, entry_id: str) -> bool:
        """Remove an entry; return False if it does not exist."""

    @abstractmethod
    async def profile(self) -> Profile:
        """Return the present settings."""

    @abstractmethod
    async def set_model(self, model_id: str) -> bool:
        """Choose a model; return False if it does not exist."""

    @abstractmethod
    async def set_device(self, device: Device | None) -> None:
        """Bind or unbind the device."""

    @abstractmethod
    async def set_webhook(self, url: str | None) -> None:
        """Set the URL that events are delivered to; None ends their delivery."""

    @abstractmethod
    async def add_message(self, message: Message) -> None:
        """Add a message to its conversation."""

    @abstractmethod
    async def messages(self, uid: str, selection: Selection) -> Sequence[bytes]:
        """Return messages of a conversation as `listMessages` lists them, each as JSON."""

    @abstractmethod
    async def conversations(self, selection: Selection) -> Sequence[bytes]:
        """Return conversations as `listUids` lists them, each as JSON."""

    @abstractmethod
    async def add_job(self, job: Job, delay: float, event: Event) -> bool:
        """Add a job that is due after a delay in seconds, and deliver an event.

        Returns:
            False if too many jobs are running. Then nothing was changed.
        """

    @abstractmethod
    async def deliveries(self) -> list[Delivery]:
        """Return the deliveries, the oldest first."""

    @abstractmethod
    async def advance(self, seconds: float) -> None:
        """Let all running jobs be due earlier by some seconds."""

    @abstractmethod
    async def finish_job(self, job: Job, outcome: Outcome) -> None:
        """Apply the outcome of a job, and deliver its event. Does nothing if the job is not running."""

    @abstractmethod
    async def record_attempt(self, delivery: Delivery, retry_after: float | None) -> None:
        """Record an attempt of a claimed delivery, and end its lease. Does nothing if the lease was lost.

        Args:
            delivery: The delivery with the attempt.
            retry_after: The seconds until the next attempt; None if the delivery is no longer pending.
        """

    @abstractmethod
    async def retry_delivery(self, delivery_id: str) -> bool:
        """Queue a delivery that has ended again; return False if it is unknown, or has no webhook."""

    @abstractmethod
    async def document(self) -> Chatbot:
        """Return the whole state."""

    @abstractmethod
    async def replace(self, document: Chatbot) -> None:
        """Replace the whole state, jobs and deliveries included."""

    @abstractmethod
    async def reset(self) -> None:
        """Return to the initial state, without jobs and deliveries."""


class Claim(NamedTuple):
    """Jobs and deliveries that are due, each with the name of its chatbot.

    Attributes:
        jobs: The jobs.
        deliveries: The deliveries: of each chatbot the first pending one.
        wait: The seconds until more are due; None if the queue is empty.
    """

    jobs: list[tuple[str, Job]]
    deliveries: list[tuple[str, Delivery]]
    wait: float | None


class Store(ABC):
    """Store of chatbots.

    Attributes:
        is_remote: True if methods wait for a server. Coroutines of a local store never suspend.
        scheduled: Is set when jobs or deliveries may be due earlier than before.
        layouts: The layouts of events.
    """

    is_remote: ClassVar[bool]

    def __init__(self, layouts: EventLayouts) -> None:
        self.scheduled = asyncio.Event()
        self.layouts = layouts

    @abstractmethod
    def chatbot(self, name: str) -> ChatbotStore:
        """Return the state of a chatbot by its `chatbot_name`."""

    @abstractmethod
    async def names(self) -> list[str]:
        """Return the names of the chatbots that have a state."""

    @abstractmethod
    def deliveries(self) -> AsyncIterator[Delivery]:
        """Yield the deliveries of all chatbots."""

    @abstractmethod
    async def claim(self, held: Collection[str]) -> Claim:
        """Lease jobs and deliveries that are due, so that no other replica claims them for the moment.

        Args:
            held: The chatbots whose delivery is in progress. Their leases are renewed.
        """

    @abstractmethod
    async def release(self) -> None:
        """End all leases of this replica, so that another one can take over at once."""

    @abstractmethod
    async def check(self) -> None:
        """Do nothing if the store is available."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connections."""
