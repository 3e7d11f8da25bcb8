from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class CrawledData(_models.OpenModel[Any]):
    """The result of crawling.

    Attributes:
        training_data_ids (list[UUID]): The training data that was created.
        chatbot_id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list and
            the path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
    """

    training_data_ids: list[UUID]
    chatbot_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("training_data_ids", "training_data_ids", _parsing.array(_parsing.uuid), required=True),
                _models.Field("chatbot_id", "chatbot_id", _parsing.uuid, required=True),
            ),
            _parsing.any_value,
        )
