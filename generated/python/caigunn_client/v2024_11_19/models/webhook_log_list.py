from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.webhook_log import WebhookLog


@_attrs_define
class WebhookLogList(_models.OpenModel[Any]):
    """Events that were sent.

    Attributes:
        webhook_logs (list[WebhookLog]): The events. That the oldest is first is assumed from the published sample.
    """

    webhook_logs: list[WebhookLog]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.webhook_log import WebhookLog  # noqa: PLC0415

        return _models.Schema(
            cls,
            (_models.Field("webhook_logs", "webhook_logs", _parsing.array(WebhookLog._parse), required=True),),
            _parsing.any_value,
        )
