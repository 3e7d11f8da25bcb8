from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TrainingDataUrlencoded")


@_attrs_define
class TrainingDataUrlencoded:
    """Training data that needs no file.

    Attributes:
        website (str | Unset): The address of the web site to crawl.
        is_single_page (bool | Unset): Whether to crawl the one page only, or the whole web site. In a form this is
            `true` or `false`; that other
            spellings are rejected is assumed, as is that it is optional.
        text (str | Unset): The text to train on.
    """

    website: str | Unset = UNSET
    is_single_page: bool | Unset = UNSET
    text: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        website = self.website

        is_single_page = self.is_single_page

        text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if website is not UNSET:
            field_dict["website"] = website
        if is_single_page is not UNSET:
            field_dict["is_single_page"] = is_single_page
        if text is not UNSET:
            field_dict["text"] = text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        website = d.pop("website", UNSET)
        if not isinstance(website, (str, Unset)):
            raise TypeError("website must be a string")

        is_single_page = d.pop("is_single_page", UNSET)
        if not isinstance(is_single_page, (bool, Unset)):
            raise TypeError("is_single_page must be a boolean")

        text = d.pop("text", UNSET)
        if not isinstance(text, (str, Unset)):
            raise TypeError("text must be a string")

        training_data_urlencoded = cls(
            website=website,
            is_single_page=is_single_page,
            text=text,
        )

        training_data_urlencoded.additional_properties = d
        return training_data_urlencoded

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
