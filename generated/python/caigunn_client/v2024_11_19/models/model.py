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
        id (UUID): The id of a model. The path of `getModel` and the list of models type it `string`, the form of
            `updateChatbot` types it
            `uuid`; that every one is a UUID, and that other strings are rejected, is assumed.
        updated_at (datetime.datetime): The time of the last change.
        created_at (datetime.datetime): The time of the creation.
        model_name (str): The base of the model. The published sample is `chat-bison`, which requests can't name in this
            edition; it may be
            the name of an underlying model, or a sample that is older than the list of names.
    """

    title: str
    id: UUID
    updated_at: datetime.datetime
    created_at: datetime.datetime
    model_name: str
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
            ),
            _parsing.any_value,
        )
