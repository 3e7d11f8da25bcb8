from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types
from ..types import UNSET, File, FileTypes, Unset

T = TypeVar("T", bound="TrainingDataMultipart")


@_attrs_define
class TrainingDataMultipart:
    """Training data of any kind.

    Attributes:
        files (list[File] | Unset): The files, one part each, with a filename. Which formats are supported isn't
            documented.
        website (str | Unset): The address of the web site to crawl.
        is_single_page (bool | Unset): Whether to crawl the one page only, or the whole web site. In a form this is
            `true` or `false`; that other
            spellings are rejected is assumed, as is that it is optional.
        text (str | Unset): The text to train on.
    """

    files: list[File] | Unset = UNSET
    website: str | Unset = UNSET
    is_single_page: bool | Unset = UNSET
    text: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        files: list[FileTypes] | Unset = UNSET
        if not isinstance(self.files, Unset):
            files = []
            for files_item_data in self.files:
                files_item = files_item_data.to_tuple()

                files.append(files_item)

        website = self.website

        is_single_page = self.is_single_page

        text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if files is not UNSET:
            field_dict["files"] = files
        if website is not UNSET:
            field_dict["website"] = website
        if is_single_page is not UNSET:
            field_dict["is_single_page"] = is_single_page
        if text is not UNSET:
            field_dict["text"] = text

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        if not isinstance(self.files, Unset):
            for files_item_element in self.files:
                files.append(("files", files_item_element.to_tuple()))

        if not isinstance(self.website, Unset):
            files.append(("website", types.form_field(self.website)))

        if not isinstance(self.is_single_page, Unset):
            files.append(("is_single_page", types.form_field(self.is_single_page)))

        if not isinstance(self.text, Unset):
            files.append(("text", types.form_field(self.text)))

        for prop_name, prop in self.additional_properties.items():
            files.append((prop_name, types.form_field(prop)))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _files = d.pop("files", UNSET)
        files: list[File] | Unset = UNSET
        if not isinstance(_files, Unset):
            if not isinstance(_files, list):
                raise TypeError("files must be an array")
            files = []
            for files_item_data in _files:
                files_item = File(payload=BytesIO(files_item_data))

                files.append(files_item)

        website = d.pop("website", UNSET)
        if not isinstance(website, (str, Unset)):
            raise TypeError("website must be a string")

        is_single_page = d.pop("is_single_page", UNSET)
        if not isinstance(is_single_page, (bool, Unset)):
            raise TypeError("is_single_page must be a boolean")

        text = d.pop("text", UNSET)
        if not isinstance(text, (str, Unset)):
            raise TypeError("text must be a string")

        training_data_multipart = cls(
            files=files,
            website=website,
            is_single_page=is_single_page,
            text=text,
        )

        training_data_multipart.additional_properties = d
        return training_data_multipart

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
