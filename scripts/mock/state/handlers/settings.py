"""Operations on the webhook, its events, and the device of a chatbot."""

from collections.abc import Iterable

from scripts.mock.state.handlers.call import Call, Response, list_response, not_found
from scripts.mock.state.models import Delivery, Device, encode

# The published sample has `completed` only; the others are those of the deliveries here.
_BROADCAST_STATUS = {"delivered": "completed"}


async def bind_device(call: Call) -> Response:
    """Bind a device."""
    device = Device(email=call.form.get("email"), device_id=call.required("body", "device_id"))
    await call.chatbot.set_device(device)
    return call.confirmed()


async def unbind_device(call: Call) -> Response:
    """Unbind the device."""
    await call.chatbot.set_device(None)
    return call.confirmed()


async def set_webhook(call: Call) -> Response:
    """Set the webhook."""
    await call.chatbot.set_webhook(call.required("body", "webhook_url"))
    return call.confirmed()


async def delete_webhook(call: Call) -> Response:
    """Delete the webhook."""
    await call.chatbot.set_webhook(None)
    return call.confirmed()


async def get_event(call: Call) -> Response:
    """List the events of a job with their deliveries."""
    event_id = call.required_id("path", "event_id")
    found = [each for each in await call.chatbot.deliveries() if each.event.get("event_id") == event_id]
    return events_response(found) if found else not_found("Event")


def events_response(deliveries: Iterable[Delivery]) -> Response:
    """Return the response that lists events."""
    items = [
        {
            "created_at": each.created_at,
            **each.event,
            "broadcast_status": _BROADCAST_STATUS.get(each.status, each.status),
        }
        for each in deliveries
    ]
    return list_response("webhook_logs", map(encode, items))
