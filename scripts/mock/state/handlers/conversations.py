"""Operations on messages and conversations."""

import functools

from msgspec.json import decode

from scripts.mock.mismatch import ContractMismatch
from scripts.mock.state.handlers.call import Call, Response, list_response
from scripts.mock.state.models import Message, new_id, now
from scripts.mock.state.selection import Selection


async def talk(call: Call) -> Response:
    """Add a message and its reply to a conversation."""
    return await _add_message(call, call.required("body", "text"))


async def talk_by_image(call: Call) -> Response:
    """Add a message with an image to a conversation. The image itself is not kept."""
    return await _add_message(call, call.form.get("text", ""))


async def list_messages(call: Call) -> Response:
    """List messages of a conversation."""
    selection = Selection.from_query(call.request.query)
    return list_response("messages", await call.chatbot.messages(_uid(call), selection))


async def list_uids(call: Call) -> Response:
    """List conversations."""
    return list_response("uids", await call.chatbot.conversations(Selection.from_query(call.request.query)))


async def _add_message(call: Call, text: str) -> Response:
    message = Message(
        id=new_id(),
        uid=_uid(call),
        nickname=call.request.query.get("nickname", ""),
        text=text,
        reply=_reply(call.request.operation.id, call.example),
        created_at=now(),
    )
    await call.chatbot.add_message(message)
    return call.confirmed()


def _uid(call: Call) -> str:
    """Return the id of the conversation. An empty header may be omitted from the request."""
    uid: str = call.request.headers.get("uid", "")
    return uid


@functools.lru_cache(maxsize=16)
def _reply(operation_id: str, example: bytes) -> str:
    """Return the reply in the documented response of an operation.

    Raises:
        ContractMismatch: The contract was edited, and its response has no text.
    """
    reply = decode(example).get("text")
    if not isinstance(reply, str):
        raise ContractMismatch(
            f"{operation_id}: body.text of the response: the state of the mock needs this text, and the contract's "
            "example has none; adapt scripts/mock/state/handlers"
        )
    return reply
