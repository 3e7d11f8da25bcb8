"""The API as a FastAPI application that satisfies the contract: a second implementation, independent of the mock.

Models are trained immediately, and no webhook is called.
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
from starlette.types import ASGIApp, Receive, Scope, Send
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from tests.support.contract_runs import CREDENTIALS

BASE = "/api/external/chatbot"
KEY, TOKEN = CREDENTIALS["CAIGUNN_API_KEY"], CREDENTIALS["CAIGUNN_ACCESS_TOKEN"]
# The credentials of two chatbots of two accounts.
KEYS, TOKENS = (KEY, f"{KEY}-2"), (TOKEN, f"{TOKEN}-2")
MODEL_NAMES = "PaLM2", "gpt-3.5-turbo", "gpt-4", "Gemini", "Claude 2", "Claude 3", "CaiGunn001", "Gemini 1.5"


def now() -> str:
    """Return the time in the format of the contract."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


@dataclass
class Store:
    """The data of the service."""

    models: list[dict[str, str]] = field(default_factory=list)
    # By conversation: the nickname of the sender, and the message.
    messages: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    conversations: dict[str, dict[str, str]] = field(default_factory=dict)

    def train(self, title: str, name: str) -> None:
        """Add a model."""
        moment = now()
        model = {"title": title, "id": str(uuid.uuid4()), "model_name": name}
        self.models.append({**model, "updated_at": moment, "created_at": moment})

    def add_message(self, uid: str, nickname: str, text: str) -> None:
        """Add a message; its reply is the same text."""
        message = {"id": str(uuid.uuid4()), "type": "text", "log_type": "chat", "kwargs": {}}
        texts = {"created_at": now(), "receive": text, "send": text}
        self.messages.setdefault(uid, []).append((nickname, {**message, **texts}))
        last = {"last_sent": text, "last_sent_at": now()}
        self.conversations[uid] = {"uid": uid, "nickname": nickname, "source": "api", **last}


def store(request: Request) -> Store:
    """Return the data of the application."""
    key = request.headers.get("api-key")
    stores: dict[str | None, Store] = request.app.state.stores
    return stores.setdefault(key, Store())


Stored = Annotated[Store, Depends(store)]


def check_acceptable(request: Request) -> None:
    """Reject a request that does not accept JSON."""
    accepted = parse_accept_header(request.headers.get("accept", "*/*"), MIMEAccept)
    if not accepted.best_match(["application/json"]):
        raise HTTPException(406, "header.Accept: must allow application/json")


def check_key(request: Request) -> None:
    """Reject a request without the key."""
    if request.headers.get("api-key") not in KEYS:
        raise HTTPException(401, "header.api-key: is missing or wrong")


def check_token(request: Request) -> None:
    """Reject a request without the token."""
    if request.headers.get("caigunn-access-token") not in TOKENS:
        raise HTTPException(401, "header.caigunn-access-token: is missing or wrong")


def integer(text: Any) -> int:
    """Parse an integer in the syntax of JSON: no space, no plus sign, no fraction."""
    if isinstance(text, int) or re.fullmatch(r"-?[0-9]+", str(text)):
        return int(text)
    raise ValueError("must be integer")


def of_format(name: str) -> AfterValidator:
    """Return a validator of strings of a format."""

    def check(text: str) -> str:
        if not oas31_format_checker.conforms(text, name):
            raise ValueError(f"must be {name}")
        return text

    return AfterValidator(check)


Integer = Annotated[int, BeforeValidator(integer)]
Moment = Annotated[str, of_format("date-time")]


