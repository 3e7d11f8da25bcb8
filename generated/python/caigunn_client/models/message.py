from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.message_kwargs import MessageKwargs


T = TypeVar("T", bound="Message")


@_attrs_define
class Message:
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

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        receive = self.receive

        send = self.send

        type_ = self.type_

        id = self.id

        log_type = self.log_type

        kwargs = self.kwargs.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "receive": receive,
                "send": send,
                "type": type_,
                "id": id,
                "log_type": log_type,
                "kwargs": kwargs,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.message_kwargs import MessageKwargs  # noqa: PLC0415

        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        receive = d.pop("receive")
        if not isinstance(receive, str):
            raise TypeError("receive must be a string")

        send = d.pop("send")
        if not isinstance(send, str):
            raise TypeError("send must be a string")

        type_ = d.pop("type")
        if not isinstance(type_, str):
            raise TypeError("type must be a string")

        id = d.pop("id")
        if not isinstance(id, str):
            raise TypeError("id must be a string")

        log_type = d.pop("log_type")
        if not isinstance(log_type, str):
            raise TypeError("log_type must be a string")

        kwargs = MessageKwargs.from_dict({**d.pop("kwargs")})

        message = cls(
            created_at=created_at,
            receive=receive,
            send=send,
            type_=type_,
            id=id,
            log_type=log_type,
            kwargs=kwargs,
        )

        message.additional_properties = d
        return message

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
