from __future__ import annotations

import datetime
from functools import cache as _cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.model_training_data import ModelTrainingData


@_attrs_define
class ModelDetails(_models.OpenModel[Any]):
    """A trained model, and what it was trained on. That every property is always present is assumed from the published
    sample.

    Attributes:
        title (str): The title that was given when it was trained.
        id (UUID): The id of a model. The path of `getModel` and the list of models type it `string`, the form of
            `updateChatbot` types it
            `uuid`; that every one is a UUID, and that other strings are rejected, is assumed.
        updated_at (datetime.datetime): The time of the last change.
        created_at (datetime.datetime): The time of the creation.
        model_name (str): The base of the model.
        training_data (list[ModelTrainingData]): The training data that it was trained on.
    """

    title: str
    id: UUID
    updated_at: datetime.datetime
    created_at: datetime.datetime
    model_name: str
    training_data: list[ModelTrainingData]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.model_training_data import ModelTrainingData  # noqa: PLC0415

        return _models.Schema(
            cls,
            (
                _models.Field("title", "title", _parsing.string, required=True),
                _models.Field("id", "id", _parsing.uuid, required=True),
                _models.Field("updated_at", "updated_at", _parsing.date_time, required=True),
                _models.Field("created_at", "created_at", _parsing.date_time, required=True),
                _models.Field("model_name", "model_name", _parsing.string, required=True),
                _models.Field(
                    "training_data", "training_data", _parsing.array(ModelTrainingData._parse), required=True
                ),
            ),
            _parsing.any_value,
        )
