from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class ModelTrainingData(_models.OpenModel[Any]):
    """Training data of a model.

    Attributes:
        id (UUID): The id of training data.
        title (str): The title of the training data.
    """

    id: UUID
    title: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("id", "id", _parsing.uuid, required=True),
                _models.Field("title", "title", _parsing.string, required=True),
            ),
            _parsing.any_value,
        )
