"""The API as a first draft with FastAPI: its violations of the contract are defaults of the framework."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, Form, Header, HTTPException, Query, Request, UploadFile
from pydantic import BaseModel

from tests.support.fastapi_service import BASE, KEY, TOKEN, Device, Subscription, Text

ModelName = Literal[
    "PaLM2", "gpt-3.5-turbo", "gpt-4", "Gemini", "Claude 2", "Claude 3", "CaiGunn001", "Gemini 1.5"
]  # fmt: skip


class NewModel(BaseModel):
    """Body of trainModel."""

    title: str
    model_name: ModelName = "PaLM2"


class Model(BaseModel):
    """Item of listModels."""

    title: str
    id: uuid.UUID
    updated_at: datetime
    created_at: datetime
    model_name: str


class Choice(BaseModel):
    """Body of updateChatbotModel."""

    model_id: uuid.UUID


class Message(BaseModel):
    """Item of listMessages."""

    created_at: datetime
    receive: str
    send: str
    type: str = "text"
    id: uuid.UUID
    log_type: str = "chat"
    kwargs: dict[str, Any] | None = None


class Conversation(BaseModel):
    """Item of listUids."""

    uid: str
    nickname: str | None = None
    source: str = "api"
    last_sent: str
    last_sent_at: datetime


def check_key(api_key: Annotated[str, Header()]) -> None:
    """Reject a wrong key."""
    if api_key != KEY:
        raise HTTPException(401, "Invalid API key")


def check_token(caigunn_access_token: Annotated[str, Header()]) -> None:
    """Reject a wrong token."""
    if caigunn_access_token != TOKEN:
        raise HTTPException(401, "Invalid access token")


Offset = Annotated[int, Query(ge=0)]
Limit = Annotated[int, Query(ge=1, le=100)]
conversations = APIRouter(prefix=BASE, dependencies=[Depends(check_key)])
management = APIRouter(prefix=BASE, dependencies=[Depends(check_key), Depends(check_token)])


@management.post("/training_data", status_code=201)
def create_training_data(
    type: Literal["file", "crawler", "text"],  # noqa: A002 - the name in the contract
    files: list[UploadFile] | None = None,
    website: Annotated[str | None, Form()] = None,
    is_single_page: Annotated[bool, Form()] = False,
    text: Annotated[str | None, Form()] = None,
) -> dict[str, str]:
    """Accept training data."""
    del files, website, is_single_page, text
    return {"detail": f"Creating training data from {type} in background"}


@management.post("/models", status_code=202)
def train_model(request: Request, model: NewModel) -> dict[str, str]:
    """Train a model."""
    now = datetime.now()  # noqa: DTZ005 - a common mistake
    trained = Model(id=uuid.uuid4(), created_at=now, updated_at=now, **model.model_dump())
    request.app.state.models.append(trained)
    return {"detail": "Training in background"}


@management.get("/models")
def list_models(request: Request) -> dict[str, list[Model]]:
    """List the models."""
    return {"models": request.app.state.models}


@management.put("")
def update_chatbot(request: Request, choice: Choice) -> dict[str, str]:
    """Select a model."""
    if all(model.id != choice.model_id for model in request.app.state.models):
        raise HTTPException(404, "Model not found")
    return {"detail": "Update successfully"}


@conversations.post("/talk")
def talk(request: Request, uid: Annotated[str, Header()], body: Text, nickname: str | None = None) -> Text:
    """Reply with the same text."""
    now = datetime.now()  # noqa: DTZ005 - a common mistake
    message = Message(created_at=now, receive=body.text, send=body.text, id=uuid.uuid4())
    request.app.state.messages.setdefault(uid, []).append(message)
    conversation = Conversation(uid=uid, nickname=nickname, last_sent=body.text, last_sent_at=now)
    request.app.state.conversations[uid] = conversation
    return Text(text=body.text)


@conversations.get("/messages")
def list_messages(
    request: Request,
    uid: Annotated[str, Header()],
    *,
    offset: Offset = 0,
    limit: Limit = 30,
    start_at: datetime | None = None,
    end_at: datetime | None = None,
    nickname: str | None = None,
) -> dict[str, list[Message]]:
    """List the messages of a conversation."""
    del start_at, end_at, nickname
    return {"messages": request.app.state.messages.get(uid, [])[offset : offset + limit]}


@conversations.get("/uids")
def list_uids(
    request: Request,
    offset: Offset = 0,
    limit: Limit = 30,
    start_at: datetime | None = None,
    end_at: datetime | None = None,
) -> dict[str, list[Conversation]]:
    """List the conversations."""
    del start_at, end_at
    return {"uids": list(request.app.state.conversations.values())[offset : offset + limit]}


@management.put("/opentalk")
def bind_opentalk(device: Device) -> dict[str, str]:
    """Bind a device."""
    return {"detail": f"Bind {device.device_id}"}


@management.delete("/opentalk", status_code=204)
def unbind_opentalk() -> None:
    """Unbind the device."""


@management.put("/webhook")
def set_webhook(subscription: Subscription) -> dict[str, str]:
    """Set the webhook."""
    return {"detail": f"Webhook is {subscription.webhook_url}"}


def create() -> FastAPI:
    """Return the application, without data."""
    app = FastAPI()
    app.state.models, app.state.messages, app.state.conversations = [], {}, {}
    app.include_router(management)
    app.include_router(conversations)
    return app
