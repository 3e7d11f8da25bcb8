"""Operations of an account: its chatbots, plans and tokens."""

import uuid
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from msgspec.json import decode

from scripts.mock.state.accounts import AccountChatbot, ChatbotDetails, new_key, new_token
from scripts.mock.state.handlers.call import Call, Response, filled, list_response, not_found
from scripts.mock.state.models import Profile, chatbot_id, chatbot_name, id_of, listed, new_id, now
from scripts.mock.state.selection import Selection

_VALIDITY_SECONDS = 365 * 24 * 3600
# The settings that `getChatbot` returns as they were sent.
_SETTINGS = ("plan_id", "prompt", "is_shared")

_Item = TypeVar("_Item")


async def create_chatbot(call: Call) -> Response:
    """Create a chatbot with a new key."""
    key, moment = new_key(call.account_name), now()
    details = ChatbotDetails(created_at=moment, updated_at=moment, settings=_settings(call))
    chatbot = AccountChatbot(
        id=chatbot_id(chatbot_name(key)), title=call.required("body", "title"), api_key=key, details=details
    )
    await call.account.add("chatbots", chatbot.stored())
    return call.filled(chatbot_id=chatbot.id, webchat_id=new_id(), api_key=key, expired_at=now(_VALIDITY_SECONDS))


async def list_chatbots(call: Call) -> Response:
    """List the chatbots of the account."""
    return list_response("chatbots", map(listed, _page(call, await call.account.entries("chatbots"))))


async def get_chatbot(call: Call) -> Response:
    """Return a chatbot with its settings."""
    entry = await _entry(call)
    if entry is None:
        return not_found("Chatbot")
    chatbot = AccountChatbot.from_stored(entry)
    profile = await call.chatbot_of(chatbot.api_key).profile()
    return chatbot_response(call.example, chatbot, profile, call.account_name)


async def update_chatbot(call: Call) -> Response:
    """Change settings of a chatbot, and its model."""
    form = call.form
    while entry := await _entry(call):
        chatbot = AccountChatbot.from_stored(entry)
        if "model_id" in form and not await call.chatbot_of(chatbot.api_key).set_model(form["model_id"].lower()):
            return not_found("Model")
        chatbot.title = form.get("title", chatbot.title)
        chatbot.details.updated_at = now()
        chatbot.details.settings |= _settings(call)
        if await call.account.replace_entry("chatbots", entry, chatbot.stored()):
            return call.confirmed()
    return not_found("Chatbot")


async def delete_chatbot(call: Call) -> Response:
    """Delete a chatbot with all its data."""
    entry = await _entry(call)
    if entry is None or not await call.account.remove("chatbots", id_of(entry)):
        return not_found("Chatbot")
    await call.chatbot_of(AccountChatbot.from_stored(entry).api_key).reset()
    return call.confirmed()


async def list_plans(call: Call) -> Response:
    """List the plans of the contract's example."""
    return call.filled(plans=list(_page(call, decode(call.example).get("plans", []))))


async def refresh_token(call: Call) -> Response:
    """Return another token of the account. The old one stays valid."""
    return call.filled(token=new_token(call.account_name))


async def _entry(call: Call) -> bytes | None:
    """Return the stored chatbot that a request names, if the account has it."""
    return await call.account.entry("chatbots", call.required_id("path", "chatbot_id"))


def _settings(call: Call) -> dict[str, Any]:
    form = call.form
    return {name: form[name] for name in _SETTINGS if name in form}


def _page(call: Call, items: Sequence[_Item]) -> Iterable[_Item]:
    selection = Selection.from_query(call.request.query)
    return islice(items, selection.offset, selection.offset + selection.limit)


def chatbot_response(example: bytes, chatbot: AccountChatbot, profile: Profile, account: str) -> Response:
    """Return the response with a chatbot: the example, with the values that the state has."""
    model, device, details = profile.model, profile.device, chatbot.details
    values = {
        "prompt": None,
        "is_shared": False,
        **details.settings,
        "id": chatbot.id,
        "title": chatbot.title,
        "api_key": chatbot.api_key,
        "user_id": str(uuid.uuid5(uuid.NAMESPACE_OID, account)),
        "created_at": details.created_at,
        "updated_at": details.updated_at,
        "is_ready_for_train": profile.training_data is not None,
        "training_data_type": profile.training_data and profile.training_data.kind,
        "file_model_id": None,
        "model": model and {"id": model.id, "model_name": model.model_name, "embedding_name": ""},
        "opentalk_device_id": device and device.device_id,
        "webhook_url": profile.webhook_url,
    }
    return filled(example, **values)
