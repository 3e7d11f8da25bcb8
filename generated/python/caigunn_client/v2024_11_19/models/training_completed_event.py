from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.trained_data import TrainedData


@_attrs_define
class TrainingCompletedEvent(_models.OpenModel[Any]):
    """Training has ended.

    Attributes:
        event (Literal['training']): The kind of job.
        status (Literal['completed']): The progress of the job.
        data (TrainedData): The trained model, and its training data.
        event_id (UUID): The id of the event.
    """

    event: Literal["training"]
    status: Literal["completed"]
    data: TrainedData
    event_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.trained_data import TrainedData  # noqa: PLC0415

        return _models.Schema(
            cls,
            (
                _models.Field("event", "event", _parsing.literal("training"), required=True),
                _models.Field("status", "status", _parsing.literal("completed"), required=True),
                _models.Field("data", "data", TrainedData._parse, required=True),
                _models.Field("event_id", "event_id", _parsing.uuid, required=True),
            ),
            _parsing.any_value,
        )
