"""Data model of the state: a chatbot, its entries, and the bounds on them."""

import datetime as dt
import functools
import hashlib
import random
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, NamedTuple, Self

import msgspec
from msgspec import Meta, Struct, field

from scripts.mock.state.events import Event

# Bounds of one chatbot or account. Beyond them the oldest entries are removed: a load test cannot exhaust the memory.
MAX_ENTRIES = 1_000  # of training data, models, deliveries and chatbots each
MAX_MESSAGES = 20_000
MAX_BYTES = 64 * 2**20  # of all entries, as JSON
# Running jobs and pending deliveries are never removed. When they reach a bound, further ones are rejected.
MAX_RUNNING = 1_000
MAX_PENDING = 500
MAX_RUNNING_BYTES = MAX_PENDING_BYTES = MAX_BYTES // 8

# The approximate size of an entry in memory besides its JSON.
ENTRY_BYTES = 400

TOO_MANY_PENDING = f"{MAX_PENDING} deliveries are pending"

UUID_PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"
MOMENT_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})\Z"

Id = Annotated[str, Meta(pattern=UUID_PATTERN)]
Moment = Annotated[str, Meta(pattern=MOMENT_PATTERN)]

encode = msgspec.json.Encoder().encode


def new_id() -> str:
    """Return a random UUID, faster than `uuid.uuid4`, which calls the operating system."""
    digits = f"{random.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def now(delay: float = 0) -> str:
    """Return the present moment, or a later one, in UTC with milliseconds.

    Args:
        delay: The seconds to add.
    """
    milliseconds = int((time.time() + delay) * 1000)
    return f"{_format_second(milliseconds // 1000)}.{milliseconds % 1000:03d}Z"


@functools.lru_cache(maxsize=1)
def _format_second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


class ListItem(NamedTuple):
    """An item of a list in a response: its JSON, and the properties that filters compare."""

    created_at: str
    nickname: str
    json: bytes


class _Entry(Struct, forbid_unknown_fields=True):
    pass


class TrainingData(_Entry):
    """A piece of training data."""

    id: Id
    kind: Literal["file", "crawler", "text"]
    name: str


class Model(_Entry, omit_defaults=True):
    """A trained model. `listModels` returns all properties but the last."""

    id: Id
    title: str
    model_name: str
    created_at: Moment
    updated_at: Moment
    training_data_type: str | None = None  # in the first edition only
    training_data: list[TrainingData] = field(default_factory=list)

    def stored(self) -> bytes:
        """Return the model as it is stored."""
        listed = msgspec.structs.replace(self, training_data=[])
        return stored_entry(listed, self.training_data)

    @classmethod
    def from_stored(cls, entry: bytes) -> "Model":
        """Return a model from its stored form."""
        listed, details = entry.split(b"\n", 1)
        model = msgspec.json.decode(listed, type=cls)
        model.training_data = msgspec.json.decode(details, type=list[TrainingData])
        return model


class Message(_Entry):
    """A message to the chatbot, and its reply."""

    id: str
    uid: str
    nickname: str
    text: str
    reply: str
    created_at: Moment

    def list_item(self) -> ListItem:
        """Return the item of `listMessages`."""
        properties = {
            "id": self.id,
            "created_at": self.created_at,
            "receive": self.text,
            "send": self.reply,
            "type": "text",
            "log_type": "chat",
            "kwargs": {},
        }
        return ListItem(self.created_at, self.nickname, encode(properties))

    @classmethod
    def from_list_item(cls, uid: str, item: ListItem) -> "Message":
        """Return the message of a conversation that has a list item."""
        properties = msgspec.json.decode(item.json)
        return cls(
            id=properties["id"],
            uid=uid,
            nickname=item.nickname,
            text=properties["receive"],
            reply=properties["send"],
            created_at=item.created_at,
        )

    def conversation_item(self) -> ListItem:
        """Return the item of `listUids` for its conversation, with this message as the latest."""
        properties = {
            "uid": self.uid,
            "nickname": self.nickname,
            "source": "api",
            "last_sent": self.reply,
            "last_sent_at": self.created_at,
        }
        return ListItem(self.created_at, self.nickname, encode(properties))


