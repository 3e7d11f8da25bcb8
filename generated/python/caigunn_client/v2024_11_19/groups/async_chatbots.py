"""The chatbots of an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

import httpx

from ..._arguments import Upload
from ..._arguments import as_file as _as_file
from ..._arguments import as_uuid as _as_uuid
from ..._arguments import require as _require
from ..._calls import AsyncCaller
from ..._pages import AsyncEntries
from ..._raw_responses import AsyncStreamedResponse, RawResponse, raw_async, streamed_async
from ...types import UNSET, Unset
from ..api.chatbots import create_chatbot as _create_chatbot
from ..api.chatbots import delete_chatbot as _delete_chatbot
from ..api.chatbots import get_chatbot as _get_chatbot
from ..api.chatbots import list_chatbots as _list_chatbots
from ..api.chatbots import update_chatbot as _update_chatbot
from ..models.button_style import ButtonStyle
from ..models.chatbot import Chatbot
from ..models.chatbot_creation import ChatbotCreation
from ..models.chatbot_item import ChatbotItem
from ..models.chatbot_list import ChatbotList
from ..models.confirmation import Confirmation
from ..models.create_chatbot_multipart import CreateChatbotMultipart
from ..models.update_chatbot_multipart import UpdateChatbotMultipart


class AsyncChatbotsGroup:
    """The chatbots of an account."""

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> AsyncChatbotsGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return AsyncChatbotsGroupWithRawResponse(AsyncChatbotsGroup(self._caller.returning(RawResponse)))

    @cached_property
    def with_streaming_response(self) -> AsyncChatbotsGroupWithStreamingResponse:
        """The same methods, with context managers of responses that were not read as results."""
        return AsyncChatbotsGroupWithStreamingResponse(
            AsyncChatbotsGroup(self._caller.returning(AsyncStreamedResponse))
        )

    async def list(
        self,
        *,
        offset: int | None = None,
        limit: int | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> ChatbotList:
        """Get all chatbots

        Lists the chatbots of the account. Their order isn't documented.

        Args:
            offset: How many entries to skip (assumed from the name; the description in the documents is empty).
                Default of the service: 0.
            limit: How many entries to return at most (assumed from the name; the description in the documents is
                empty). Default of the service: 30.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The chatbots.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: caigunn_access_token.
            APIConnectionError: No complete response arrived; APITimeoutError if it did not arrive in time.
            APIResponseValidationError: The body of the response is not JSON; if the client is strict, also if it does
                not match the contract.
            BadRequestError: 400: The request violates this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. In which cases isn't
                documented.
            APIStatusError: 406: The request accepts no media type of the response.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service is temporarily unavailable.
            APIStatusError: Any other status code. Base of the errors for status codes.

        Example::

            async with AsyncCaiGunn() as caigunn:
                await caigunn.chatbots.list()

        """
        return await self._caller.call(
            _list_chatbots,
            _list_chatbots._get_kwargs(
                offset=UNSET if offset is None else offset,
                limit=UNSET if limit is None else limit,
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def iter_all(
        self,
        *,
        page_size: int = 30,
        offset: int = 0,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> AsyncEntries[ChatbotItem]:
        """Get all chatbots: iterate over the entries of all pages

        Pages are requested lazily; `first_page()` returns the first one as an object. The last page is the first one that is not full, or equal to the one before: a service
        that limits pages to fewer entries ends the iteration early.

        Args:
            page_size: The number of entries per request.
            offset: The number of entries to skip.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Raises:
            ValueError: `page_size` is less than 1.
            APIError: A request failed. See `list`.

        Example::

            async with AsyncCaiGunn() as caigunn:
                async for each in caigunn.chatbots.iter_all():
                    print(each)

        """

        async def _page(_start: int) -> Sequence[ChatbotItem]:
            _result = await self.list(
                offset=_start,
                limit=page_size,
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                max_retries=max_retries,
                strict_response_validation=strict_response_validation,
            )
            return _result.chatbots

        return AsyncEntries(_page, offset, page_size)

    async def create(
        self,
        *,
        title: str,
        plan_id: UUID | str,
        avatar: Upload | None = None,
        main_color: str | None = None,
        is_default_visible: bool | None = None,
        button_style: ButtonStyle | None = None,
        button_image: Upload | None = None,
        initial_messages: str | None = None,
        is_fixed: bool | None = None,
        show_history: bool | None = None,
        allowed_domains: str | None = None,
        model_id: UUID | str | None = None,
        prompt: str | None = None,
        is_shared: bool | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> ChatbotCreation:
        """Create a chatbot

        Creates a chatbot with a plan of `listPlans`. The meanings of most settings aren't documented. In a form, a
        boolean is `true` or `false`; that other spellings are rejected is assumed.

        Args:
            title: The name of the chatbot.
            plan_id: The id of a plan. The form of `createChatbot` types it `uuid`; that it is one in the list of
                plans too is assumed.
            avatar: The image of the chatbot. Its formats aren't documented.
            main_color: The main color. Its notation isn't documented.
            is_default_visible: Whether the chat is visible at first (assumed from the name).
            button_style: The style of the button that opens the chat. That other values are rejected is assumed.
            button_image: The image of the button. Its formats aren't documented.
            initial_messages: The first messages of each chat, as a JSON text such as
                `[{"type":"text","value":"Hello"}]`. The documents type it as an array; that a form has it as one JSON
                text is assumed from their example.
            is_fixed: Undocumented but for its name and type.
            show_history: Whether a chat shows earlier messages (assumed from the name).
            allowed_domains: The origins of the pages that may show the chat, as a JSON text such as
                `["http://localhost"]`. The documents type it as an array; that a form has it as one JSON text is
                assumed from their example.
            model_id: The id of a model. The path of `getModel` and the list of models type it `string`, the form
                of `updateChatbot` types it `uuid`; that every one is a UUID, and that other strings are rejected, is
                assumed.
            prompt: The prompt of the chatbot.
            is_shared: Whether the chatbot is shared (assumed from the name).
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The chatbot is created.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: caigunn_access_token.
            APIConnectionError: No complete response arrived; APITimeoutError if it did not arrive in time.
            APIResponseValidationError: The body of the response is not JSON; if the client is strict, also if it does
                not match the contract.
            BadRequestError: 400: The request violates this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. In which cases isn't
                documented.
            APIStatusError: 406: The request accepts no media type of the response.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service is temporarily unavailable.
            APIStatusError: Any other status code. Base of the errors for status codes.

        Example::

            async with AsyncCaiGunn() as caigunn:
                await caigunn.chatbots.create(title="Support", plan_id="8a5d2c3e-1f47-4b90-a6d8-7c0e9b3f5a14")
                await caigunn.chatbots.create(title="Support", plan_id="8a5d2c3e-1f47-4b90-a6d8-7c0e9b3f5a14", main_color="#336699", is_default_visible=True, button_style="basic", initial_messages="[{\\"type\\":\\"text\\",\\"value\\":\\"How can we help you?\\"}]", is_fixed=False, show_history=True, allowed_domains="[\\"http://localhost\\", \\"https://example.com\\"]", model_id="3fa85f64-5717-4562-b3fc-2c963f66afa6", prompt="Answer in one sentence.", is_shared=False)
                await caigunn.chatbots.create(title="Support", plan_id="8a5d2c3e-1f47-4b90-a6d8-7c0e9b3f5a14", avatar=("1.txt", b'GIF89a, the content of a file'), button_style="image", button_image=("2.txt", b'GIF89a, the content of another file'))

        """
        _require(title=title, plan_id=plan_id)
        return await self._caller.call(
            _create_chatbot,
            _create_chatbot._get_kwargs(
                body=CreateChatbotMultipart(
                    title=title,
                    plan_id=_as_uuid(plan_id, "plan_id"),
                    avatar=UNSET if avatar is None else _as_file(avatar, "avatar"),
                    main_color=UNSET if main_color is None else main_color,
                    is_default_visible=UNSET if is_default_visible is None else is_default_visible,
                    button_style=UNSET if button_style is None else button_style,
                    button_image=UNSET if button_image is None else _as_file(button_image, "button_image"),
                    initial_messages=UNSET if initial_messages is None else initial_messages,
                    is_fixed=UNSET if is_fixed is None else is_fixed,
                    show_history=UNSET if show_history is None else show_history,
                    allowed_domains=UNSET if allowed_domains is None else allowed_domains,
                    model_id=UNSET if model_id is None else _as_uuid(model_id, "model_id"),
                    prompt=UNSET if prompt is None else prompt,
                    is_shared=UNSET if is_shared is None else is_shared,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    async def get(
        self,
        *,
        chatbot_id: UUID | str,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Chatbot:
        """Get a chatbot

        Returns a chatbot with its settings. That an unknown chatbot gets 404 is assumed.

        Args:
            chatbot_id: The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list
                and the path type it `string`; that every one is a UUID, and that other strings are rejected, is
                assumed.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The chatbot.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: caigunn_access_token.
            APIConnectionError: No complete response arrived; APITimeoutError if it did not arrive in time.
            APIResponseValidationError: The body of the response is not JSON; if the client is strict, also if it does
                not match the contract.
            BadRequestError: 400: The request violates this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. In which cases isn't
                documented.
            NotFoundError: 404: A resource that the request names doesn't exist.
            APIStatusError: 406: The request accepts no media type of the response.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service is temporarily unavailable.
            APIStatusError: Any other status code. Base of the errors for status codes.

        Example::

            async with AsyncCaiGunn() as caigunn:
                await caigunn.chatbots.get(chatbot_id="6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90")

        """
        _require(chatbot_id=chatbot_id)
        return await self._caller.call(
            _get_chatbot,
            _get_chatbot._get_kwargs(
                chatbot_id=_as_uuid(chatbot_id, "chatbot_id"),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    async def update(
        self,
        *,
        chatbot_id: UUID | str,
        title: str | None = None,
        avatar: Upload | None = None,
        main_color: str | None = None,
        is_default_visible: bool | None = None,
        button_style: ButtonStyle | None = None,
        button_image: Upload | None = None,
        initial_messages: str | None = None,
        is_fixed: bool | None = None,
        show_history: bool | None = None,
        allowed_domains: str | None = None,
        model_id: UUID | str | None = None,
        prompt: str | None = None,
        is_shared: bool | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Confirmation:
        """Update a chatbot

        Changes settings of a chatbot, such as its model. That an unknown chatbot or model gets 404 is assumed, and so
        is that the form may be empty.

        Args:
            chatbot_id: The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list
                and the path type it `string`; that every one is a UUID, and that other strings are rejected, is
                assumed.
            title: The name of the chatbot.
            avatar: The image of the chatbot. Its formats aren't documented.
            main_color: The main color. Its notation isn't documented.
            is_default_visible: Whether the chat is visible at first (assumed from the name).
            button_style: The style of the button that opens the chat. That other values are rejected is assumed.
            button_image: The image of the button. Its formats aren't documented.
            initial_messages: The first messages of each chat, as a JSON text such as
                `[{"type":"text","value":"Hello"}]`. The documents type it as an array; that a form has it as one JSON
                text is assumed from their example.
            is_fixed: Undocumented but for its name and type.
            show_history: Whether a chat shows earlier messages (assumed from the name).
            allowed_domains: The origins of the pages that may show the chat, as a JSON text such as
                `["http://localhost"]`. The documents type it as an array; that a form has it as one JSON text is
                assumed from their example.
            model_id: The id of a model. The path of `getModel` and the list of models type it `string`, the form
                of `updateChatbot` types it `uuid`; that every one is a UUID, and that other strings are rejected, is
                assumed.
            prompt: The prompt of the chatbot.
            is_shared: Whether the chatbot is shared (assumed from the name).
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The chatbot is updated.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: caigunn_access_token.
            APIConnectionError: No complete response arrived; APITimeoutError if it did not arrive in time.
            APIResponseValidationError: The body of the response is not JSON; if the client is strict, also if it does
                not match the contract.
            BadRequestError: 400: The request violates this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. In which cases isn't
                documented.
            NotFoundError: 404: A resource that the request names doesn't exist.
            APIStatusError: 406: The request accepts no media type of the response.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service is temporarily unavailable.
            APIStatusError: Any other status code. Base of the errors for status codes.

        Example::

            async with AsyncCaiGunn() as caigunn:
                await caigunn.chatbots.update(
                    chatbot_id="6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90", title="Support in Asia"
                )
                await caigunn.chatbots.update(
                    chatbot_id="6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90", model_id="3fa85f64-5717-4562-b3fc-2c963f66afa6"
                )
                await caigunn.chatbots.update(
                    chatbot_id="6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90",
                    avatar=("1.txt", b"GIF89a, the content of a file"),
                )

        """
        _require(chatbot_id=chatbot_id)
        return await self._caller.call(
            _update_chatbot,
            _update_chatbot._get_kwargs(
                chatbot_id=_as_uuid(chatbot_id, "chatbot_id"),
                body=UpdateChatbotMultipart(
                    title=UNSET if title is None else title,
                    avatar=UNSET if avatar is None else _as_file(avatar, "avatar"),
                    main_color=UNSET if main_color is None else main_color,
                    is_default_visible=UNSET if is_default_visible is None else is_default_visible,
                    button_style=UNSET if button_style is None else button_style,
                    button_image=UNSET if button_image is None else _as_file(button_image, "button_image"),
                    initial_messages=UNSET if initial_messages is None else initial_messages,
                    is_fixed=UNSET if is_fixed is None else is_fixed,
                    show_history=UNSET if show_history is None else show_history,
                    allowed_domains=UNSET if allowed_domains is None else allowed_domains,
                    model_id=UNSET if model_id is None else _as_uuid(model_id, "model_id"),
                    prompt=UNSET if prompt is None else prompt,
                    is_shared=UNSET if is_shared is None else is_shared,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    async def delete(
        self,
        *,
        chatbot_id: UUID | str,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Confirmation:
        """Delete a chatbot

        Deletes a chatbot. That an unknown chatbot gets 404 is assumed.

        Args:
            chatbot_id: The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list
                and the path type it `string`; that every one is a UUID, and that other strings are rejected, is
                assumed.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The chatbot is deleted.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: caigunn_access_token.
            APIConnectionError: No complete response arrived; APITimeoutError if it did not arrive in time.
            APIResponseValidationError: The body of the response is not JSON; if the client is strict, also if it does
                not match the contract.
            BadRequestError: 400: The request violates this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. In which cases isn't
                documented.
            NotFoundError: 404: A resource that the request names doesn't exist.
            APIStatusError: 406: The request accepts no media type of the response.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service is temporarily unavailable.
            APIStatusError: Any other status code. Base of the errors for status codes.

        Example::

            async with AsyncCaiGunn() as caigunn:
                await caigunn.chatbots.delete(chatbot_id="6f1c0d4a-51f6-4a5e-9a43-0d8c2f1b7e90")

        """
        _require(chatbot_id=chatbot_id)
        return await self._caller.call(
            _delete_chatbot,
            _delete_chatbot._get_kwargs(
                chatbot_id=_as_uuid(chatbot_id, "chatbot_id"),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )


class AsyncChatbotsGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: AsyncChatbotsGroup) -> None:
        self.list = raw_async(group.list)
        self.create = raw_async(group.create)
        self.get = raw_async(group.get)
        self.update = raw_async(group.update)
        self.delete = raw_async(group.delete)


class AsyncChatbotsGroupWithStreamingResponse:
    """The methods of the group, with context managers of responses that were not read as results."""

    def __init__(self, group: AsyncChatbotsGroup) -> None:
        self.list = streamed_async(group.list)
        self.create = streamed_async(group.create)
        self.get = streamed_async(group.get)
        self.update = streamed_async(group.update)
        self.delete = streamed_async(group.delete)
