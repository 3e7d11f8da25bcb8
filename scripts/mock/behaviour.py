"""What the operations of the API do in a stateful mock: what was created is there afterwards.

The documents say little about it. What they leave open is decided here, and told in the README: entries come in the
order in which they came up, a page beyond the last is empty, a conversation that doesn't exist has no messages.
"""

import contextlib
import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any, NamedTuple

from scripts.mock.call import Call
from scripts.mock.refusal import Refusal
from scripts.mock.state import MOST_ENTRIES, Chatbot, Device, Exchange, Model, TrainingData, name_of
from scripts.mock.store import Store
from scripts.mock.work import Job, Work, now
from scripts.openapi import Document, operations, resolve, schema_validator

# Which formats the service supports isn't documented. These are assumed; any other is the documented failure.
SUPPORTED = {".csv", ".doc", ".docx", ".html", ".json", ".md", ".pdf", ".ppt", ".pptx", ".rtf", ".txt", ".xls", ".xlsx"}
UNSUPPORTED = "Unsupport file format"
NOTHING_TO_TRAIN_ON = "Training data not found"
DEFAULT_LIMIT = 30
# A date as the documented 1970-1-1.
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


class Answer(NamedTuple):
    """What an operation answers, and the background work that it begins."""

    status: int
    body: Any
    job: Job | None = None


Operation = Callable[[Chatbot, Call], Answer]


class Behaviour:
    """Carries out operations on the chatbot that a request's key names."""

    def __init__(self, contract: Document, store: Store, work: Work) -> None:
        """Prepare.

        Args:
            contract: The contract, which each answer is held to.
            store: Where the chatbots are.
            work: What runs in the background.
        """
        self.store = store
        self.work = work
        self._operations: dict[str, Operation] = {
            "createTrainingData": self._create_training_data,
            "trainModel": self._train_model,
            "listModels": self._list_models,
            "updateChatbotModel": self._update_chatbot_model,
            "talk": self._talk,
            "listMessages": self._list_messages,
            "listUids": self._list_uids,
            "bindOpentalk": self._bind_opentalk,
            "unbindOpentalk": self._unbind_opentalk,
            "setWebhook": self._set_webhook,
        }
        self._validators = {
            (operation.id, int(status)): schema_validator(contract, _schema(contract, response))
            for operation in operations(contract)
            for status, response in operation.definition.get("responses", {}).items()
            if status.isdecimal()
        }

    def knows(self, operation_id: str) -> bool:
        """Tell whether an operation does something here. The others are answered as without state."""
        return operation_id in self._operations

    async def answer(self, operation_id: str, call: Call) -> tuple[int, Any]:
        """Carry out an operation and return status and body of the answer.

        Raises:
            jsonschema.ValidationError: The answer isn't the contract's, which is a fault of this module.
            Refusal: 503; too much work is running.
            StoreError: The state can't be read or written.
        """
        name = name_of(call.key)
        async with self.store.chatbot(name) as chatbot:
            status, body, job = self._operations[operation_id](chatbot, call)
            self._validators[operation_id, status].validate(body)
            if job:
                if len(chatbot.running) >= MOST_ENTRIES:
                    raise Refusal(503, f"{MOST_ENTRIES} pieces of work are running: wait, or POST /__mock/reset")
                chatbot.running.append(job.id)
        # Not before it is kept: what couldn't be kept has no consequences.
        if job:
            self.work.begin(name, job)
        return status, body

    def _create_training_data(self, chatbot: Chatbot, call: Call) -> Answer:
        kind, job = call.query["type"], None
        if kind == "file":
            job = self._process(chatbot, "uploading", self._uploaded(call))
        elif kind == "crawler":
            made = TrainingData(id=str(uuid.uuid4()), kind="crawler", name=call.body.get("website", ""))
            job = self._process(chatbot, "crawling", self._crawled(made))
        else:
            chatbot.training_data.append(TrainingData(id=str(uuid.uuid4()), kind="text", name="text"))
        return Answer(200, call.documented, job)

    def _process(self, chatbot: Chatbot, event: str, finish: Callable[[Chatbot], tuple[str, dict[str, Any]]]) -> Job:
        event_id = str(uuid.uuid4())
        self.work.emit(chatbot, f"{event}.initial", {"event_id": event_id})

        def end(later: Chatbot) -> None:
            status, data = finish(later)
            self.work.emit(later, f"{event}.{status}", {"event_id": event_id, **data})

        return Job(end)

    @staticmethod
    def _uploaded(call: Call) -> Callable[[Chatbot], tuple[str, dict[str, Any]]]:
        def finish(chatbot: Chatbot) -> tuple[str, dict[str, Any]]:
            entries: list[dict[str, str]] = []
            for filename in call.files:
                entry = {"id": str(uuid.uuid4()), "filename": filename}
                if PurePath(filename).suffix.lower() in SUPPORTED:
                    chatbot.training_data.append(TrainingData(id=entry["id"], kind="file", name=filename))
                else:
                    entry |= {"status": "failed", "detail": UNSUPPORTED}
                entries.append(entry)
            if not entries or all("status" in entry for entry in entries):
                return "failed", {}
            return "completed", {"data": {"training_data_ids": entries}}

        return finish

    @staticmethod
    def _crawled(made: TrainingData) -> Callable[[Chatbot], tuple[str, dict[str, Any]]]:
        def finish(chatbot: Chatbot) -> tuple[str, dict[str, Any]]:
            chatbot.training_data.append(made)
            return "completed", {"data": {"training_data_ids": [made.id]}}

        return finish

    def _train_model(self, chatbot: Chatbot, call: Call) -> Answer:
        self.work.emit(chatbot, "training.initial", {})

        def end(later: Chatbot) -> None:
            if not later.training_data:
                self.work.emit(later, "training.failed", {"detail": NOTHING_TO_TRAIN_ON})
                return
            made, base = now(), call.body.get("model_name", "PaLM2")
            model = Model(
                title=call.body["title"], id=str(uuid.uuid4()), updated_at=made, created_at=made, model_name=base
            )
            later.models.append(model)
            ids = [each.id for each in later.training_data]
            self.work.emit(later, "training.completed", {"data": {"model_id": model.id, "training_data_ids": ids}})

        return Answer(200, call.documented, Job(end))

    def _list_models(self, chatbot: Chatbot, call: Call) -> Answer:
        del call
        return Answer(200, {"models": [model.model_dump() for model in chatbot.models]})

    def _update_chatbot_model(self, chatbot: Chatbot, call: Call) -> Answer:
        wanted = str(uuid.UUID(call.body["model_id"]))
        if wanted not in {model.id for model in chatbot.models}:
            return Answer(404, {"detail": "Model not found"})
        chatbot.model_id = wanted
        return Answer(200, call.documented)

    def _talk(self, chatbot: Chatbot, call: Call) -> Answer:
        exchange = Exchange(
            id=str(uuid.uuid4()),
            uid=_uid(call),
            nickname=call.query.get("nickname", ""),
            said=call.body["text"],
            answered=call.documented["text"],
            at=now(),
        )
        chatbot.exchanges.append(exchange)
        return Answer(200, {"text": exchange.answered})

    def _list_messages(self, chatbot: Chatbot, call: Call) -> Answer:
        found = [
            {
                "created_at": each.at,
                "receive": each.said,
                "send": each.answered,
                "type": "text",
                "id": each.id,
                "log_type": "chat",
                "kwargs": {},
            }
            for each in chatbot.exchanges
            if each.uid == _uid(call)
            and call.query.get("nickname", each.nickname) == each.nickname
            and _is_between(each.at, call.query)
        ]
        return Answer(200, {"messages": _page(found, call.query)})

    def _list_uids(self, chatbot: Chatbot, call: Call) -> Answer:
        latest = {each.uid: each for each in chatbot.exchanges}
        found = [
            {
                "uid": each.uid,
                "nickname": each.nickname,
                "source": "api",
                "last_sent": each.answered,
                "last_sent_at": each.at,
            }
            for each in latest.values()
            if _is_between(each.at, call.query)
        ]
        return Answer(200, {"uids": _page(found, call.query)})

    def _bind_opentalk(self, chatbot: Chatbot, call: Call) -> Answer:
        chatbot.device = Device(email=call.body["email"], device_id=call.body["device_id"])
        return Answer(200, call.documented)

    def _unbind_opentalk(self, chatbot: Chatbot, call: Call) -> Answer:
        chatbot.device = None
        return Answer(200, call.documented)

    def _set_webhook(self, chatbot: Chatbot, call: Call) -> Answer:
        chatbot.webhook_url = call.body["webhook_url"]
        return Answer(200, call.documented)


