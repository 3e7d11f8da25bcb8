"""The API as a FastAPI application that keeps the contract: a second implementation beside the mock, for tests.

Models are trained at once, and nobody's webhook is called.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPMethod
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from openapi_schema_validator import oas31_format_checker
from pydantic import AfterValidator, BaseModel, BeforeValidator
from starlette.datastructures import UploadFile
from starlette.routing import Match
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from tests.contract_runs import KEYS

BASE = "/api/external/chatbot"
KEY, TOKEN = KEYS.values()
MODEL_NAMES = "PaLM2", "gpt-3.5-turbo", "gpt-4", "Gemini", "Claude 2", "Claude 3", "CaiGunn001", "Gemini 1.5"


def now() -> str:
    """Return the time as the contract writes it."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


@dataclass
class Store:
    """What the service knows."""

    models: list[dict[str, str]] = field(default_factory=list)
    # By conversation: who said it, and the message.
    messages: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    conversations: dict[str, dict[str, str]] = field(default_factory=dict)

    def train(self, title: str, name: str) -> None:
        """Add a model."""
        moment = now()
        model = {"title": title, "id": str(uuid.uuid4()), "model_name": name}
        self.models.append({**model, "updated_at": moment, "created_at": moment})

    def say(self, uid: str, nickname: str, text: str) -> None:
        """Add a message, which is answered with itself."""
        message = {"id": str(uuid.uuid4()), "type": "text", "log_type": "chat", "kwargs": {}}
        spoken = {"created_at": now(), "receive": text, "send": text}
        self.messages.setdefault(uid, []).append((nickname, {**message, **spoken}))
        last = {"last_sent": text, "last_sent_at": now()}
        self.conversations[uid] = {"uid": uid, "nickname": nickname, "source": "api", **last}


def store(request: Request) -> Store:
    """Return what the application that is asked knows."""
    found: Store = request.app.state.store
    return found


Stored = Annotated[Store, Depends(store)]


def check_acceptable(request: Request) -> None:
    """Refuse a request for anything but JSON."""
    accepted = parse_accept_header(request.headers.get("accept", "*/*"), MIMEAccept)
    if not accepted.best_match(["application/json"]):
        raise HTTPException(406, "header.Accept: the answer is application/json")


def check_key(request: Request) -> None:
    """Refuse a request without the key."""
    if request.headers.get("api-key") != KEY:
        raise HTTPException(401, "api-key: is missing or wrong")


def check_token(request: Request) -> None:
    """Refuse a request without the token."""
    if request.headers.get("caigunn-access-token") != TOKEN:
        raise HTTPException(401, "caigunn-access-token: is missing or wrong")


def integer(text: Any) -> int:
    """Read an integer as JSON writes one: no space, no sign but minus, no fraction."""
    if isinstance(text, int) or re.fullmatch(r"-?[0-9]+", str(text)):
        return int(text)
    raise ValueError("is no integer")


def of_format(name: str) -> AfterValidator:
    """Return a validator of texts of a format."""

    def check(text: str) -> str:
        if not oas31_format_checker.conforms(text, name):
            raise ValueError(f"is no {name}")
        return text

    return AfterValidator(check)


Integer = Annotated[int, BeforeValidator(integer)]
Moment = Annotated[str, of_format("date-time")]


class NewModel(BaseModel):
    """What trainModel is sent."""

    title: str
    model_name: Literal[MODEL_NAMES] = "PaLM2"  # type: ignore[valid-type]


class Choice(BaseModel):
    """What updateChatbotModel is sent."""

    model_id: Annotated[str, of_format("uuid")]


class Words(BaseModel):
    """What is said, and what is answered."""

    text: str


class Device(BaseModel):
    """What bindOpentalk is sent."""

    email: str
    device_id: str


class Subscription(BaseModel):
    """What setWebhook is sent."""

    webhook_url: str


conversations = APIRouter(prefix=BASE, dependencies=[Depends(check_acceptable), Depends(check_key)])
management = APIRouter(prefix=BASE, dependencies=[Depends(check_acceptable), Depends(check_key), Depends(check_token)])


@management.post("/training_data")
async def create_training_data(request: Request, type: Literal["file", "crawler", "text"]) -> dict[str, str]:  # noqa: A002 - the contract names it
    """Take training data: the form is read here, as FastAPI takes an empty text for none."""
    async with request.form() as form:
        known = {name: form.getlist(name) for name in ("files", "website", "text", "is_single_page") if name in form}
    files, page = known.pop("files", []), known.pop("is_single_page", [])
    if not files and not known:
        raise HTTPException(400, "body: one of files, website and text is required")
    if not all(isinstance(each, UploadFile) for each in files):
        raise HTTPException(400, "body.files: must be files")
    if any(len(texts) > 1 or not isinstance(texts[0], str) for texts in known.values()):
        raise HTTPException(400, "body: must be texts")
    if page and page not in (["true"], ["false"]):
        raise HTTPException(400, "body.is_single_page: must be true or false")
    return {"detail": f"Creating training data from {type} in background"}


