from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.conversation import Conversation


@_attrs_define
class UidList(_models.OpenModel[Any]):
    """Conversations of a chatbot.

    Attributes:
        uids (list[Conversation]): The conversations.
    """

    uids: list[Conversation]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.conversation import Conversation  # noqa: PLC0415

        return _models.Schema(
            cls,
            (_models.Field("uids", "uids", _parsing.array(Conversation._parse), required=True),),
            _parsing.any_value,
        )
