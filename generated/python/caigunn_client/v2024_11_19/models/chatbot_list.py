from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.chatbot_item import ChatbotItem


@_attrs_define
class ChatbotList(_models.OpenModel[Any]):
    """Chatbots of the account.

    Attributes:
        chatbots (list[ChatbotItem]): The chatbots.
    """

    chatbots: list[ChatbotItem]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.chatbot_item import ChatbotItem  # noqa: PLC0415

        return _models.Schema(
            cls,
            (_models.Field("chatbots", "chatbots", _parsing.array(ChatbotItem._parse), required=True),),
            _parsing.any_value,
        )
