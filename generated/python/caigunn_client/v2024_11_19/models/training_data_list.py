from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.training_data_item import TrainingDataItem


@_attrs_define
class TrainingDataList(_models.OpenModel[Any]):
    """The training data of a chatbot.

    Attributes:
        training_data (list[TrainingDataItem]): The training data.
    """

    training_data: list[TrainingDataItem]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.training_data_item import TrainingDataItem  # noqa: PLC0415

        return _models.Schema(
            cls,
            (_models.Field("training_data", "training_data", _parsing.array(TrainingDataItem._parse), required=True),),
            _parsing.any_value,
        )
