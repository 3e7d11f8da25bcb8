from __future__ import annotations

import datetime
from functools import cache as _cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ... import _models, _parsing

if TYPE_CHECKING:
    from ..models.chatbot_coupon_type_0 import ChatbotCouponType0
    from ..models.chatbot_model import ChatbotModel


@_attrs_define
class Chatbot(_models.OpenModel[Any]):
    """A chatbot with its settings. The documents have a sample and no table: that every property is always present, and
    its
    type, is assumed from the sample. No document says which may be null; those that a chatbot can be without are
    declared
    so, which is assumed.

    Attributes:
        updated_at (datetime.datetime): The time of the last change.
        created_at (datetime.datetime): The time of the creation.
        id (UUID): The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list and the
            path type it `string`;
            that every one is a UUID, and that other strings are rejected, is assumed.
        title (str): The name of the chatbot.
        user_id (str): The id of its owner.
        is_deleted (bool): Whether it is deleted.
        deleted_at (datetime.datetime | None): When it was deleted.
        prompt (None | str): The prompt of the chatbot.
        temperature (float): The temperature of the model.
        is_ready_for_train (bool): Whether a training can begin (assumed from the name).
        is_shared (bool): Whether the chatbot is shared (assumed from the name).
        share_link (None | str): The link by which it is shared.
        is_free (bool): Whether its plan is free (assumed from the name).
        training_data_type (None | str): The kind of training data. The published sample is `file`.
        file_model_id (None | str): The id of the model trained on files (assumed from the name).
        crawler_model_id (None | str): The id of the model trained on web sites (assumed from the name).
        text_model_id (None | str): The id of the model trained on text (assumed from the name).
        usage_notification (int): Undocumented but for its name and type.
        message_limit (int): A limit of messages.
        character_limit (int): A limit of characters of training data.
        crawler_limit (int): A limit of crawled pages or sites.
        training_limit (int): A limit of trainings.
        plan_id (UUID): The id of a plan. The form of `createChatbot` types it `uuid`; that it is one in the list of
            plans too is assumed.
        period_start_at (datetime.datetime | None): The begin of the period that is paid for.
        period_end_at (datetime.datetime | None): The end of the period that is paid for.
        api_key (str): The key of the chatbot.
        total_file_size_limit (int): A limit of the size of all files.
        is_api_accessible (bool): Whether its plan includes this API (assumed from the name).
        model (ChatbotModel | None): The model in use.
        opentalk_device_id (None | str): The id of the bound device.
        opentalk_device_name (None | str): The name of the bound device.
        opentalk_device_type (None | str): The type of the bound device.
        bound_at (datetime.datetime | None): When the device was bound.
        opentalk_api_token (None | str): The token of OpenTalk.
        use_opentalk_conversation (bool): Whether the conversation script of OpenTalk is used.
        opentalk_account (None | str): The account of OpenTalk.
        opentalk_user_id (None | str): The id of the OpenTalk user.
        next_plan_id (None | str): The id of the plan of the next period.
        limits_reset_day (int): The day on which limits are reset.
        coupon (ChatbotCouponType0 | None): A coupon. Its properties aren't documented.
        store_source_data (bool): Undocumented but for its name and type.
        is_prompt_template_accessible (bool): Undocumented but for its name and type.
        qa_generate_limit (int): Undocumented but for its name and type.
        qa_generate_count (int): Undocumented but for its name and type.
        preview_chunks (bool): Undocumented but for its name and type.
        is_chunks_editable (bool): Undocumented but for its name and type.
        opentalk_host (None | str): The host of OpenTalk.
        webhook_url (None | str): The URL that receives events.
    """

    updated_at: datetime.datetime
    created_at: datetime.datetime
    id: UUID
    title: str
    user_id: str
    is_deleted: bool
    deleted_at: datetime.datetime | None
    prompt: None | str
    temperature: float
    is_ready_for_train: bool
    is_shared: bool
    share_link: None | str
    is_free: bool
    training_data_type: None | str
    file_model_id: None | str
    crawler_model_id: None | str
    text_model_id: None | str
    usage_notification: int
    message_limit: int
    character_limit: int
    crawler_limit: int
    training_limit: int
    plan_id: UUID
    period_start_at: datetime.datetime | None
    period_end_at: datetime.datetime | None
    api_key: str
    total_file_size_limit: int
    is_api_accessible: bool
    model: ChatbotModel | None
    opentalk_device_id: None | str
    opentalk_device_name: None | str
    opentalk_device_type: None | str
    bound_at: datetime.datetime | None
    opentalk_api_token: None | str
    use_opentalk_conversation: bool
    opentalk_account: None | str
    opentalk_user_id: None | str
    next_plan_id: None | str
    limits_reset_day: int
    coupon: ChatbotCouponType0 | None
    store_source_data: bool
    is_prompt_template_accessible: bool
    qa_generate_limit: int
    qa_generate_count: int
    preview_chunks: bool
    is_chunks_editable: bool
    opentalk_host: None | str
    webhook_url: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    @_cache
    def _schema(cls) -> _models.Schema[Any]:
        from ..models.chatbot_coupon_type_0 import ChatbotCouponType0  # noqa: PLC0415
        from ..models.chatbot_model import ChatbotModel  # noqa: PLC0415

        return _models.Schema(
            cls,
            (
                _models.Field("updated_at", "updated_at", _parsing.date_time, required=True),
                _models.Field("created_at", "created_at", _parsing.date_time, required=True),
                _models.Field("id", "id", _parsing.uuid, required=True),
                _models.Field("title", "title", _parsing.string, required=True),
                _models.Field("user_id", "user_id", _parsing.string, required=True),
                _models.Field("is_deleted", "is_deleted", _parsing.boolean, required=True),
                _models.Field(
                    "deleted_at", "deleted_at", _parsing.union(_parsing.date_time, _parsing.null), required=True
                ),
                _models.Field("prompt", "prompt", _parsing.union(_parsing.string, _parsing.null), required=True),
                _models.Field("temperature", "temperature", _parsing.number, required=True),
                _models.Field("is_ready_for_train", "is_ready_for_train", _parsing.boolean, required=True),
                _models.Field("is_shared", "is_shared", _parsing.boolean, required=True),
                _models.Field(
                    "share_link", "share_link", _parsing.union(_parsing.string, _parsing.null), required=True
                ),
                _models.Field("is_free", "is_free", _parsing.boolean, required=True),
                _models.Field(
                    "training_data_type",
                    "training_data_type",
                    _parsing.union(_parsing.string, _parsing.null),
                    required=True,
                ),
                _models.Field(
                    "file_model_id", "file_model_id", _parsing.union(_parsing.string, _parsing.null), required=True
                ),
                _models.Field(
                    "crawler_model_id",
                    "crawler_model_id",
                    _parsing.union(_parsing.string, _parsing.null),
                    required=True,
                ),
                _models.Field(
                    "text_model_id", "text_model_id", _parsing.union(_parsing.string, _parsing.null), required=True
                ),
                _models.Field("usage_notification", "usage_notification", _parsing.integer, required=True),
                _models.Field("message_limit", "message_limit", _parsing.integer, required=True),
                _models.Field("character_limit", "character_limit", _parsing.integer, required=True),
                _models.Field("crawler_limit", "crawler_limit", _parsing.integer, required=True),
                _models.Field("training_limit", "training_limit", _parsing.integer, required=True),
                _models.Field("plan_id", "plan_id", _parsing.uuid, required=True),
                _models.Field(
                    "period_start_at",
                    "period_start_at",
                    _parsing.union(_parsing.date_time, _parsing.null),
                    required=True,
                ),
                _models.Field(
                    "period_end_at", "period_end_at", _parsing.union(_parsing.date_time, _parsing.null), required=True
                ),
                _models.Field("api_key", "api_key", _parsing.string, required=True),
                _models.Field("total_file_size_limit", "total_file_size_limit", _parsing.integer, required=True),
                _models.Field("is_api_accessible", "is_api_accessible", _parsing.boolean, required=True),
                _models.Field("model", "model", _parsing.union(ChatbotModel._parse, _parsing.null), required=True),
                _models.Field(
                    "opentalk_device_id",
                    "opentalk_device_id",
                    _parsing.union(_parsing.string, _parsing.null),
                    required=True,
                ),
                _models.Field(
                    "opentalk_device_name",
                    "opentalk_device_name",
                    _parsing.union(_parsing.string, _parsing.null),
                    required=True,
                ),
                _models.Field(
                    "opentalk_device_type",
                    "opentalk_device_type",
                    _parsing.union(_parsing.string, _parsing.null),
                    required=True,
                ),
                _models.Field("bound_at", "bound_at", _parsing.union(_parsing.date_time, _parsing.null), required=True),
                _models.Field(
                    "opentalk_api_token",
                    "opentalk_api_token",
                    _parsing.union(_parsing.string, _parsing.null),
                    required=True,
                ),
                _models.Field(
                    "use_opentalk_conversation", "use_opentalk_conversation", _parsing.boolean, required=True
                ),
                _models.Field(
                    "opentalk_account",
                    "opentalk_account",
                    _parsing.union(_parsing.string, _parsing.null),
                    required=True,
                ),
                _models.Field(
                    "opentalk_user_id",
                    "opentalk_user_id",
                    _parsing.union(_parsing.string, _parsing.null),
                    required=True,
                ),
                _models.Field(
                    "next_plan_id", "next_plan_id", _parsing.union(_parsing.string, _parsing.null), required=True
                ),
                _models.Field("limits_reset_day", "limits_reset_day", _parsing.integer, required=True),
                _models.Field(
                    "coupon", "coupon", _parsing.union(ChatbotCouponType0._parse, _parsing.null), required=True
                ),
                _models.Field("store_source_data", "store_source_data", _parsing.boolean, required=True),
                _models.Field(
                    "is_prompt_template_accessible", "is_prompt_template_accessible", _parsing.boolean, required=True
                ),
                _models.Field("qa_generate_limit", "qa_generate_limit", _parsing.integer, required=True),
                _models.Field("qa_generate_count", "qa_generate_count", _parsing.integer, required=True),
                _models.Field("preview_chunks", "preview_chunks", _parsing.boolean, required=True),
                _models.Field("is_chunks_editable", "is_chunks_editable", _parsing.boolean, required=True),
                _models.Field(
                    "opentalk_host", "opentalk_host", _parsing.union(_parsing.string, _parsing.null), required=True
                ),
                _models.Field(
                    "webhook_url", "webhook_url", _parsing.union(_parsing.string, _parsing.null), required=True
                ),
            ),
            _parsing.any_value,
        )
