from __future__ import annotations

from functools import cache as _cache
from typing import Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class MessageKwargs(_models.OpenModel[Any]):
    """Further properties, which aren't documented."""

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (),
            _parsing.any_value,
        )
