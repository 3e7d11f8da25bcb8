from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class TrainingStart(_models.OpenModel[Any]):
    """A training that has begun.

    Attributes:
        event_id (UUID): The id of the event.
    """

    event_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (_models.Field("event_id", "event_id", _parsing.uuid, required=True),),
            _parsing.any_value,
        )
