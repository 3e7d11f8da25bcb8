from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TrainingFailedEvent")


@_attrs_define
class TrainingFailedEvent:
    """Training has failed.

    Attributes:
        event (Literal['training']): The kind of job.
        status (Literal['failed']): The progress of the job.
        chatbot_id (UUID): The id of the chatbot.
        detail (str): The reason. The documents list `Training data not found` and `Character limit exceeded`, but their
            sample has
            an empty text; that there are no other reasons isn't stated.
    """

    event: Literal["training"]
    status: Literal["failed"]
    chatbot_id: UUID
    detail: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event = self.event

        status = self.status

        chatbot_id = str(self.chatbot_id)

        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event": event,
                "status": status,
                "chatbot_id": chatbot_id,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        event = cast(Literal["training"], d.pop("event"))
        if event != "training":
            raise ValueError(f"event must match const 'training', got '{event}'")

        status = cast(Literal["failed"], d.pop("status"))
        if status != "failed":
            raise ValueError(f"status must match const 'failed', got '{status}'")

        chatbot_id = UUID(d.pop("chatbot_id"))

        detail = d.pop("detail")
        if not isinstance(detail, str):
            raise TypeError("detail must be a string")

        training_failed_event = cls(
            event=event,
            status=status,
            chatbot_id=chatbot_id,
            detail=detail,
        )

        training_failed_event.additional_properties = d
        return training_failed_event

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
