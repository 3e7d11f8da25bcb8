from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Model")


@_attrs_define
class Model:
    """A trained model. That every property is always present is assumed from the published sample.

    Attributes:
        title (str): The title that was given when it was trained.
        id (UUID): The id of a model. The edition types it `string`; that every one is a UUID, and that other strings
            are rejected, is
            assumed from the editions before and after.
        updated_at (datetime.datetime): The time of the last change.
        created_at (datetime.datetime): The time of the creation.
        model_name (str): The base of the model. The published sample is `chat-bison`, which requests can't name in this
            edition; it may be
            the name of an underlying model, or a sample that is older than the list of names.
    """

    title: str
    id: UUID
    updated_at: datetime.datetime
    created_at: datetime.datetime
    model_name: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        title = self.title

        id = str(self.id)

        updated_at = self.updated_at.isoformat()

        created_at = self.created_at.isoformat()

        model_name = self.model_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "title": title,
                "id": id,
                "updated_at": updated_at,
                "created_at": created_at,
                "model_name": model_name,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        title = d.pop("title")
        if not isinstance(title, str):
            raise TypeError("title must be a string")

        id = UUID(d.pop("id"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        model_name = d.pop("model_name")
        if not isinstance(model_name, str):
            raise TypeError("model_name must be a string")

        model = cls(
            title=title,
            id=id,
            updated_at=updated_at,
            created_at=created_at,
            model_name=model_name,
        )

        model.additional_properties = d
        return model

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
