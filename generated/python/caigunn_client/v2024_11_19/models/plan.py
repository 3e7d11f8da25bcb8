from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing


@_attrs_define
class Plan(_models.OpenModel[Any]):
    """A plan. That every property is always present is assumed from the published sample.

    Attributes:
        title (str): The name of the plan.
        id (UUID): The id of a plan. The form of `createChatbot` types it `uuid`; that it is one in the list of plans
            too is assumed.
        crawler_limit (int): A limit of crawled pages or sites.
        character_limit (int): A limit of characters of training data.
        training_limit (int): A limit of trainings.
        price (float): The price. Neither currency nor period is documented.
    """

    title: str
    id: UUID
    crawler_limit: int
    character_limit: int
    training_limit: int
    price: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("title", "title", _parsing.string, required=True),
                _models.Field("id", "id", _parsing.uuid, required=True),
                _models.Field("crawler_limit", "crawler_limit", _parsing.integer, required=True),
                _models.Field("character_limit", "character_limit", _parsing.integer, required=True),
                _models.Field("training_limit", "training_limit", _parsing.integer, required=True),
                _models.Field("price", "price", _parsing.number, required=True),
            ),
            _parsing.any_value,
        )
