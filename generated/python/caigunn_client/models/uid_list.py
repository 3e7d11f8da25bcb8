from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.conversation import Conversation


T = TypeVar("T", bound="UidList")


@_attrs_define
class UidList:
    """Conversations of a chatbot.

    Attributes:
        uids (list[Conversation]): The conversations.
    """

    uids: list[Conversation]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        uids = []
        for uids_item_data in self.uids:
            uids_item = uids_item_data.to_dict()
            uids.append(uids_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "uids": uids,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.conversation import Conversation  # noqa: PLC0415

        d = dict(src_dict)
        _uids = d.pop("uids")
        if not isinstance(_uids, list):
            raise TypeError("uids must be an array")
        uids = []
        for uids_item_data in _uids:
            uids_item = Conversation.from_dict({**uids_item_data})

            uids.append(uids_item)

        uid_list = cls(
            uids=uids,
        )

        uid_list.additional_properties = d
        return uid_list

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
