"""What a stateful mock remembers of a chatbot, and what is valid in it."""

import datetime as dt
import hashlib
import re
import uuid
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import PydanticCustomError

from scripts.mock.refusal import Unavailable

# What is older is forgotten, so that a load test doesn't fill the memory.
MOST_ENTRIES = 1000
# Deliveries that wait aren't forgotten. No more of them may, so that there is room for what became of the others.
MOST_WAITING = 500
MOST_CHARACTERS = 32 * 2**20

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


class StoreError(Unavailable):
    """The state can't be read or written; the message says why."""


def _is_id(text: str) -> str:
    try:
        if str(uuid.UUID(text)) == text:
            return text
    except ValueError:
        pass
    raise PydanticCustomError("format", "must be a UUID in lower case")


def _is_moment(text: str) -> str:
    try:
        if _MOMENT.fullmatch(text) and dt.datetime.fromisoformat(text):
            return text
    except ValueError:
        pass
    raise PydanticCustomError("format", "must be a moment such as 2024-05-09T10:21:07Z")


# An answer shows both as they are, and must fit the contract whatever the state was replaced with.
Id = Annotated[str, AfterValidator(_is_id)]
Moment = Annotated[str, AfterValidator(_is_moment)]


class _Remembered(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TrainingData(_Remembered):
    """A piece of training data: a file, a web site or a text, as `kind` says."""

    id: Id
    kind: Literal["file", "crawler", "text"]
    name: str


class Model(_Remembered):
    """A model that was trained, as `listModels` shows it."""

    title: str
    id: Id
    updated_at: Moment
    created_at: Moment
    model_name: str


class Exchange(_Remembered):
    """What was said in a conversation, and what was answered."""

    id: str
    uid: str
    nickname: str
    said: str
    answered: str
    at: Moment


class Device(_Remembered):
    """The device of OpenTalk that is bound."""

    email: str
    device_id: str


class Attempt(_Remembered):
    """One try to deliver an event: when, with what outcome (a status or an error), in how many milliseconds."""

    at: Moment
    outcome: str
    milliseconds: float


class Delivery(_Remembered):
    """An event and what became of it. It is withheld from a host that the mock may not call."""

    id: Id = Field(default_factory=lambda: str(uuid.uuid4()))
    event: dict[str, JsonValue]
    url: str | None
    status: Literal["pending", "delivered", "failed", "withheld", "no webhook"]
    attempts: list[Attempt] = Field(default_factory=list)


class Chatbot(_Remembered):
    """All that is remembered of one chatbot. `running` has the ids of the work that will end."""

    id: Id
    training_data: list[TrainingData] = Field(default_factory=list)
    models: list[Model] = Field(default_factory=list)
    model_id: Id | None = None
    exchanges: list[Exchange] = Field(default_factory=list)
    device: Device | None = None
    webhook_url: str | None = None
    running: list[Id] = Field(default_factory=list)
    deliveries: list[Delivery] = Field(default_factory=list)

    def pending(self) -> list[Delivery]:
        """Return the deliveries that are still to be made, in their order."""
        return [each for each in self.deliveries if each.status == "pending"]

    def document(self) -> str:
        """Forget what is old, and return the JSON document that the chatbot is kept as.

        Raises:
            StoreError: What must not be forgotten is larger than is kept.
        """
        most = dict.fromkeys(("exchanges", "deliveries", "training_data", "models"), MOST_ENTRIES)
        while True:
            self._trim(most)
            document = self.model_dump_json()
            if len(document) <= MOST_CHARACTERS:
                return document
            sizes = {name: len(self.model_dump_json(include={name})) for name in most if most[name]}
            if not sizes:
                break
            # What takes most is forgotten first: long messages don't cost the chatbot its models.
            largest = max(sizes, key=lambda name: sizes[name])
            most[largest] = min(most[largest], len(getattr(self, largest))) // 2
        raise StoreError(f"a chatbot of more than {MOST_CHARACTERS} characters: forget it with POST /__mock/reset")

    def _trim(self, most: dict[str, int]) -> None:
        for name in ("training_data", "models", "exchanges"):
            entries = getattr(self, name)
            del entries[: max(0, len(entries) - most[name])]
        # A delivery that is still to be made stays: `Work.emit` bounds their number.
        excess = len(self.deliveries) - most["deliveries"]
        settled = [each for each in self.deliveries if each.status != "pending"][: max(0, excess)]
        forgotten = {each.id for each in settled}
        self.deliveries = [each for each in self.deliveries if each.id not in forgotten]


def name_of(key: str) -> str:
    """Return the name that a chatbot is stored by. Its key is a credential, and stays out of the store."""
    return hashlib.sha256(key.encode()).hexdigest()


def new(name: str) -> Chatbot:
    """Return a chatbot that nothing has happened to. Its id is made of its name, so that replicas agree on it."""
    return Chatbot(id=str(uuid.uuid5(uuid.NAMESPACE_OID, name)))
