"""Operations of an account: its chatbots, plans and tokens."""

import uuid
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from msgspec import Raw
from msgspec.json import decode

from scripts.mock.state.accounts import AccountChatbot, ChatbotDetails, new_key, new_token
from scripts.mock.state.handlers.call import Call, Response, filled, list_response, not_found
from scripts.mock.state.models import Profile, chatbot_id, chatbot_name, listed, new_id, now
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
    chatbot = await _chatbot(call)
    if chatbot is None:
        return not_found("Chatbot")
    profile = await call.chatbot_of(chatbot.api_key).profile()
    return chatbot_response(call.example, chatbot, profile, call.account_name)


async def update_chatbot(call: Call) -> Response:
    """Change settings of a chatbot, and its model."""
    form = call.request.body
    while chatbot := await _chatbot(call):
        previous = chatbot.stored()
        if "model_id" in form and not await call.chatbot_of(chatbot.api_key).set_model(form["model_id"].lower()):
            return not_found("Model")
        chatbot.title = form.get("title", chatbot.title)
        chatbot.details.updated_at = now()
        chatbot.details.settings |= _settings(call)
        if await call.account.replace_entry("chatbots", previous, chatbot.stored()):
            return call.confirmed()
    return not_found("Chatbot")


async def delete_chatbot(call: Call) -> Response:
    """Delete a chatbot with all its data."""
    chatbot = await _chatbot(call)
    if chatbot is None or not await call.account.remove("chatbots", chatbot.id):
        return not_found("Chatbot")
    await call.chatbot_of(chatbot.api_key).reset()
    return call.confirmed()


async def list_plans(call: Call) -> Response:
    """List the plans of the contract's example."""
    plans = decode(call.example, type=dict[str, list[Raw]])
    name, items = next(iter(plans.items()))
    return list_response(name, map(bytes, _page(call, items)))


async def refresh_token(call: Call) -> Response:
    """Return another token of the account. The old one stays valid."""
    return call.filled(token=new_token(call.account_name))


async def _chatbot(call: Call) -> AccountChatbot | None:
    """Return the chatbot that a request names, if the account has it."""
    entry = await call.account.entry("chatbots", call.required_id("path", "chatbot_id"))
    return None if entry is None else AccountChatbot.from_stored(entry)


def _settings(call: Call) -> dict[str, Any]:
    return {name: call.request.body[name] for name in _SETTINGS if name in call.request.body}


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
