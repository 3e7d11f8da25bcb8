"""Bugs of real services, by name: each is a function that puts one into the application of tests/fastapi_service.py."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

from tests import fastapi_service as service
from tests.fastapi_service import TOKEN, Stored

Bug = Callable[[FastAPI], None]
Answered = dict[str, Any]


def fails_on_unicode(app: FastAPI) -> None:
    """A text goes through an encoding that hasn't all characters."""
    router = APIRouter()

    @router.post("/talk")
    def talk(words: Annotated[service.Words, Depends(service.talk)]) -> service.Words:
        words.text.encode("latin-1")
        return words

    _replace(app, service.conversations, router)


def renames_a_member(app: FastAPI) -> None:
    """Names are written in another way than documented."""
    router = APIRouter()

    @router.get("/uids")
    def list_uids(answer: Annotated[Answered, Depends(service.list_uids)]) -> Answered:
        names = {"last_sent_at": "lastSentAt"}
        return {"uids": [{names.get(name, name): value for name, value in each.items()} for each in answer["uids"]]}

    _replace(app, service.conversations, router)


def answers_null(app: FastAPI) -> None:
    """What isn't known is null."""
    router = APIRouter()

    @router.get("/uids")
    def list_uids(answer: Annotated[Answered, Depends(service.list_uids)]) -> Answered:
        return {"uids": [{**each, "nickname": None} for each in answer["uids"]]}

    _replace(app, service.conversations, router)


def writes_dates_for_people(app: FastAPI) -> None:
    """A date is written with a space in place of its T, and without a zone."""
    router = APIRouter()

    @router.get("/models")
    def list_models(answer: Annotated[Answered, Depends(service.list_models)]) -> Answered:
        return {
            "models": [{**each, "created_at": each["created_at"][:19].replace("T", " ")} for each in answer["models"]]
        }

    _replace(app, service.management, router)


def ignores_limit(app: FastAPI) -> None:
    """A page has all entries from `offset` on."""
    router = APIRouter()

    @router.get("/uids", dependencies=[Depends(service.list_uids)])
    def list_uids(known: Stored, offset: service.Integer = 0, start_at: str = "", end_at: str = "") -> Answered:
        return service.list_uids(known, offset, len(known.conversations), start_at, end_at)

    _replace(app, service.conversations, router)


def ignores_end_at(app: FastAPI) -> None:
    """A filter is checked, and not applied."""
    router = APIRouter()

    @router.get("/uids", dependencies=[Depends(service.list_uids)])
    def list_uids(
        known: Stored, offset: service.Integer = 0, limit: service.Integer = 30, start_at: str = ""
    ) -> Answered:
        return service.list_uids(known, offset, limit, start_at)

    _replace(app, service.conversations, router)


def forgets_what_is_said(app: FastAPI) -> None:
    """What is confirmed isn't kept."""
    router = APIRouter()

    @router.post("/talk", dependencies=[Depends(service.uid_of)])
    def talk(words: service.Words) -> service.Words:
        return words

    _replace(app, service.conversations, router)


def lists_models_of_others(app: FastAPI) -> None:
    """A list has what belongs to another caller."""
    router = APIRouter()

    @router.get("/models")
    def list_models() -> Answered:
        others = service.Store()
        others.train("Somebody else's", "gpt-4")
        return {"models": others.models}

    _replace(app, service.management, router)


class AnyModel(BaseModel):
    """A model of any name."""

    title: str
    model_name: str = "PaLM2"


def takes_any_name(app: FastAPI) -> None:
    """A list of values isn't checked."""
    router = APIRouter()

    @router.post("/models")
    def train_model(model: AnyModel) -> Answered:
        return {"detail": model.model_name}

    _replace(app, service.management, router)


class UntitledModel(service.NewModel):
    """A model that needs no title."""

    title: str = Field("Untitled")


def requires_no_title(app: FastAPI) -> None:
    """A required member isn't required."""
    router = APIRouter()

    @router.post("/models")
    def train_model(model: UntitledModel) -> Answered:
        return {"detail": model.title}

    _replace(app, service.management, router)


def refuses_an_empty_text(app: FastAPI) -> None:
    """What the contract permits is refused."""
    router = APIRouter()

    @router.put("/webhook")
    def set_webhook(subscription: service.Subscription) -> Answered:
        if not subscription.webhook_url.startswith("http"):
            raise HTTPException(400, "body.webhook_url: is no URL")
        return {"detail": "Webhook url update successfully"}

    _replace(app, service.management, router)


def answers_accepted(app: FastAPI) -> None:
    """Success has a status that isn't documented, and a message that repeats the key, which no report may show."""
    router = APIRouter()

    @router.post("/models", status_code=202, dependencies=[Depends(service.train_model)])
    def train_model(request: Request) -> Answered:
        return {"detail": f"Training in background for {request.headers['api-key']}"}

    _replace(app, service.management, router)


def answers_in_plain_text(app: FastAPI) -> None:
    """Success has a media type that isn't documented."""
    router = APIRouter()

    @router.delete("/opentalk", response_class=PlainTextResponse)
    def unbind_opentalk() -> str:
        return '{"detail": "Unbind Opentalk successfully"}'

    _replace(app, service.management, router)


def shows_a_page_for_401(app: FastAPI) -> None:
    """What stands before the service refuses with a page."""
    app.add_exception_handler(401, lambda *_: HTMLResponse("<h1>401 Unauthorized</h1>", 401))


def tells_no_allow(app: FastAPI) -> None:
    """405 doesn't say what is allowed."""
    app.add_exception_handler(405, lambda *_: JSONResponse({"detail": "Method Not Allowed"}, 405))


def takes_an_empty_token(app: FastAPI) -> None:
    """An empty credential passes, as for `if token and token != …`."""

    def check_token(request: Request) -> None:
        if request.headers.get("caigunn-access-token", "none") not in {"", TOKEN}:
            raise HTTPException(401, "caigunn-access-token: is missing or wrong")

    app.dependency_overrides[service.check_token] = check_token


def needs_no_token(app: FastAPI) -> None:
    """One credential of two isn't looked at."""
    app.dependency_overrides[service.check_token] = lambda: None


def takes_any_key(app: FastAPI) -> None:
    """That a credential is there is checked, and not which it is."""

    def check_key(request: Request) -> None:
        if not request.headers.get("api-key"):
            raise HTTPException(401, "api-key: is missing")

    app.dependency_overrides[service.check_key] = check_key


def answers_anything(app: FastAPI) -> None:
    """What a request accepts isn't looked at."""
    app.dependency_overrides[service.check_acceptable] = lambda: None


def _replace(app: FastAPI, original: APIRouter, router: APIRouter) -> None:
    """Put routes before those of the service: the first that matches answers."""
    app.include_router(router, prefix=service.BASE, dependencies=original.dependencies)