@management.post("/models")
def train_model(model: NewModel, known: Stored) -> dict[str, str]:
    """Train a model."""
    known.train(model.title, model.model_name)
    return {"detail": "Training in background"}


@management.get("/models")
def list_models(known: Stored) -> dict[str, Any]:
    """List the models."""
    return {"models": known.models}


@management.put("")
def update_chatbot_model(choice: Choice, known: Stored) -> dict[str, str]:
    """Choose a model."""
    if all(model["id"] != choice.model_id for model in known.models):
        raise HTTPException(404, "body.model_id: there is no such model")
    return {"detail": "Update successfully"}


def uid_of(request: Request) -> str:
    """Return the conversation that a request names."""
    if "uid" not in request.headers:
        raise HTTPException(400, "header.uid: is required")
    return request.headers["uid"]


Uid = Annotated[str, Depends(uid_of)]


@conversations.post("/talk")
def talk(uid: Uid, words: Words, known: Stored, nickname: str = "") -> Words:
    """Answer with what was said."""
    known.say(uid, nickname, words.text)
    return words


def page(entries: list[Any], offset: int, limit: int) -> list[Any]:
    """Return a page; what negative numbers mean isn't documented: here it is none."""
    return entries[max(offset, 0) :][: max(limit, 0)]


def moment(text: str) -> datetime | None:
    """Read a moment, None if it is written in a way that isn't understood; without a zone it is UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def is_between(at: str, start: str, end: str) -> bool:
    """Tell whether a moment is at or after the start, and at or before the end, if they are understood."""
    first, found, last = moment(start), moment(at), moment(end)
    assert found
    return not (first and found < first) and not (last and found > last)


@conversations.get("/messages")
def list_messages(
    uid: Uid,
    known: Stored,
    *,
    offset: Integer = 0,
    limit: Integer = 30,
    start_at: Moment = "",
    end_at: Moment = "",
    nickname: str | None = None,
) -> dict[str, Any]:
    """List the messages of a conversation."""
    said = known.messages.get(uid, [])
    found = [message for name, message in said if nickname in {None, name}]
    found = [each for each in found if is_between(each["created_at"], start_at, end_at)]
    return {"messages": page(found, offset, limit)}


@conversations.get("/uids")
def list_uids(
    known: Stored, offset: Integer = 0, limit: Integer = 30, start_at: str = "1970-1-1", end_at: str = ""
) -> dict[str, Any]:
    """List the conversations."""
    found = [each for each in known.conversations.values() if is_between(each["last_sent_at"], start_at, end_at)]
    return {"uids": page(found, offset, limit)}


@management.put("/opentalk")
def bind_opentalk(device: Device) -> dict[str, str]:
    """Bind a device."""
    del device
    return {"detail": "Bind Opentalk successfully"}


@management.delete("/opentalk")
def unbind_opentalk() -> dict[str, str]:
    """Unbind the device."""
    return {"detail": "Unbind Opentalk successfully"}


@management.put("/webhook")
def set_webhook(subscription: Subscription) -> dict[str, str]:
    """Set where events are sent."""
    del subscription
    return {"detail": "Webhook url update successfully"}


def answer_invalid(request: Request, error: Exception) -> JSONResponse:
    """Answer 400 where FastAPI answers 422 with a list."""
    del request
    assert isinstance(error, RequestValidationError)
    faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return JSONResponse({"detail": "; ".join(faults)}, 400)


def answer_method(request: Request, error: Exception) -> JSONResponse:
    """Answer 405 with all methods of the path: FastAPI tells those of the first route alone."""
    del error
    known = [
        method
        for method in HTTPMethod
        for route in request.app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    ]
    return JSONResponse({"detail": "Method Not Allowed"}, 405, {"Allow": ", ".join(known)})


def create(*bugs: Callable[[FastAPI], None]) -> FastAPI:
    """Return the application: it knows two models, and a conversation of two messages beside another.

    Args:
        bugs: What breaks it, of those in tests/fastapi_bugs.py.
    """
    app = FastAPI(openapi_url=None)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(405, answer_method)
    app.state.store = Store()
    for title in ("Support bot", "Shop assistant"):
        app.state.store.train(title, "gpt-4")
    for uid, text in (("visitor-7", "Hello"), ("visitor-7", "Goodbye"), ("visitor-8", "Hello")):
        app.state.store.say(uid, "Mei", text)
    for bug in bugs:
        bug(app)
    app.include_router(management)
    app.include_router(conversations)
    return app
