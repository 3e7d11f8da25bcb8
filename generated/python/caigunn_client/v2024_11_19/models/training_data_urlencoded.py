from __future__ import annotations

from functools import cache as _cache
from typing import Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing
from ...types import UNSET, Unset


@_attrs_define
class TrainingDataUrlencoded(_models.OpenModel[Any]):
    """Training data that needs no file.

    Attributes:
        website (str | Unset): The address of the web site to crawl.
        is_single_page (bool | Unset): Whether to crawl the one page only, or the whole web site. In a form this is
            `true` or `false`; that other
            spellings are rejected is assumed, as is that it is optional.
        text (str | Unset): The text to train on.
    """

    website: str | Unset = UNSET
    is_single_page: bool | Unset = UNSET
    text: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("website", "website", _parsing.string),
                _models.Field("is_single_page", "is_single_page", _parsing.boolean),
                _models.Field("text", "text", _parsing.string),
            ),
            _parsing.any_value,
        )
