from __future__ import annotations

from functools import cache as _cache
from typing import Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing
from ...types import UNSET, File, Unset


@_attrs_define
class TalkByImageRequest(_models.OpenModel[Any]):
    """A message with an image.

    Attributes:
        image (File): The image: `.png`, `.jpg`, `.jpeg`, `.gif`, `.tiff` or `.tif`. How its kind is recognized isn't
            documented, so other
            names and media types aren't rejected.
        text (str | Unset): The text.
    """

    image: File
    text: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("image", "image", _parsing.file, required=True),
                _models.Field("text", "text", _parsing.string),
            ),
            _parsing.any_value,
        )