def _schema(contract: Document, response: Document) -> Document:
    content = resolve(contract, response).get("content", {})
    schema: Document = content.get("application/json", {}).get("schema", {})
    return schema


def _uid(call: Call) -> str:
    """Return the conversation's id. An empty one is permitted, and arrives as none."""
    return call.headers.get("uid", "")


def _moment(text: str) -> dt.datetime | None:
    """Return the moment that a text stands for: a date-time, or a date such as the documented 1970-1-1; else None."""
    with contextlib.suppress(ValueError):
        if date := _DATE.fullmatch(text):
            return dt.datetime(int(date[1]), int(date[2]), int(date[3]), tzinfo=dt.UTC)
        # Python knows no small letters in one, and no leap second.
        found = dt.datetime.fromisoformat(text.upper().replace(":60", ":59"))
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    return None


def _is_between(at: str, query: Mapping[str, str]) -> bool:
    """Tell whether a moment is between `start_at` and `end_at`; one of these that is no moment says nothing."""
    moment = dt.datetime.fromisoformat(at)
    start, end = (_moment(query.get(name, "")) for name in ("start_at", "end_at"))
    return (start is None or start <= moment) and (end is None or moment <= end)


def _page(entries: list[dict[str, Any]], query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the page that `offset` and `limit` ask for. Below zero they are taken for zero."""
    offset, limit = (
        max(0, int(query.get(name, default))) for name, default in (("offset", 0), ("limit", DEFAULT_LIMIT))
    )
    return entries[offset : offset + limit]
