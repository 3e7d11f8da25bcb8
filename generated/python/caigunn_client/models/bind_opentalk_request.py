from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BindOpentalkRequest")


@_attrs_define
class BindOpentalkRequest:
    """A device to bind.

    Attributes:
        email (str): The e-mail address of the OpenTalk user.
        device_id (str): The id of the device.
    """

    email: str
    device_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        device_id = self.device_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "email": email,
                "device_id": device_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")
        if not isinstance(email, str):
            raise TypeError("email must be a string")

        device_id = d.pop("device_id")
        if not isinstance(device_id, str):
            raise TypeError("device_id must be a string")

        bind_opentalk_request = cls(
            email=email,
            device_id=device_id,
        )

        bind_opentalk_request.additional_properties = d
        return bind_opentalk_request

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
