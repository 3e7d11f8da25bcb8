from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing
from ..models.training_data_type import TrainingDataType


@_attrs_define
class TrainingDataItem(_models.OpenModel[Any]):
    """Training data. That every property is always present is assumed from the published sample.

    Attributes:
        title (str): The title. From the published samples it is assumed to be `Plain Text`, the name of the file, or
            the address of the
            web site.
        id (UUID): The id of training data.
        type_ (TrainingDataType): Where the training data comes from. That there are no other values is assumed.
    """

    title: str
    id: UUID
    type_: TrainingDataType
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("title", "title", _parsing.string, required=True),
                _models.Field("id", "id", _parsing.uuid, required=True),
                _models.Field("type", "type_", _parsing.literal("crawler", "file", "text"), required=True),
            ),
            _parsing.any_value,
        )
