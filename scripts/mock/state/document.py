"""Validation of a state that is to replace the state of a chatbot."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from scripts.mock.state.models import MOMENT_PATTERN, UUID_PATTERN, Chatbot, chatbot_id
from scripts.validation.errors import RequestError

_MAX_LOCATION = 200
_NOT_A_MOMENT = "must be a date-time such as 2024-05-09T10:21:07Z"
# The texts of msgspec name the property in the reason, print regular expressions, and quote the value.
_MESSAGE = re.compile(r"(?P<reason>.*?)(?: - at `\$(?P<path>[^`]*)`)?", re.DOTALL)
_PROPERTY = re.compile(r"Object (?P<problem>missing required|contains unknown) field `(?P<name>.*)`", re.DOTALL)
_REASONS = {
    "missing required": "is required",
    "contains unknown": "is not a property of the state",
    repr(UUID_PATTERN): "must be a UUID in lower case",
    repr(MOMENT_PATTERN): _NOT_A_MOMENT,
    "Invalid": "is not one of the allowed values",
}


def read_chatbot(name: str, body: Any) -> Chatbot:
    """Return a JSON value as the state of a chatbot. Properties that it omits have their initial values.

    Args:
        name: The name of the chatbot.
        body: The JSON value.

    Raises:
        RequestError: 400; the value is not a state.
    """
    if not isinstance(body, dict):
        raise RequestError.at(400, "body", "must be an object")
    try:
        chatbot = msgspec.convert({"id": chatbot_id(name), **body}, Chatbot)
    except msgspec.ValidationError as error:
        raise _request_error(str(error)) from None
    for location, moment in _moments(chatbot):
        try:
            dt.datetime.fromisoformat(moment)
        except ValueError:
            raise RequestError.at(400, location, _NOT_A_MOMENT) from None
    # Of entries with the same id the last is kept.
    chatbot.running = list({job.id: job for job in chatbot.running}.values())
    chatbot.deliveries = list({delivery.id: delivery for delivery in chatbot.deliveries}.values())
    return chatbot


def _request_error(message: str) -> RequestError:
    match = _MESSAGE.fullmatch(message)
    assert match  # noqa: S101 - every part of the pattern is optional
    reason = match["reason"]
    location = "body" + re.sub(r"\[(\d+)\]", r".\1", match["path"] or "")
    if found := _PROPERTY.fullmatch(reason):
        location += f".{found['name']}"
        reason = found["problem"]
    known = next((text for part, text in _REASONS.items() if part in reason), None)
    # The client chose the names: they may be long and contain line breaks.
    location = location[:_MAX_LOCATION].encode("unicode_escape").decode()
    return RequestError.at(400, location, known or reason[:1].lower() + reason[1:])


def _moments(chatbot: Chatbot) -> Iterator[tuple[str, str]]:
    """Yield the moments of a state with their locations."""
    for number, model in enumerate(chatbot.models):
        yield f"body.models.{number}.created_at", model.created_at
        yield f"body.models.{number}.updated_at", model.updated_at
    for number, message in enumerate(chatbot.messages):
        yield f"body.messages.{number}.created_at", message.created_at
    for number, job in enumerate(chatbot.running):
        yield f"body.running.{number}.due_at", job.due_at
    for number, delivery in enumerate(chatbot.deliveries):
        yield f"body.deliveries.{number}.created_at", delivery.created_at
        for index, attempt in enumerate(delivery.attempts):
            yield f"body.deliveries.{number}.attempts.{index}.at", attempt.at
