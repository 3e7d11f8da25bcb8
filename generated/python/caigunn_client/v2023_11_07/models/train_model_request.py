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
        text (str): The text to train on.
        model_name (ModelName | Unset): The base of a model. That undocumented names are rejected is assumed. Default:
            'PaLM2'.
    """

    title: str
    text: str
    model_name: ModelName | Unset = "PaLM2"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("title", "title", _parsing.string, required=True),
                _models.Field("text", "text", _parsing.string, required=True),
                _models.Field("model_name", "model_name", _parsing.literal("PaLM2", "gpt2")),
            ),
            _parsing.any_value,
        )
