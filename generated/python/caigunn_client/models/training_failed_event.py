from __future__ import annotations

from functools import cache as _cache
from typing import Any, Literal
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import _models, _parsing
from ..models.training_failed_event_detail import TrainingFailedEventDetail


@_attrs_define
class TrainingFailedEvent(_models.OpenModel[Any]):
    """Training has failed.

    Attributes:
        event (Literal['training']): The kind of job.
        status (Literal['failed']): The progress of the job.
        chatbot_id (UUID): The id of the chatbot.
        detail (TrainingFailedEventDetail): The reason.
    """

    event: Literal["training"]
    status: Literal["failed"]
    chatbot_id: UUID
    detail: TrainingFailedEventDetail
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("event", "event", _parsing.literal("training"), required=True),
                _models.Field("status", "status", _parsing.literal("failed"), required=True),
                _models.Field("chatbot_id", "chatbot_id", _parsing.uuid, required=True),
                _models.Field(
                    "detail",
                    "detail",
                    _parsing.literal("Character limit exceeded", "Training data not found"),
                    required=True,
                ),
            ),
            _parsing.any_value,
        )
