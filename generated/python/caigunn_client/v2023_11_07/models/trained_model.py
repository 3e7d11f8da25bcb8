from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class TrainedModel(_models.OpenModel[Any]):
    """The response to a training.

    Attributes:
        id (UUID): The id of a model. That the `id` of `trainModel` is that of the model, and that every one is a UUID
            as in its sample, is
            assumed.
    """

    id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (_models.Field("id", "id", _parsing.uuid, required=True),),
            _parsing.any_value,
        )
