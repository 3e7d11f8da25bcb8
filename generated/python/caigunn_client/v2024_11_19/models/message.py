from __future__ import annotations

import datetime
from functools import cache as _cache
from typing import TYPE_CHECKING, Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.message_kwargs import MessageKwargs


@_attrs_define
class Message(_models.OpenModel[Any]):
    """A message of a conversation. The documents have a sample and no table: all types are assumed from the sample, and
    so is that every property is always present.

    Attributes:
        created_at (datetime.datetime): The time when it was recorded.
        receive (str): The text that the chatbot received (assumed from the name).
        send (str): The text that the chatbot sent (assumed from the name).
        type_ (str): The kind of message. The published sample is `text`; other values aren't documented.
        id (str): The id of the message. Its format isn't documented.
        log_type (str): The kind of log entry. Its values aren't documented; the example is synthetic.
        kwargs (MessageKwargs): Further properties, which aren't documented.
    """

    created_at: datetime.datetime
    receive: str
    send: str
    type_: str
    id: str
    log_type: str
    kwargs: MessageKwargs
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.message_kwargs import MessageKwargs  # noqa: PLC0415

        return _models.Schema(
            cls,
            (
                _models.Field("created_at", "created_at", _parsing.date_time, required=True),
                _models.Field("receive", "receive", _parsing.string, required=True),
                _models.Field("send", "send", _parsing.string, required=True),
                _models.Field("type", "type_", _parsing.string, required=True),
                _models.Field("id", "id", _parsing.string, required=True),
                _models.Field("log_type", "log_type", _parsing.string, required=True),
                _models.Field("kwargs", "kwargs", MessageKwargs._parse, required=True),
            ),
            _parsing.any_value,
        )
