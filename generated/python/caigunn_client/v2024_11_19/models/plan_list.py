from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.plan import Plan


@_attrs_define
class PlanList(_models.OpenModel[Any]):
    """Plans that chatbots can have.

    Attributes:
        plans (list[Plan]): The plans.
    """

    plans: list[Plan]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.plan import Plan  # noqa: PLC0415

        return _models.Schema(
            cls,
            (_models.Field("plans", "plans", _parsing.array(Plan._parse), required=True),),
            _parsing.any_value,
        )
