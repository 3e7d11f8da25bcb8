from __future__ import annotations

from functools import cache as _cache
from typing import Any, Literal
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import _models, _parsing


@_attrs_define
class TrainingFailedEvent(_models.OpenModel[Any]):
    """Training has failed.

    Attributes:
        event (Literal['training']): The kind of job.
        status (Literal['failed']): The progress of the job.
        chatbot_id (UUID): The id of the chatbot.
        detail (str): The reason. The documents list `Training data not found` and `Character limit exceeded`, but their
            sample has
            an empty text; that there are no other reasons isn't stated.
    """

    event: Literal["training"]
    status: Literal["failed"]
    chatbot_id: UUID
    detail: str
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
                _models.Field("detail", "detail", _parsing.string, required=True),
            ),
            _parsing.any_value,
        )
