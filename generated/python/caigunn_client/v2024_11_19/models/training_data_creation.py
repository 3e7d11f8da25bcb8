from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class TrainingDataCreation(_models.OpenModel[Any]):
    """The ids of training data that was created, or that is being created in the background. One of the two is null:
    `event_id` for text, `id` for files and web sites. That both are always present is assumed from the published
    samples.

    Attributes:
        id (None | UUID): The id of the training data.
        event_id (None | UUID): The id of the events that report the result.
    """

    id: None | UUID
    event_id: None | UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("id", "id", _parsing.union(_parsing.uuid, _parsing.null), required=True),
                _models.Field("event_id", "event_id", _parsing.union(_parsing.uuid, _parsing.null), required=True),
            ),
            _parsing.any_value,
        )
