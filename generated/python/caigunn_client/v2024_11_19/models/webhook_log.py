from __future__ import annotations

import datetime
from functools import cache as _cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.webhook_log_data import WebhookLogData


@_attrs_define
class WebhookLog(_models.OpenModel[Any]):
    """An event that was sent: its payload, with `created_at` and `broadcast_status`. That every property is always present
    is
    assumed from the published sample.

    Attributes:
        created_at (datetime.datetime): The time of the event.
        event_id (UUID): The id of the event.
        event (str): The kind of job, as in the event.
        status (str): The progress of the job, as in the event.
        data (WebhookLogData): The `data` of the event, with the properties that its kind and status have.
        broadcast_status (str): The progress of the delivery. The published sample is `completed`; other values aren't
            documented.
    """

    created_at: datetime.datetime
    event_id: UUID
    event: str
    status: str
    data: WebhookLogData
    broadcast_status: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.webhook_log_data import WebhookLogData  # noqa: PLC0415

        return _models.Schema(
            cls,
            (
                _models.Field("created_at", "created_at", _parsing.date_time, required=True),
                _models.Field("event_id", "event_id", _parsing.uuid, required=True),
                _models.Field("event", "event", _parsing.string, required=True),
                _models.Field("status", "status", _parsing.string, required=True),
                _models.Field("data", "data", WebhookLogData._parse, required=True),
                _models.Field("broadcast_status", "broadcast_status", _parsing.string, required=True),
            ),
            _parsing.any_value,
        )