def encodable(text: str) -> str:
    """Reject half of a surrogate pair, which JSON can express and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("has half of a surrogate pair") from None
    return text


Encodable = Annotated[str, AfterValidator(encodable)]


class NewModel(BaseModel):
    """Body of trainModel."""

    title: Encodable
    model_name: Literal[MODEL_NAMES] = "PaLM2"  # type: ignore[valid-type]


class Choice(BaseModel):
    """Body of updateChatbotModel."""

    model_id: Annotated[str, of_format("uuid")]


class Text(BaseModel):
    """Body of talk, and of its response."""

    text: Encodable


class Device(BaseModel):
    """Body of bindOpentalk."""

    email: Encodable
    device_id: Encodable


class Subscription(BaseModel):
    """Body of setWebhook."""

    webhook_url: Encodable


conversations = APIRouter(prefix=BASE, dependencies=[Depends(check_acceptable), Depends(check_key)])
management = APIRouter(prefix=BASE, dependencies=[Depends(check_acceptable), Depends(check_key), Depends(check_token)])


@management.post("/training_data")
async def create_training_data(request: Request, type: Literal["file", "crawler", "text"]) -> dict[str, str]:  # noqa: A002 - the name in the contract
    """Accept training data. The form is parsed here, because FastAPI treats an empty text as missing."""
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
    """Select a model."""
    if all(model["id"] != choice.model_id for model in known.models):
        raise HTTPException(404, "body.model_id: is not a model")
    return {"detail": "Update successfully"}


def uid_of(request: Request) -> str:
    """Return the conversation of a request."""
    if "uid" not in request.headers:
        raise HTTPException(400, "header.uid: is required")
    return request.headers["uid"]


Uid = Annotated[str, Depends(uid_of)]


@conversations.post("/talk")
def talk(uid: Uid, body: Text, known: Stored, nickname: str = "") -> Text:
    """Reply with the same text."""
    known.add_message(uid, nickname, body.text)
    return body


def page(entries: list[Any], offset: int, limit: int) -> list[Any]:
    """Return a page. Negative numbers, whose meaning is undocumented, count as 0."""
    return entries[max(offset, 0) :][: max(limit, 0)]


def moment(text: str) -> datetime | None:
    """Parse a date and time; without a time zone it is UTC. Return None if it has another format."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def is_between(at: str, start: str, end: str) -> bool:
    """Return True if a time is between start and end, inclusively. A bound in another format is ignored."""
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
    stored = known.messages.get(uid, [])
    found = [message for name, message in stored if nickname in {None, name}]
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
    """Set the webhook."""
    del subscription
    return {"detail": "Webhook url update successfully"}


def invalid_response(request: Request, error: Exception) -> JSONResponse:
    """Return a 400, where FastAPI returns a 422 with a list."""
    del request
    assert isinstance(error, RequestValidationError)
    faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return JSONResponse({"detail": "; ".join(faults)}, 400)


def method_response(request: Request, error: Exception) -> JSONResponse:
    """Return a 405 with all methods of the path; FastAPI lists the methods of the first route only."""
    del error
    known = [
        method
        for method in HTTPMethod
        for route in request.app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    ]
    return JSONResponse({"detail": "Method Not Allowed"}, 405, {"Allow": ", ".join(known)})


class HeadAsGet:
    """Responds to HEAD as to GET, which FastAPI rejects; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        await self.app({**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope, receive, send)


def create(*bugs: Callable[[FastAPI], None]) -> FastAPI:
    """Return the application, with two models and two conversations.

    Args:
        bugs: Functions of tests/support/fastapi_bugs.py.
    """
    app = FastAPI(openapi_url=None)
    app.add_exception_handler(RequestValidationError, invalid_response)
    app.add_exception_handler(405, method_response)
    app.add_middleware(HeadAsGet)
    app.state.stores = {KEY: Store()}
    for title in ("Support bot", "Shop assistant"):
        app.state.stores[KEY].train(title, "gpt-4")
    for uid, text in (("visitor-7", "Hello"), ("visitor-7", "Goodbye"), ("visitor-8", "Hello")):
        app.state.stores[KEY].add_message(uid, "Mei", text)
    for bug in bugs:
        bug(app)
    app.include_router(management)
    app.include_router(conversations)
    return app
