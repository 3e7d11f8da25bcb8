"""Bugs of real services. Each function adds one to the application of fastapi_service.py."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

from tests.support import fastapi_service as service
from tests.support.fastapi_service import TOKEN, Stored, Text

Bug = Callable[[FastAPI], None]
Body = dict[str, Any]


def fails_on_unicode(app: FastAPI) -> None:
    """Encodes text as Latin-1."""
    router = APIRouter()

    @router.post("/talk")
    def talk(reply: Annotated[Text, Depends(service.talk)]) -> Text:
        reply.text.encode("latin-1")
        return reply

    _replace(app, service.conversations, router)


def renames_property(app: FastAPI) -> None:
    """Uses camel case."""
    router = APIRouter()

    @router.get("/uids")
    def list_uids(original: Annotated[Body, Depends(service.list_uids)]) -> Body:
        names = {"last_sent_at": "lastSentAt"}
        return {"uids": [{names.get(name, name): value for name, value in each.items()} for each in original["uids"]]}

    _replace(app, service.conversations, router)


def returns_null(app: FastAPI) -> None:
    """Returns null for a missing value."""
    router = APIRouter()

    @router.get("/uids")
    def list_uids(original: Annotated[Body, Depends(service.list_uids)]) -> Body:
        return {"uids": [{**each, "nickname": None} for each in original["uids"]]}

    _replace(app, service.conversations, router)


def formats_date_with_space(app: FastAPI) -> None:
    """Formats dates with a space instead of T, and without a time zone."""
    router = APIRouter()

    @router.get("/models")
    def list_models(original: Annotated[Body, Depends(service.list_models)]) -> Body:
        return {
            "models": [{**each, "created_at": each["created_at"][:19].replace("T", " ")} for each in original["models"]]
        }

    _replace(app, service.management, router)


def ignores_limit(app: FastAPI) -> None:
    """Returns all items from `offset` on."""
    router = APIRouter()

    @router.get("/uids", dependencies=[Depends(service.list_uids)])
    def list_uids(known: Stored, offset: service.Integer = 0, start_at: str = "", end_at: str = "") -> Body:
        return service.list_uids(known, offset, len(known.conversations), start_at, end_at)

    _replace(app, service.conversations, router)


def ignores_end_at(app: FastAPI) -> None:
    """Validates a filter, and does not apply it."""
    router = APIRouter()

    @router.get("/uids", dependencies=[Depends(service.list_uids)])
    def list_uids(known: Stored, offset: service.Integer = 0, limit: service.Integer = 30, start_at: str = "") -> Body:
        return service.list_uids(known, offset, limit, start_at)

    _replace(app, service.conversations, router)


def drops_messages(app: FastAPI) -> None:
    """Confirms a message, and does not store it."""
    router = APIRouter()

    @router.post("/talk", dependencies=[Depends(service.uid_of)])
    def talk(body: Text) -> Text:
        return body

    _replace(app, service.conversations, router)


def cuts_text_off(app: FastAPI) -> None:
    """Stores the first 255 characters of a message, as a column of a database does."""
    router = APIRouter()

    @router.post("/talk")
    def talk(uid: service.Uid, body: Text, known: Stored, nickname: str = "") -> Text:
        known.add_message(uid, nickname, body.text[:255])
        return body

    _replace(app, service.conversations, router)


def lists_models_of_other_callers(app: FastAPI) -> None:
    """Lists the models of another caller."""
    router = APIRouter()

    @router.get("/models")
    def list_models() -> Body:
        others = service.Store()
        others.train("Other model", "gpt-4")
        return {"models": others.models}

    _replace(app, service.management, router)


class AnyModel(BaseModel):
    """Body with any model name."""

    title: str
    model_name: str = "PaLM2"


def accepts_any_model_name(app: FastAPI) -> None:
    """Does not validate an enum."""
    router = APIRouter()

    @router.post("/models")
    def train_model(model: AnyModel) -> Body:
        return {"detail": model.model_name}

    _replace(app, service.management, router)


class UntitledModel(service.NewModel):
    """Body with an optional title."""

    title: str = Field("Untitled")


def accepts_missing_title(app: FastAPI) -> None:
    """Treats a required property as optional."""
    router = APIRouter()

    @router.post("/models")
    def train_model(model: UntitledModel) -> Body:
        return {"detail": model.title}

    _replace(app, service.management, router)


def rejects_empty_url(app: FastAPI) -> None:
    """Rejects a value that the contract allows."""
    router = APIRouter()

    @router.put("/webhook")
    def set_webhook(subscription: service.Subscription) -> Body:
        if not subscription.webhook_url.startswith("http"):
            raise HTTPException(400, "body.webhook_url: must be a URL")
        return {"detail": "Webhook url update successfully"}

    _replace(app, service.management, router)


def returns_202(app: FastAPI) -> None:
    """Returns an undocumented status code, and a message that contains the key, which reports must redact."""
    router = APIRouter()

    @router.post("/models", status_code=202, dependencies=[Depends(service.train_model)])
    def train_model(request: Request) -> Body:
        return {"detail": f"Training in background for {request.headers['api-key']}"}

    _replace(app, service.management, router)


def returns_plain_text(app: FastAPI) -> None:
    """Returns an undocumented media type."""
    router = APIRouter()

    @router.delete("/opentalk", response_class=PlainTextResponse)
    def unbind_opentalk() -> str:
        return '{"detail": "Unbind Opentalk successfully"}'

    _replace(app, service.management, router)


def returns_html_for_401(app: FastAPI) -> None:
    """Returns the error page of a gateway."""
    app.add_exception_handler(401, lambda *_: HTMLResponse("<h1>401 Unauthorized</h1>", 401))


def omits_allow_header(app: FastAPI) -> None:
    """Returns a 405 without `Allow`."""
    app.add_exception_handler(405, lambda *_: JSONResponse({"detail": "Method Not Allowed"}, 405))


def accepts_empty_token(app: FastAPI) -> None:
    """Accepts an empty credential, as in `if token and token != …`."""

    def check_token(request: Request) -> None:
        if request.headers.get("caigunn-access-token", "none") not in {"", TOKEN}:
            raise HTTPException(401, "header.caigunn-access-token: is missing or wrong")

    app.dependency_overrides[service.check_token] = check_token


def accepts_missing_token(app: FastAPI) -> None:
    """Ignores one of two credentials."""
    app.dependency_overrides[service.check_token] = lambda: None


def accepts_any_key(app: FastAPI) -> None:
    """Requires a credential, and accepts any value."""

    def check_key(request: Request) -> None:
        if not request.headers.get("api-key"):
            raise HTTPException(401, "header.api-key: is missing")

    app.dependency_overrides[service.check_key] = check_key


def ignores_accept_header(app: FastAPI) -> None:
    """Returns JSON to clients that do not accept it."""
    app.dependency_overrides[service.check_acceptable] = lambda: None


def _replace(app: FastAPI, original: APIRouter, router: APIRouter) -> None:
    """Add routes before those of the service: FastAPI uses the first one that matches."""
    app.include_router(router, prefix=service.BASE, dependencies=original.dependencies)
