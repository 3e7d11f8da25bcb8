from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.model import Model


@_attrs_define
class ModelList(_models.OpenModel[Any]):
    """Models of a chatbot.

    Attributes:
        models (list[Model]): The models.
    """

    models: list[Model]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.model import Model  # noqa: PLC0415

        return _models.Schema(
            cls,
            (_models.Field("models", "models", _parsing.array(Model._parse), required=True),),
            _parsing.any_value,
        )
