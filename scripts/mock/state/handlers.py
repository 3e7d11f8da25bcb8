"""Operations of the API on the state of a chatbot.

The contract does not define the lifetime and order of data. The README lists the assumptions made here: for example,
lists are in the order of creation, and an unknown conversation is empty.
"""

import functools
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from msgspec.json import decode

from scripts.mock.durations import JobDurations
from scripts.mock.mismatch import ContractMismatch
from scripts.mock.state.jobs import initial_event
from scripts.mock.state.models import (
    Crawling,
    Device,
    Job,
    Message,
    Training,
    TrainingData,
    Uploading,
    chatbot_name,
    new_id,
    now,
)
from scripts.mock.state.selection import Selection
from scripts.mock.state.store import ChatbotStore, Store
from scripts.project import Unavailable
from scripts.validation.messages import ValidatedRequest

Response = tuple[int, bytes]
_Handler = Callable[[ChatbotStore, ValidatedRequest, bytes], Coroutine[Any, Any, Response]]

# The operations that start background jobs.
JOB_OPERATIONS = ("createTrainingData", "trainModel")
_DEFAULT_MODEL_NAME = "PaLM2"
MODEL_NOT_FOUND = 404, b'{"detail":"Model not found"}'


class StateHandlers:
    """Handlers of the operations that read or change the state."""

    def __init__(self, store: Store, job_durations: JobDurations) -> None:
        """Prepare the handlers.

        Args:
            store: The store of the state.
            job_durations: The durations of background jobs.
        """
        self._store = store
        self._durations = job_durations
        self._handlers: dict[str, _Handler] = {
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

    def supports(self, operation_id: str) -> bool:
        """Return True if there is a handler for an operation."""
        return operation_id in self._handlers

    def respond(self, request: ValidatedRequest, key: str, example: bytes) -> Response | Awaitable[Response]:
        """Return status code and JSON body of the response; with a remote store, an awaitable of them.

        Args:
            request: The request.
            key: The credential that selects the chatbot.
            example: The documented response body.

        Raises:
            Unavailable: Too many jobs are running, or the store is unavailable.
        """
        response = self._handlers[request.operation.id](self._store.chatbot(chatbot_name(key)), request, example)
        return response if self._store.is_remote else _result(response)

    async def _create_training_data(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        kind = _required(request, "query", "type")
        if kind == "text":
            await chatbot.add_training_data(TrainingData(id=new_id(), kind="text", name="text"))
            return 200, example
        seconds = self._durations.of(request.operation.id)
        event_id, due_at = new_id(), now(seconds)
        job: Job
        if kind == "file":
            job = Uploading(due_at=due_at, event_id=event_id, filenames=list(request.files))
        else:
            job = Crawling(due_at=due_at, event_id=event_id, website=request.body.get("website", ""))
        return await self._start(chatbot, job, seconds, example)

    async def _train_model(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        seconds = self._durations.of(request.operation.id)
        job = Training(
            due_at=now(seconds),
            title=_required(request, "body", "title"),
            model_name=request.body.get("model_name", _DEFAULT_MODEL_NAME),
        )
        return await self._start(chatbot, job, seconds, example)

    async def _start(self, chatbot: ChatbotStore, job: Job, seconds: float, example: bytes) -> Response:
        if not await chatbot.add_job(job, seconds, initial_event(job)):
            raise Unavailable("too many background jobs are running; wait, or POST /__mock/reset")
        return 200, example

    async def _list_models(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        del request, example
        return list_response(b"models", await chatbot.models())

    async def _update_chatbot_model(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        # A UUID may be in upper case.
        is_known = await chatbot.set_model(_required(request, "body", "model_id").lower())
        return (200, example) if is_known else MODEL_NOT_FOUND

    async def _talk(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        message = Message(
            id=new_id(),
            uid=_uid(request),
            nickname=request.query.get("nickname", ""),
            text=_required(request, "body", "text"),
            reply=_reply(request.operation.id, example),
            created_at=now(),
        )
        await chatbot.add_message(message)
        return 200, example

    async def _list_messages(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        del example
        selection = Selection.from_query(request.query)
        return list_response(b"messages", await chatbot.messages(_uid(request), selection))

    async def _list_uids(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        del example
        return list_response(b"uids", await chatbot.conversations(Selection.from_query(request.query)))

    async def _bind_opentalk(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        await chatbot.set_device(
            Device(email=_required(request, "body", "email"), device_id=_required(request, "body", "device_id"))
        )
        return 200, example

    async def _unbind_opentalk(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        del request
        await chatbot.set_device(None)
        return 200, example

    async def _set_webhook(self, chatbot: ChatbotStore, request: ValidatedRequest, example: bytes) -> Response:
        await chatbot.set_webhook(_required(request, "body", "webhook_url"))
        return 200, example


def _result(response: Coroutine[Any, Any, Response]) -> Response:
    """Return the result of a coroutine that never suspends, without the event loop."""
    try:
        response.send(None)
    except StopIteration as stop:
        result: Response = stop.value
        return result
    raise RuntimeError("the coroutine of a local store is suspended")


def _required(request: ValidatedRequest, part: str, name: str) -> Any:
    """Return a value that the contract required of each request when the handlers were written.

    Raises:
        ContractMismatch: The contract was edited, and requires it no longer.
    """
    values = request.body if part == "body" else request.query
    if not isinstance(values, dict) or name not in values:
        raise ContractMismatch(
            f"{request.operation.id}: {part}.{name}: the state of the mock needs it, and the contract does not require "
            "it; adapt scripts/mock/state/handlers.py"
        )
    return values[name]


def _uid(request: ValidatedRequest) -> str:
    """Return the id of the conversation. An empty header may be omitted from the request."""
    uid: str = request.headers.get("uid", "")
    return uid


@functools.lru_cache(maxsize=16)
def _reply(operation_id: str, example: bytes) -> str:
    """Return the reply in the documented response of `talk`.

    Raises:
        ContractMismatch: The contract was edited, and its response has no text.
    """
    reply = decode(example).get("text")
    if not isinstance(reply, str):
        raise ContractMismatch(
            f"{operation_id}: body.text of the response: the state of the mock needs this text, and the contract's "
            "example has none; adapt scripts/mock/state/handlers.py"
        )
    return reply


def list_response(name: bytes, items: Sequence[bytes]) -> Response:
    """Return the response that lists items."""
    return 200, b'{"%b":[%b]}' % (name, b",".join(items))
