from __future__ import annotations

import datetime
from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class Model(_models.OpenModel[Any]):
    """A trained model. That every property is always present is assumed from the published sample.

    Attributes:
        title (str): The title that was given when it was trained.
        id (UUID): The id of a model. That the `id` of `trainModel` is that of the model, and that every one is a UUID
            as in its sample, is
            assumed.
        updated_at (datetime.datetime): The time of the last change.
        created_at (datetime.datetime): The time of the creation.
        model_name (str): The base of the model. The published sample is `PaLM2`.
        training_data_type (str): The kind of training data. The published sample is `file`; other values aren't
            documented.
    """

    title: str
    id: UUID
    updated_at: datetime.datetime
    created_at: datetime.datetime
    model_name: str
    training_data_type: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("title", "title", _parsing.string, required=True),
                _models.Field("id", "id", _parsing.uuid, required=True),
                _models.Field("updated_at", "updated_at", _parsing.date_time, required=True),
                _models.Field("created_at", "created_at", _parsing.date_time, required=True),
                _models.Field("model_name", "model_name", _parsing.string, required=True),
                _models.Field("training_data_type", "training_data_type", _parsing.string, required=True),
            ),
            _parsing.any_value,
        )
