"""The events that the service sends: what a subscriber makes of the body of a request."""

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

# The members that tell one event from another.
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
    """The body isn't an event of the contract."""


class UnknownEventError(InvalidEventError):
    """The body may be an event, but none that the contract has."""


def parse(body: bytes | str | Mapping[str, Any]) -> Event:
    """Return the event that a request's body tells of.

    Nothing that is checked here proves who has sent it.

    Args:
        body: The body, as it came or decoded already.

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
        UnknownEventError: The contract has no such event.
        InvalidEventError: It isn't JSON, no object, or lacks a member of its event or has a wrong one.
    """
    if isinstance(body, (bytes, bytearray, str)):
        try:
            body = json.loads(body)
        except (RecursionError, ValueError):
            raise InvalidEventError("the body of the event isn't JSON") from None
    if not isinstance(body, Mapping):
        raise InvalidEventError(f"the body of the event is no object, but {type(body).__name__}")
    for name in MEMBERS:
        if name not in body:
            raise InvalidEventError(f"the body of the event lacks the member {name!r}")
    told = tuple(body[name] for name in MEMBERS)
    named = ", ".join(f"{name} {_short(value)!r}" for name, value in zip(MEMBERS, told, strict=True))
    kind = next((model for constants, model in _EVENTS.items() if constants == told), None)
    if kind is None:
        raise UnknownEventError(f"the contract has no event with {named}")
    try:
        return kind.from_dict(body)
    except KeyError as error:
        raise InvalidEventError(f"the event with {named} lacks the member {error}") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidEventError(
            f"the event with {named} has a member of another form than documented: {error}"
        ) from error


def _short(value: Any) -> str:
    try:
        return str(value)[:50]
    except ValueError:  # Python writes no number of so many digits
        return type(value).__name__
