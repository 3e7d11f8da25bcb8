"""Messages to the chatbot, and past conversations."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import httpx

from ..._arguments import Upload
from ..._arguments import as_datetime as _as_datetime
from ..._arguments import as_file as _as_file
from ..._arguments import require as _require
from ..._calls import AsyncCaller
from ..._pages import AsyncEntries
from ..._raw_responses import AsyncStreamedResponse, RawResponse, raw_async, streamed_async
from ...types import UNSET, Unset
from ..api.conversation import list_messages as _list_messages
from ..api.conversation import list_uids as _list_uids
from ..api.conversation import talk as _talk
from ..api.conversation import talk_by_image as _talk_by_image
from ..models.conversation import Conversation
from ..models.message import Message
from ..models.message_list import MessageList
from ..models.talk_answer import TalkAnswer
from ..models.talk_by_image_request import TalkByImageRequest
from ..models.talk_request import TalkRequest
from ..models.uid_list import UidList


class AsyncConversationGroup:
    """Messages to the chatbot, and past conversations."""

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> AsyncConversationGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return AsyncConversationGroupWithRawResponse(AsyncConversationGroup(self._caller.returning(RawResponse)))

    @cached_property
    def with_streaming_response(self) -> AsyncConversationGroupWithStreamingResponse:
        """The same methods, with context managers of responses that were not read as results."""
        return AsyncConversationGroupWithStreamingResponse(
            AsyncConversationGroup(self._caller.returning(AsyncStreamedResponse))
        )

    async def talk(
        self,
        *,
        uid: str,
        text: str,
        nickname: str | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> TalkAnswer:
        """Talk to the chatbot

        Sends a message to the chatbot in the conversation that `uid` identifies, and returns the reply.

        Args:
            uid: The caller's own id of the conversation.
            text: The text.
            nickname: The nickname of the participant, the person who talks.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The reply of the chatbot.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key and caigunn_access_token.
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
                await caigunn.conversation.talk(uid="visitor-7", text="When are you open on Friday?")

        """
        _require(uid=uid, text=text)
        return await self._caller.call(
            _talk,
            _talk._get_kwargs(
                nickname=UNSET if nickname is None else nickname,
                uid=uid,
                body=TalkRequest(
                    text=text,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    async def list_messages(
        self,
        *,
        uid: str,
        offset: int | None = None,
        limit: int | None = None,
        start_at: datetime.datetime | None = None,
        end_at: datetime.datetime | None = None,
        nickname: str | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> MessageList:
        """Get the messages of a conversation

        Lists the messages of the conversation that `uid` identifies. Their order isn't documented, and neither is the
        response for a conversation that doesn't exist.

        Args:
            uid: The caller's own id of the conversation.
            offset: How many entries to skip (assumed from the name; the description in the documents is empty).
                Default of the service: 0.
            limit: How many entries to return at most (assumed from the name; the description in the documents is
                empty). Default of the service: 30.
            start_at: Excludes messages before this time (assumed from the name). The documents type it
                `datetime`, without a description or a sample; that this is the date-time of RFC 3339 is assumed.
            end_at: Excludes messages after this time (assumed from the name). See `start_at`.
            nickname: The nickname of the participant. That it includes only messages with this nickname is
                assumed from the other parameters of the list.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The messages.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key and caigunn_access_token.
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
                await caigunn.conversation.list_messages(uid="visitor-7")

        """
        _require(uid=uid)
        return await self._caller.call(
            _list_messages,
            _list_messages._get_kwargs(
                offset=UNSET if offset is None else offset,
                limit=UNSET if limit is None else limit,
                start_at=UNSET if start_at is None else _as_datetime(start_at, "start_at"),
                end_at=UNSET if end_at is None else _as_datetime(end_at, "end_at"),
                nickname=UNSET if nickname is None else nickname,
                uid=uid,
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def iter_messages(
        self,
        *,
        uid: str,
        page_size: int = 30,
        offset: int = 0,
        start_at: datetime.datetime | None = None,
        end_at: datetime.datetime | None = None,
        nickname: str | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> AsyncEntries[Message]:
        """Get the messages of a conversation: iterate over the entries of all pages

        Pages are requested lazily; `first_page()` returns the first one as an object. The last page is the first one that is not full, or equal to the one before: a service
        that limits pages to fewer entries ends the iteration early.

        Args:
            page_size: The number of entries per request.
            offset: The number of entries to skip.
            uid: The caller's own id of the conversation.
            start_at: Excludes messages before this time (assumed from the name). The documents type it
                `datetime`, without a description or a sample; that this is the date-time of RFC 3339 is assumed.
            end_at: Excludes messages after this time (assumed from the name). See `start_at`.
            nickname: The nickname of the participant. That it includes only messages with this nickname is
                assumed from the other parameters of the list.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Raises:
            ValueError: `page_size` is less than 1.
            APIError: A request failed. See `list_messages`.

        Example::

            async with AsyncCaiGunn() as caigunn:
                async for each in caigunn.conversation.iter_messages(uid="visitor-7"):
                    print(each)

        """

        async def _page(_start: int) -> Sequence[Message]:
            _result = await self.list_messages(
                offset=_start,
                limit=page_size,
                uid=uid,
                start_at=start_at,
                end_at=end_at,
                nickname=nickname,
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                max_retries=max_retries,
                strict_response_validation=strict_response_validation,
            )
            return _result.messages

        return AsyncEntries(_page, offset, page_size)

    async def list_uids(
        self,
        *,
        offset: int | None = None,
        limit: int | None = None,
        start_at: str | None = None,
        end_at: str | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> UidList:
        """Get the conversations of the chatbot

        Lists the conversations of the chatbot by their ids. Their order isn't documented.

        Args:
            offset: How many entries to skip (assumed from the name; the description in the documents is empty).
                Default of the service: 0.
            limit: How many entries to return at most (assumed from the name; the description in the documents is
                empty). Default of the service: 30.
            start_at: Excludes conversations whose `last_sent_at` is before this time. The documents type it
                `datetime`, but the documented default isn't a date-time of RFC 3339, and which formats are supported
                isn't documented, so no format is declared. That a date-time as in `listMessages` works is assumed.
                Default of the service: 1970-1-1.
            end_at: Excludes conversations whose `last_sent_at` is after this time; the default is now. See
                `start_at`.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The conversations.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key and caigunn_access_token.
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
                await caigunn.conversation.list_uids()

        """
        return await self._caller.call(
            _list_uids,
            _list_uids._get_kwargs(
                offset=UNSET if offset is None else offset,
                limit=UNSET if limit is None else limit,
                start_at=UNSET if start_at is None else start_at,
                end_at=UNSET if end_at is None else end_at,
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def iter_uids(
        self,
        *,
        page_size: int = 30,
        offset: int = 0,
        start_at: str | None = None,
        end_at: str | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> AsyncEntries[Conversation]:
        """Get the conversations of the chatbot: iterate over the entries of all pages

        Pages are requested lazily; `first_page()` returns the first one as an object. The last page is the first one that is not full, or equal to the one before: a service
        that limits pages to fewer entries ends the iteration early.

        Args:
            page_size: The number of entries per request.
            offset: The number of entries to skip.
            start_at: Excludes conversations whose `last_sent_at` is before this time. The documents type it
                `datetime`, but the documented default isn't a date-time of RFC 3339, and which formats are supported
                isn't documented, so no format is declared. That a date-time as in `listMessages` works is assumed.
                Default of the service: 1970-1-1.
            end_at: Excludes conversations whose `last_sent_at` is after this time; the default is now. See
                `start_at`.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Raises:
            ValueError: `page_size` is less than 1.
            APIError: A request failed. See `list_uids`.

        Example::

            async with AsyncCaiGunn() as caigunn:
                async for each in caigunn.conversation.iter_uids():
                    print(each)

        """

        async def _page(_start: int) -> Sequence[Conversation]:
            _result = await self.list_uids(
                offset=_start,
                limit=page_size,
                start_at=start_at,
                end_at=end_at,
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                max_retries=max_retries,
                strict_response_validation=strict_response_validation,
            )
            return _result.uids

        return AsyncEntries(_page, offset, page_size)

    async def talk_by_image(
        self,
        *,
        uid: str,
        image: Upload,
        nickname: str | None = None,
        text: str | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> TalkAnswer:
        """Talk to the chatbot about an image

        Sends an image, with or without a text, to the chatbot in the conversation that `uid` identifies, and returns
        the reply.

        Args:
            uid: The caller's own id of the conversation.
            image: The image: `.png`, `.jpg`, `.jpeg`, `.gif`, `.tiff` or `.tif`. How its kind is recognized isn't
                documented, so other names and media types aren't rejected.
            nickname: The nickname of the participant, the person who talks.
            text: The text.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The reply of the chatbot.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key and caigunn_access_token.
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
                await caigunn.conversation.talk_by_image(
                    uid="visitor-7", text="Which product is this?", image=("1.txt", b"GIF89a, the content of a file")
                )
                await caigunn.conversation.talk_by_image(
                    uid="visitor-7", image=("1.txt", b"GIF89a, the content of a file")
                )

        """
        _require(uid=uid, image=image)
        return await self._caller.call(
            _talk_by_image,
            _talk_by_image._get_kwargs(
                nickname=UNSET if nickname is None else nickname,
                uid=uid,
                body=TalkByImageRequest(
                    image=_as_file(image, "image"),
                    text=UNSET if text is None else text,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )


class AsyncConversationGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: AsyncConversationGroup) -> None:
        self.talk = raw_async(group.talk)
        self.list_messages = raw_async(group.list_messages)
        self.list_uids = raw_async(group.list_uids)
        self.talk_by_image = raw_async(group.talk_by_image)


class AsyncConversationGroupWithStreamingResponse:
    """The methods of the group, with context managers of responses that were not read as results."""

    def __init__(self, group: AsyncConversationGroup) -> None:
        self.talk = streamed_async(group.talk)
        self.list_messages = streamed_async(group.list_messages)
        self.list_uids = streamed_async(group.list_uids)
        self.talk_by_image = streamed_async(group.talk_by_image)
