from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.event_data import EventData


@_attrs_define
class UploadingFailedEvent(_models.OpenModel[Any]):
    """Processing of uploaded files has failed.

    Attributes:
        event (Literal['uploading']): The kind of job.
        status (Literal['failed']): The progress of the job.
        event_id (UUID): The id of the event.
        data (EventData): The data of an event that has no result.
    """

    event: Literal["uploading"]
    status: Literal["failed"]
    event_id: UUID
    data: EventData
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.event_data import EventData  # noqa: PLC0415

        return _models.Schema(
            cls,
            (
                _models.Field("event", "event", _parsing.literal("uploading"), required=True),
                _models.Field("status", "status", _parsing.literal("failed"), required=True),
                _models.Field("event_id", "event_id", _parsing.uuid, required=True),
                _models.Field("data", "data", EventData._parse, required=True),
            ),
            _parsing.any_value,
        )
