"""Webhook events: parsing of the requests that the service sends."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from .models.crawling_completed_event import CrawlingCompletedEvent
from .models.crawling_initial_event import CrawlingInitialEvent
from .models.training_completed_event import TrainingCompletedEvent
from .models.training_failed_event import TrainingFailedEvent
from .models.training_initial_event import TrainingInitialEvent
from .models.uploading_completed_event import UploadingCompletedEvent
from .models.uploading_failed_event import UploadingFailedEvent
from .models.uploading_initial_event import UploadingInitialEvent

Event: TypeAlias = (
    CrawlingInitialEvent
    | CrawlingCompletedEvent
    | UploadingInitialEvent
    | UploadingCompletedEvent
    | UploadingFailedEvent
    | TrainingInitialEvent
    | TrainingCompletedEvent
    | TrainingFailedEvent
)

# The constant properties that distinguish the events.
MEMBERS: tuple[str, ...] = ("event", "status")
_EVENTS: dict[tuple[Any, ...], type[Event]] = {
    ("crawling", "initial"): CrawlingInitialEvent,
    ("crawling", "completed"): CrawlingCompletedEvent,
    ("uploading", "initial"): UploadingInitialEvent,
    ("uploading", "completed"): UploadingCompletedEvent,
    ("uploading", "failed"): UploadingFailedEvent,
    ("training", "initial"): TrainingInitialEvent,
    ("training", "completed"): TrainingCompletedEvent,
    ("training", "failed"): TrainingFailedEvent,
}


class InvalidEventError(ValueError):
    """The body is not an event of the contract."""


class UnknownEventError(InvalidEventError):
    """The contract does not define this event."""


def parse(body: bytes | str | Mapping[str, Any]) -> Event:
    """Parse the body of a webhook request.

    The sender is not authenticated.

    Args:
        body: The raw body, or the decoded JSON object.

    Returns:
        CrawlingInitialEvent: Crawling has begun.
        CrawlingCompletedEvent: Crawling has ended.
        UploadingInitialEvent: Processing of uploaded files has begun.
        UploadingCompletedEvent: Uploaded files were processed.
        UploadingFailedEvent: Processing of uploaded files has failed.
        TrainingInitialEvent: Training has begun.
        TrainingCompletedEvent: Training has ended.
        TrainingFailedEvent: Training has failed.

    Raises:
        UnknownEventError: The contract does not define this event.
        InvalidEventError: The body is not a JSON object, or a property is missing or invalid.
    """
    if isinstance(body, (bytes, bytearray, str)):
        try:
            body = json.loads(body)
        except (RecursionError, ValueError):
            raise InvalidEventError("event body is not JSON") from None
    if not isinstance(body, Mapping):
        raise InvalidEventError(f"event body must be a JSON object, not {type(body).__name__}")
    for name in MEMBERS:
        if name not in body:
            raise InvalidEventError(f"event body: property {name!r} is missing")
    values = tuple(body[name] for name in MEMBERS)
    label = ", ".join(f"{name} {_shorten(value)!r}" for name, value in zip(MEMBERS, values, strict=True))
    model = next((model for constants, model in _EVENTS.items() if constants == values), None)
    if not model:
        raise UnknownEventError(f"unknown event: {label}")
    try:
        return model.from_dict(body)
    except KeyError as error:
        raise InvalidEventError(f"event with {label}: property {error} is missing") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidEventError(f"event with {label}: invalid property: {error}") from error


def _shorten(value: Any) -> str:
    try:
        return str(value)[:50]
    except ValueError:  # Python does not convert integers of that many digits
        return type(value).__name__
