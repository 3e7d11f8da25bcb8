"""Operations on training data and models."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.json import decode

from scripts.mock.state.handlers.call import Call, Response, list_response, not_found
from scripts.mock.state.jobs import initial_event
from scripts.mock.state.models import (
    Crawling,
    Job,
    Model,
    Training,
    TrainingData,
    Uploading,
    encode,
    listed,
    new_id,
    now,
)
from scripts.project import Unavailable

_DEFAULT_MODEL_NAME = "PaLM2"
_TEXT_TITLE = "Plain Text"  # of the published sample


async def create_training_data(call: Call) -> Response:
    """Add a text at once, and files or a web site in the background."""
    kind = call.required("query", "type")
    if kind == "text":
        item = TrainingData(id=new_id(), kind="text", name=_TEXT_TITLE)
        await call.chatbot.add("training_data", encode(item))
        return call.filled(id=item.id, event_id=None)
    due_at = now(call.durations.of(call.request.operation.id))
    if kind == "file":
        return await _start(call, Uploading(due_at=due_at, filenames=list(call.request.files)))
    return await _start(call, Crawling(due_at=due_at, website=call.form.get("website", "")))


async def list_training_data(call: Call) -> Response:
    """List the training data."""
    return training_data_response(await call.chatbot.entries("training_data"))


async def delete_training_data(call: Call) -> Response:
    """Delete training data. Models that were trained on it stay."""
    is_removed = await call.chatbot.remove("training_data", call.required_id("path", "training_data_id"))
    return call.confirmed() if is_removed else not_found("Training data")


async def train_model(call: Call) -> Response:
    """Train a model in the background."""
    due_at = now(call.durations.of(call.request.operation.id))
    return await _start(
        call, Training(due_at=due_at, title=call.required("body", "title"), model_name=_model_name(call))
    )


async def train_model_on_text(call: Call) -> Response:
    """Train a model on a text, at once."""
    call.required("body", "text")
    moment = now()
    model = Model(
        id=new_id(),
        title=call.required("body", "title"),
        model_name=_model_name(call),
        created_at=moment,
        updated_at=moment,
        training_data_type="text",
    )
    await call.chatbot.add("models", model.stored())
    return call.filled(id=model.id)


async def list_models(call: Call) -> Response:
    """List the models."""
    return models_response(await call.chatbot.entries("models"))


async def get_model(call: Call) -> Response:
    """Return a model with its training data."""
    entry = await call.chatbot.entry("models", call.required_id("path", "model_id"))
    return not_found("Model") if entry is None else model_response(entry)


async def choose_model(call: Call) -> Response:
    """Choose the model of the chatbot."""
    is_known = await call.chatbot.set_model(call.required_id("body", "model_id"))
    return call.confirmed() if is_known else not_found("Model")


async def _start(call: Call, job: Job) -> Response:
    if not await call.chatbot.add_job(job, call.durations.of(call.request.operation.id), initial_event(job)):
        raise Unavailable("too many background jobs are running; wait, or POST /__mock/reset")
    return call.filled(id=None, event_id=job.event_id)


def _model_name(call: Call) -> str:
    name: str = call.form.get("model_name", _DEFAULT_MODEL_NAME)
    return name


def models_response(entries: Iterable[bytes]) -> Response:
    """Return the response that lists models."""
    return list_response("models", map(listed, entries))


def model_response(entry: bytes) -> Response:
    """Return the response with a model and its training data."""
    model = Model.from_stored(entry)
    training_data = [{"id": each.id, "title": each.name} for each in model.training_data]
    properties: Mapping[str, Any] = decode(listed(entry))
    return 200, encode({**properties, "training_data": training_data})


def training_data_response(entries: Iterable[bytes]) -> Response:
    """Return the response that lists training data."""
    items = (decode(entry, type=TrainingData) for entry in entries)
    return list_response(
        "training_data", [encode({"title": item.name, "id": item.id, "type": item.kind}) for item in items]
    )
