from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="UploadedFile")


@_attrs_define
class UploadedFile:
    """The result for one file. That a failed file has both `status` and `detail`, and other files neither, is assumed
    from the one published sample.

        Attributes:
            id (UUID): The id of training data.
            filename (str): The name that it was uploaded with.
            status (Literal['failed'] | Unset): The file has failed.
            detail (str | Unset): The reason. The published sample is `Unsupport file format`, in this spelling.
    """

    id: UUID
    filename: str
    status: Literal["failed"] | Unset = UNSET
    detail: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        filename = self.filename

        status = self.status

        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "filename": filename,
            }
        )
        if status is not UNSET:
            field_dict["status"] = status
        if detail is not UNSET:
            field_dict["detail"] = detail

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        filename = d.pop("filename")
        if not isinstance(filename, str):
            raise TypeError("filename must be a string")

        status = cast(Literal["failed"] | Unset, d.pop("status", UNSET))
        if status != "failed" and not isinstance(status, Unset):
            raise ValueError(f"status must match const 'failed', got '{status}'")

        detail = d.pop("detail", UNSET)
        if not isinstance(detail, (str, Unset)):
            raise TypeError("detail must be a string")

        uploaded_file = cls(
            id=id,
            filename=filename,
            status=status,
            detail=detail,
        )

        uploaded_file.additional_properties = d
        return uploaded_file

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
