from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class ChatbotItem(_models.OpenModel[Any]):
    """A chatbot of the account. That every property is always present is assumed from the published sample.

    Attributes:
        id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list and the
            path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
        title (str): The name of the chatbot.
        api_key (str): The key of the chatbot.
    """

    id: UUID
    title: str
    api_key: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("id", "id", _parsing.uuid, required=True),
                _models.Field("title", "title", _parsing.string, required=True),
                _models.Field("api_key", "api_key", _parsing.string, required=True),
            ),
            _parsing.any_value,
        )