class Device(_Entry, kw_only=True):
    """The OpenTalk device that is bound. Later editions have no `email`."""

    email: str | None = None
    device_id: str


class Attempt(_Entry):
    """An attempt to deliver an event. Its outcome is a status code or the name of an error."""

    at: Moment
    outcome: str
    milliseconds: float


class Delivery(_Entry, kw_only=True):
    """An event and its delivery. It is `withheld` from a host that the mock may not call."""

    id: Id = field(default_factory=new_id)
    created_at: Moment = field(default_factory=now)
    event: dict[str, Any]
    url: str | None
    status: Literal["pending", "delivered", "failed", "withheld", "no webhook"]
    attempts: list[Attempt] = field(default_factory=list)

    def reopen(self, webhook_url: str | None) -> bool:
        """Make a delivery pending again; return False if it is pending, or has no URL to deliver to.

        Args:
            webhook_url: The webhook of the chatbot, for a delivery that had none.
        """
        self.url = self.url or webhook_url
        if self.status == "pending" or self.url is None:
            return False
        self.status = "pending"
        return True


class _Job(_Entry, kw_only=True, tag_field="kind"):
    id: Id = field(default_factory=new_id)
    due_at: Moment
    event_id: Id = field(default_factory=new_id)

    @property
    def delay(self) -> float:
        """The seconds until the job is due."""
        return max(0.0, self._due() - time.time())

    def earlier(self, seconds: float) -> Self:
        """Return the job, due earlier by some seconds."""
        return msgspec.structs.replace(self, due_at=now(self._due() - seconds - time.time()))

    def _due(self) -> float:
        return dt.datetime.fromisoformat(self.due_at).timestamp()


class Crawling(_Job, kw_only=True, tag="crawling"):
    """A job that adds a web site to the training data."""

    website: str


class Uploading(_Job, kw_only=True, tag="uploading"):
    """A job that adds files to the training data."""

    filenames: list[str]


class Training(_Job, kw_only=True, tag="training"):
    """A job that adds a model."""

    title: str
    model_name: str


Job = Crawling | Uploading | Training

decode_job: Callable[[bytes], Job] = msgspec.json.Decoder(Job).decode
decode_delivery = msgspec.json.Decoder(Delivery).decode


class Chatbot(_Entry, kw_only=True):
    """The state of one chatbot, as the admin API shows and replaces it."""

    id: Id
    training_data: list[TrainingData] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    model_id: Id | None = None
    messages: list[Message] = field(default_factory=list)
    device: Device | None = None
    webhook_url: str | None = None
    running: Annotated[list[Job], Meta(max_length=MAX_RUNNING)] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)


class Outcome(NamedTuple):
    """The changes that a finished job makes.

    Attributes:
        event: The event to deliver.
        training_data: The training data to add.
        model: The model to add. The store adds its training data to it, and the ids to `event`.
        event_without_data: The event to deliver without training data. Then the model is not added.
    """

    event: Event
    training_data: Sequence[TrainingData] = ()
    model: Model | None = None
    event_without_data: Event | None = None


def chatbot_name(key: str) -> str:
    """Return the name that a chatbot is stored under. Its key is a credential and is not stored."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def chatbot_id(name: str) -> str:
    """Return the initial id of a chatbot. It depends on the name only, so that all replicas agree on it."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


class Profile(NamedTuple):
    """The present settings of a chatbot.

    Attributes:
        model: The model that was chosen.
        training_data: The newest training data.
        device: The bound device.
        webhook_url: The URL that events are delivered to.
    """

    model: Model | None
    training_data: TrainingData | None
    device: Device | None
    webhook_url: str | None


def stored_entry(listed: Any, details: Any) -> bytes:
    """Return an entry of a list as it is stored: JSON for the list, a line break, and JSON of the details."""
    return encode(listed) + b"\n" + encode(details)


def listed(entry: bytes) -> bytes:
    """Return the JSON for the list from a stored entry."""
    return entry.partition(b"\n")[0]


def id_of(entry: bytes) -> str:
    """Return the id of a stored entry, where it comes first."""
    return entry[7:43].decode()
