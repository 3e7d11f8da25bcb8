from __future__ import annotations

from functools import cache as _cache
from typing import Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class Conversation(_models.OpenModel[Any]):
    """A conversation. The documents have a sample and no table: that every property is a string, and always present, is
    assumed from the sample.

    Attributes:
        uid (str): The caller's own id of the conversation.
        nickname (str): The name of the person who talks.
        source (str): The origin of the conversation. Its values aren't documented; the example is synthetic.
        last_sent (str): The text that was sent last.
        last_sent_at (str): The time when it was sent. Its format isn't documented.
    """

    uid: str
    nickname: str
    source: str
    last_sent: str
    last_sent_at: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("uid", "uid", _parsing.string, required=True),
                _models.Field("nickname", "nickname", _parsing.string, required=True),
                _models.Field("source", "source", _parsing.string, required=True),
                _models.Field("last_sent", "last_sent", _parsing.string, required=True),
                _models.Field("last_sent_at", "last_sent_at", _parsing.string, required=True),
            ),
            _parsing.any_value,
        )
