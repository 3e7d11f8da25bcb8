"""Webhook events: parsing of the requests that the service sends."""

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, overload

from attrs import define

from .._log import logger
from .._parsing import Problems
from . import models as _models

Event: TypeAlias = (
    _models.CrawlingInitialEvent
    | _models.CrawlingCompletedEvent
    | _models.UploadingInitialEvent
    | _models.UploadingCompletedEvent
    | _models.UploadingFailedEvent
    | _models.TrainingInitialEvent
    | _models.TrainingCompletedEvent
    | _models.TrainingFailedEvent
)

# The constant properties that distinguish the events.
MEMBERS: tuple[str, ...] = (
    "event",
    "status",
)
_EVENTS: dict[tuple[Any, ...], type[Event]] = {
    (
        "crawling",
        "initial",
    ): _models.CrawlingInitialEvent,
    (
        "crawling",
        "completed",
    ): _models.CrawlingCompletedEvent,
    (
        "uploading",
        "initial",
    ): _models.UploadingInitialEvent,
    (
        "uploading",
        "completed",
    ): _models.UploadingCompletedEvent,
    (
        "uploading",
        "failed",
    ): _models.UploadingFailedEvent,
    (
        "training",
        "initial",
    ): _models.TrainingInitialEvent,
    (
        "training",
        "completed",
    ): _models.TrainingCompletedEvent,
    (
        "training",
        "failed",
    ): _models.TrainingFailedEvent,
}


class InvalidEventError(ValueError):
    """The body is not an event of the contract."""


class UnknownEventError(InvalidEventError):
    """The contract does not define this event."""


@define
class UnknownEvent:
    """An event that the contract does not define.

    Attributes:
        event: The property `event`; None if it is missing.
        status: The property `status`; None if it is missing.
        data: The whole JSON object.
    """

    event: Any
    status: Any
    data: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return self.data

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the JSON text of the event."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


@overload
def parse(body: bytes | str | Mapping[str, Any], *, strict: Literal[True]) -> Event: ...
@overload
def parse(body: bytes | str | Mapping[str, Any], *, strict: bool = False) -> Event | UnknownEvent: ...
def parse(body: bytes | str | Mapping[str, Any], *, strict: bool = False) -> Event | UnknownEvent:
    """Parse the body of a webhook request.

    The sender is not authenticated. A value that does not match the contract is kept as it is, with a warning in the log;
    a missing property is `UNSET`.

    Args:
        body: The raw body, or the decoded JSON object.
        strict: Raise an error if the event does not match the contract.

    Returns:
        CrawlingInitialEvent: Crawling has begun.
        CrawlingCompletedEvent: Crawling has ended.
        UploadingInitialEvent: Processing of uploaded files has begun.
        UploadingCompletedEvent: Uploaded files were processed.
        UploadingFailedEvent: Processing of uploaded files has failed.
        TrainingInitialEvent: Training has begun.
        TrainingCompletedEvent: Training has ended.
        TrainingFailedEvent: Training has failed.
        UnknownEvent: An event that the contract does not define.

    Raises:
        UnknownEventError: The contract does not define this event, with `strict`.
        InvalidEventError: The body is not a JSON object; with `strict`, also if a property is missing or invalid.
    """
    if isinstance(body, (bytes, bytearray, str)):
        try:
            body = json.loads(body)
        except (RecursionError, ValueError):
            raise InvalidEventError("event body is not JSON") from None
    if not isinstance(body, Mapping):
        raise InvalidEventError(f"event body must be a JSON object, not {type(body).__name__}")
    missing = [name for name in MEMBERS if name not in body]
    if missing and strict:
        raise InvalidEventError(f"event body: property {missing[0]!r} is missing")
    values = tuple(body.get(name) for name in MEMBERS)
    label = ", ".join(f"{name} {_shorten(value)!r}" for name, value in zip(MEMBERS, values, strict=True))
    model = next((model for constants, model in _EVENTS.items() if constants == values), None)
    if not model:
        if strict:
            raise UnknownEventError(f"unknown event: {label}")
        logger.warning("webhook: unknown event: %s", label)
        return UnknownEvent(event=values[0], status=values[1], data=dict(body))
    problems = Problems()
    event: Event = model._parse(body, problems)
    if problems and strict:
        raise InvalidEventError(f"event with {label}: {problems[0]}") from problems[0].error()
    for problem in problems:
        logger.warning("webhook: event with %s: %s", label, problem)
    return event


def _shorten(value: Any) -> str:
    try:
        return str(value)[:50]
    except ValueError:  # Python does not convert integers of that many digits
        return type(value).__name__
