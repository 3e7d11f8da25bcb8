from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.crawled_data import CrawledData


@_attrs_define
class CrawlingCompletedEvent(_models.OpenModel[Any]):
    """Crawling has ended.

    Attributes:
        event (Literal['crawling']): The kind of job.
        status (Literal['completed']): The progress of the job.
        event_id (UUID): The id of the event.
        data (CrawledData): The result of crawling.
    """

    event: Literal["crawling"]
    status: Literal["completed"]
    event_id: UUID
    data: CrawledData
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.crawled_data import CrawledData  # noqa: PLC0415

        return _models.Schema(
            cls,
            (
                _models.Field("event", "event", _parsing.literal("crawling"), required=True),
                _models.Field("status", "status", _parsing.literal("completed"), required=True),
                _models.Field("event_id", "event_id", _parsing.uuid, required=True),
                _models.Field("data", "data", CrawledData._parse, required=True),
            ),
            _parsing.any_value,
        )
