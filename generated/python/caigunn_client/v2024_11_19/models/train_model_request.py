from __future__ import annotations

from functools import cache as _cache
from typing import Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing
from ...types import Unset
from ..models.model_name import ModelName


@_attrs_define
class TrainModelRequest(_models.OpenModel[Any]):
    """A model to train.

    Attributes:
        title (str): A title for the trained model.
        model_name (ModelName | Unset): The base of a model. That undocumented names are rejected is assumed. Default:
            'PaLM2'.
    """

    title: str
    model_name: ModelName | Unset = "PaLM2"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("title", "title", _parsing.string, required=True),
                _models.Field(
                    "model_name",
                    "model_name",
                    _parsing.literal(
                        "CaiGunn001", "Claude 2", "Claude 3", "Gemini", "Gemini 1.5", "PaLM2", "gpt-3.5-turbo", "gpt-4"
                    ),
                ),
            ),
            _parsing.any_value,
        )
