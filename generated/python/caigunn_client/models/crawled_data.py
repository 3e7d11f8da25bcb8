from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CrawledData")


@_attrs_define
class CrawledData:
    """The result of crawling.

    Attributes:
        training_data_ids (list[UUID]): The training data that was created.
    """

    training_data_ids: list[UUID]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        training_data_ids = []
        for training_data_ids_item_data in self.training_data_ids:
            training_data_ids_item = str(training_data_ids_item_data)
            training_data_ids.append(training_data_ids_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "training_data_ids": training_data_ids,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _training_data_ids = d.pop("training_data_ids")
        if not isinstance(_training_data_ids, list):
            raise TypeError("training_data_ids must be an array")
        training_data_ids = []
        for training_data_ids_item_data in _training_data_ids:
            training_data_ids_item = UUID(training_data_ids_item_data)

            training_data_ids.append(training_data_ids_item)

        crawled_data = cls(
            training_data_ids=training_data_ids,
        )

        crawled_data.additional_properties = d
        return crawled_data

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
