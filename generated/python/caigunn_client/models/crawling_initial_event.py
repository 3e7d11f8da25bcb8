from __future__ import annotations

from functools import cache as _cache
from typing import Any, Literal
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import _models, _parsing


@_attrs_define
class CrawlingInitialEvent(_models.OpenModel[Any]):
    """Crawling has begun.

    Attributes:
        event (Literal['crawling']): The kind of job.
        status (Literal['initial']): The progress of the job.
        chatbot_id (UUID): The id of the chatbot.
        event_id (UUID): The id of the event.
    """

    event: Literal["crawling"]
    status: Literal["initial"]
    chatbot_id: UUID
    event_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("event", "event", _parsing.literal("crawling"), required=True),
                _models.Field("status", "status", _parsing.literal("initial"), required=True),
                _models.Field("chatbot_id", "chatbot_id", _parsing.uuid, required=True),
                _models.Field("event_id", "event_id", _parsing.uuid, required=True),
            ),
            _parsing.any_value,
        )
