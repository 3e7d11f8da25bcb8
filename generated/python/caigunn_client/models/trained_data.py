from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TrainedData")


@_attrs_define
class TrainedData:
    """The trained model, and its training data.

    Attributes:
        model_id (UUID): The id of a model. The edition types it `string`; that every one is a UUID, and that other
            strings are rejected, is
            assumed from the editions before and after.
        training_data_ids (list[UUID]): The training data that the model was trained on.
    """

    model_id: UUID
    training_data_ids: list[UUID]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        model_id = str(self.model_id)

        training_data_ids = []
        for training_data_ids_item_data in self.training_data_ids:
            training_data_ids_item = str(training_data_ids_item_data)
            training_data_ids.append(training_data_ids_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model_id": model_id,
                "training_data_ids": training_data_ids,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        model_id = UUID(d.pop("model_id"))

        _training_data_ids = d.pop("training_data_ids")
        if not isinstance(_training_data_ids, list):
            raise TypeError("training_data_ids must be an array")
        training_data_ids = []
        for training_data_ids_item_data in _training_data_ids:
            training_data_ids_item = UUID(training_data_ids_item_data)

            training_data_ids.append(training_data_ids_item)

        trained_data = cls(
            model_id=model_id,
            training_data_ids=training_data_ids,
        )

        trained_data.additional_properties = d
        return trained_data

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
