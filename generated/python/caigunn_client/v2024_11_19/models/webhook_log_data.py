from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing
from ...types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.uploaded_file import UploadedFile


@_attrs_define
class WebhookLogData(_models.OpenModel[Any]):
    """The `data` of the event, with the properties that its kind and status have.

    Attributes:
        chatbot_id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list and
            the path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
        training_data_ids (list[UploadedFile | UUID] | Unset): The training data, by id. An upload has one entry per
            file.
        model_id (UUID | Unset): The id of a model. The path of `getModel` and the list of models type it `string`, the
            form of `updateChatbot` types it
            `uuid`; that every one is a UUID, and that other strings are rejected, is assumed.
        detail (str | Unset): The reason of a failure.
    """

    chatbot_id: UUID
    training_data_ids: list[UploadedFile | UUID] | Unset = UNSET
    model_id: UUID | Unset = UNSET
    detail: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.uploaded_file import UploadedFile  # noqa: PLC0415

        return _models.Schema(
            cls,
            (
                _models.Field("chatbot_id", "chatbot_id", _parsing.uuid, required=True),
                _models.Field(
                    "training_data_ids",
                    "training_data_ids",
                    _parsing.array(_parsing.union(_parsing.uuid, UploadedFile._parse)),
                ),
                _models.Field("model_id", "model_id", _parsing.uuid),
                _models.Field("detail", "detail", _parsing.string),
            ),
            _parsing.any_value,
        )
