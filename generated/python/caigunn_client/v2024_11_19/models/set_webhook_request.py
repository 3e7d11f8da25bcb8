from __future__ import annotations

from functools import cache as _cache
from typing import Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class SetWebhookRequest(_models.OpenModel[Any]):
    """A subscription to events.

    Attributes:
        webhook_url (str): The URL to which events are sent by POST.
    """

    webhook_url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (_models.Field("webhook_url", "webhook_url", _parsing.string, required=True),),
            _parsing.any_value,
        )
