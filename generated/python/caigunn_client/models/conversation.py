from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Conversation")


@_attrs_define
class Conversation:
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

    def to_dict(self) -> dict[str, Any]:
        uid = self.uid

        nickname = self.nickname

        source = self.source

        last_sent = self.last_sent

        last_sent_at = self.last_sent_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "uid": uid,
                "nickname": nickname,
                "source": source,
                "last_sent": last_sent,
                "last_sent_at": last_sent_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        uid = d.pop("uid")
        if not isinstance(uid, str):
            raise TypeError("uid must be a string")

        nickname = d.pop("nickname")
        if not isinstance(nickname, str):
            raise TypeError("nickname must be a string")

        source = d.pop("source")
        if not isinstance(source, str):
            raise TypeError("source must be a string")

        last_sent = d.pop("last_sent")
        if not isinstance(last_sent, str):
            raise TypeError("last_sent must be a string")

        last_sent_at = d.pop("last_sent_at")
        if not isinstance(last_sent_at, str):
            raise TypeError("last_sent_at must be a string")

        conversation = cls(
            uid=uid,
            nickname=nickname,
            source=source,
            last_sent=last_sent,
            last_sent_at=last_sent_at,
        )

        conversation.additional_properties = d
        return conversation

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
