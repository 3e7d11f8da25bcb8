from __future__ import annotations

from functools import cache as _cache
from typing import Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing
from ...types import UNSET, Unset
from ..models.button_style import ButtonStyle


@_attrs_define
class CreateChatbotUrlencoded(_models.OpenModel[Any]):
    """A chatbot to create, without images.

    Attributes:
        title (str): The name of the chatbot.
        plan_id (UUID): The id of a plan. The form of `createChatbot` types it `uuid`; that it is one in the list of
            plans too is assumed.
        main_color (str | Unset): The main color. Its notation isn't documented.
        is_default_visible (bool | Unset): Whether the chat is visible at first (assumed from the name).
        button_style (ButtonStyle | Unset): The style of the button that opens the chat. That other values are rejected
            is assumed.
        initial_messages (str | Unset): The first messages of each chat, as a JSON text such as
            `[{"type":"text","value":"Hello"}]`. The documents type it as an
            array; that a form has it as one JSON text is assumed from their example.
        is_fixed (bool | Unset): Undocumented but for its name and type.
        show_history (bool | Unset): Whether a chat shows earlier messages (assumed from the name).
        allowed_domains (str | Unset): The origins of the pages that may show the chat, as a JSON text such as
            `["http://localhost"]`. The documents type it as
            an array; that a form has it as one JSON text is assumed from their example.
        model_id (UUID | Unset): The id of a model. The path of `getModel` and the list of models type it `string`, the
            form of `updateChatbot` types it
            `uuid`; that every one is a UUID, and that other strings are rejected, is assumed.
        prompt (str | Unset): The prompt of the chatbot.
        is_shared (bool | Unset): Whether the chatbot is shared (assumed from the name).
    """

    title: str
    plan_id: UUID
    main_color: str | Unset = UNSET
    is_default_visible: bool | Unset = UNSET
    button_style: ButtonStyle | Unset = UNSET
    initial_messages: str | Unset = UNSET
    is_fixed: bool | Unset = UNSET
    show_history: bool | Unset = UNSET
    allowed_domains: str | Unset = UNSET
    model_id: UUID | Unset = UNSET
    prompt: str | Unset = UNSET
    is_shared: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        return _models.Schema(
            cls,
            (
                _models.Field("title", "title", _parsing.string, required=True),
                _models.Field("plan_id", "plan_id", _parsing.uuid, required=True),
                _models.Field("main_color", "main_color", _parsing.string),
                _models.Field("is_default_visible", "is_default_visible", _parsing.boolean),
                _models.Field("button_style", "button_style", _parsing.literal("basic", "image")),
                _models.Field("initial_messages", "initial_messages", _parsing.string),
                _models.Field("is_fixed", "is_fixed", _parsing.boolean),
                _models.Field("show_history", "show_history", _parsing.boolean),
                _models.Field("allowed_domains", "allowed_domains", _parsing.string),
                _models.Field("model_id", "model_id", _parsing.uuid),
                _models.Field("prompt", "prompt", _parsing.string),
                _models.Field("is_shared", "is_shared", _parsing.boolean),
            ),
            _parsing.any_value,
        )
