from __future__ import annotations

import datetime
from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class ChatbotCreation(_models.OpenModel[Any]):
    """A new chatbot. That every property is always present is assumed from the published sample.

    Attributes:
        chatbot_id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list and
            the path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
        webchat_id (UUID): The id of the web chat. No operation takes it.
        api_key (str): The key of the chatbot.
        expired_at (datetime.datetime): When something expires; the documents don't say whether that is the key, the
            plan or the chatbot.
    """

    chatbot_id: UUID
    webchat_id: UUID
    api_key: str
    expired_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("chatbot_id", "chatbot_id", _parsing.uuid, required=True),
                _models.Field("webchat_id", "webchat_id", _parsing.uuid, required=True),
                _models.Field("api_key", "api_key", _parsing.string, required=True),
                _models.Field("expired_at", "expired_at", _parsing.date_time, required=True),
            ),
            _parsing.any_value,
        )
