from __future__ import annotations

from functools import cache as _cache
from typing import Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class Error(_models.OpenModel[Any]):
    """The reason why a request failed. The documents list the status codes and no body; this one is assumed from the
    message of every confirmation, and so are the texts of the examples.

    Attributes:
        detail (str): A message for people.
    """

    detail: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (_models.Field("detail", "detail", _parsing.string, required=True),),
            _parsing.any_value,
        )
