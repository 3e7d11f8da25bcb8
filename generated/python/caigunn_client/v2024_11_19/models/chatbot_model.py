from __future__ import annotations

from functools import cache as _cache
from typing import Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class ChatbotModel(_models.OpenModel[Any]):
    """The model of a chatbot.

    Attributes:
        id (str): The id of the model.
        model_name (str): The base of the model.
        embedding_name (str): The model of its embeddings.
    """

    id: str
    model_name: str
    embedding_name: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("id", "id", _parsing.string, required=True),
                _models.Field("model_name", "model_name", _parsing.string, required=True),
                _models.Field("embedding_name", "embedding_name", _parsing.string, required=True),
            ),
            _parsing.any_value,
        )
