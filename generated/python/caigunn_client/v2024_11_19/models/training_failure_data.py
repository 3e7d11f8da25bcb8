from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class TrainingFailureData(_models.OpenModel[Any]):
    """The data of a training that has failed.

    Attributes:
        chatbot_id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list and
            the path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
        detail (str): The reason. The documents list `Training data not found` and `Character limit exceeded`, but their
            sample has
            an empty text; that there are no other reasons isn't stated.
    """

    chatbot_id: UUID
    detail: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("chatbot_id", "chatbot_id", _parsing.uuid, required=True),
                _models.Field("detail", "detail", _parsing.string, required=True),
            ),
            _parsing.any_value,
        )
