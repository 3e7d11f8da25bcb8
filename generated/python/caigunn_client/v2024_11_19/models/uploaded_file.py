from __future__ import annotations

from functools import cache as _cache
from typing import Any, Literal
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing
from ...types import UNSET, Unset


@_attrs_define
class UploadedFile(_models.OpenModel[Any]):
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

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("id", "id", _parsing.uuid, required=True),
                _models.Field("filename", "filename", _parsing.string, required=True),
                _models.Field("status", "status", _parsing.literal("failed")),
                _models.Field("detail", "detail", _parsing.string),
            ),
            _parsing.any_value,
        )
