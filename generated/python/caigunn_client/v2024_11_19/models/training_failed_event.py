from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.training_failure_data import TrainingFailureData


@_attrs_define
class TrainingFailedEvent(_models.OpenModel[Any]):
    """Training has failed.

    Attributes:
        event (Literal['training']): The kind of job.
        status (Literal['failed']): The progress of the job.
        data (TrainingFailureData): The data of a training that has failed.
        event_id (UUID): The id of the event.
    """

    event: Literal["training"]
    status: Literal["failed"]
    data: TrainingFailureData
    event_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.training_failure_data import TrainingFailureData  # noqa: PLC0415

        return _models.Schema(
            cls,
            (
                _models.Field("event", "event", _parsing.literal("training"), required=True),
                _models.Field("status", "status", _parsing.literal("failed"), required=True),
                _models.Field("data", "data", TrainingFailureData._parse, required=True),
                _models.Field("event_id", "event_id", _parsing.uuid, required=True),
            ),
            _parsing.any_value,
        )
