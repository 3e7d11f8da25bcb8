from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.trained_data import TrainedData


T = TypeVar("T", bound="TrainingCompletedEvent")


@_attrs_define
class TrainingCompletedEvent:
    """Training has ended.

    Attributes:
        event (Literal['training']): The kind of job.
        status (Literal['completed']): The progress of the job.
        chatbot_id (UUID): The id of the chatbot.
        data (TrainedData): The trained model, and its training data.
    """

    event: Literal["training"]
    status: Literal["completed"]
    chatbot_id: UUID
    data: TrainedData
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event = self.event

        status = self.status

        chatbot_id = str(self.chatbot_id)

        data = self.data.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event": event,
                "status": status,
                "chatbot_id": chatbot_id,
                "data": data,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.trained_data import TrainedData  # noqa: PLC0415

        d = dict(src_dict)
        event = cast(Literal["training"], d.pop("event"))
        if event != "training":
            raise ValueError(f"event must match const 'training', got '{event}'")

        status = cast(Literal["completed"], d.pop("status"))
        if status != "completed":
            raise ValueError(f"status must match const 'completed', got '{status}'")

        chatbot_id = UUID(d.pop("chatbot_id"))

        data = TrainedData.from_dict({**d.pop("data")})

        training_completed_event = cls(
            event=event,
            status=status,
            chatbot_id=chatbot_id,
            data=data,
        )

        training_completed_event.additional_properties = d
        return training_completed_event

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
