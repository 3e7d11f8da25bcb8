from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.message import Message


@_attrs_define
class MessageList(_models.OpenModel[Any]):
    """Messages of a conversation.

    Attributes:
        messages (list[Message]): The messages.
    """

    messages: list[Message]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.message import Message  # noqa: PLC0415

        return _models.Schema(
            cls,
            (_models.Field("messages", "messages", _parsing.array(Message._parse), required=True),),
            _parsing.any_value,
        )
