"""Messages to the chatbot, and past conversations."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import httpx

from .._arguments import as_datetime as _as_datetime
from .._calls import Caller, returns_raw
from .._pages import pages
from ..api.conversation import list_messages as _list_messages
from ..api.conversation import list_uids as _list_uids
from ..api.conversation import talk as _talk
from ..models.conversation import Conversation
from ..models.message import Message
from ..models.message_list import MessageList
from ..models.talk_answer import TalkAnswer
from ..models.talk_request import TalkRequest
from ..models.uid_list import UidList
from ..types import UNSET


class ConversationGroup:
    """Messages to the chatbot, and past conversations."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> ConversationGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return ConversationGroupWithRawResponse(ConversationGroup(self._caller.raw()))

    def talk(
        self,
        *,
        uid: str,
        text: str,
        nickname: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> TalkAnswer:
        """Talk to the chatbot

        Sends a message to the chatbot in the conversation that `uid` identifies, and returns the reply.

        Args:
            uid: The caller's own id of the conversation.
            text: The text.
            nickname: A name for the person who talks.
            timeout: Overrides the timeout of the client.
            extra_headers: Additional headers, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The reply of the chatbot.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key.
            APIConnectionError: No complete response arrived; APITimeoutError if it did not arrive in time.
            APIResponseValidationError: The body of the response is not JSON; if the client is strict, also if it does
                not match the contract.
            BadRequestError: 400: The request violates this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            APIStatusError: 406: The request accepts no media type of the response.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service is temporarily unavailable.
            APIStatusError: Any other status code. Base of the errors for status codes.

        Example::

            with CaiGunn() as caigunn:
                caigunn.conversation.talk(uid="visitor-7", text="When are you open on Friday?")

        """
        return self._caller.call(
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
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def list_messages(
        self,
        *,
        uid: str,
        offset: int | None = None,
        limit: int | None = None,
        start_at: datetime.datetime | None = None,
        end_at: datetime.datetime | None = None,
        nickname: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> MessageList:
        """Get the messages of a conversation

        Lists the messages of the conversation that `uid` identifies. Their order isn't documented, and neither is the
        response for a conversation that doesn't exist.

        Args:
            uid: The caller's own id of the conversation.
            offset: How many entries to skip. Default of the service: 0.
            limit: How many entries to return at most. Default of the service: 30.
            start_at: Excludes messages before this time.
            end_at: Excludes messages after this time.
            nickname: Includes only messages with this nickname (assumed; the documents only name it).
            timeout: Overrides the timeout of the client.
            extra_headers: Additional headers, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The messages.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key.
            APIConnectionError: No complete response arrived; APITimeoutError if it did not arrive in time.
            APIResponseValidationError: The body of the response is not JSON; if the client is strict, also if it does
                not match the contract.
            BadRequestError: 400: The request violates this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            APIStatusError: 406: The request accepts no media type of the response.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service is temporarily unavailable.
            APIStatusError: Any other status code. Base of the errors for status codes.

        Example::

            with CaiGunn() as caigunn:
                caigunn.conversation.list_messages(uid="visitor-7")

        """
        return self._caller.call(
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
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Iterator[Message]:
        """Get the messages of a conversation: iterate over the entries of all pages

        Pages are requested lazily. The last page is the first one that is not full, or equal to the one before: a service
        that limits pages to fewer entries ends the iteration early.

        Args:
            page_size: The number of entries per request.
            offset: The number of entries to skip.
            uid: The caller's own id of the conversation.
            start_at: Excludes messages before this time.
            end_at: Excludes messages after this time.
            nickname: Includes only messages with this nickname (assumed; the documents only name it).
            timeout: Overrides the timeout of the client.
            extra_headers: Additional headers, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Raises:
            ValueError: `page_size` is less than 1.
            APIError: A request failed. See `list_messages`.

        Example::

            with CaiGunn() as caigunn:
                for each in caigunn.conversation.iter_messages(uid="visitor-7"):
                    print(each)

        """

        def _page(_start: int) -> Sequence[Message]:
            _result = self.list_messages(
                offset=_start,
                limit=page_size,
                uid=uid,
                start_at=start_at,
                end_at=end_at,
                nickname=nickname,
                timeout=timeout,
                extra_headers=extra_headers,
                max_retries=max_retries,
                strict_response_validation=strict_response_validation,
            )
            return _result.messages

        return pages(_page, offset, page_size)

    def list_uids(
        self,
        *,
        offset: int | None = None,
        limit: int | None = None,
        start_at: str | None = None,
        end_at: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> UidList:
        """Get the conversations of the chatbot

        Lists the conversations of the chatbot by their ids. Their order isn't documented.

        Args:
            offset: How many entries to skip. Default of the service: 0.
            limit: How many entries to return at most. Default of the service: 30.
            start_at: Excludes conversations whose `last_sent_at` is before this time. The documented default
                isn't a date-time, and which other formats are supported isn't documented, so no format is declared.
                That a date-time as in `listMessages` works is assumed. Default of the service: 1970-1-1.
            end_at: Excludes conversations whose `last_sent_at` is after this time; the default is now. See
                `start_at`.
            timeout: Overrides the timeout of the client.
            extra_headers: Additional headers, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The conversations.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key.
            APIConnectionError: No complete response arrived; APITimeoutError if it did not arrive in time.
            APIResponseValidationError: The body of the response is not JSON; if the client is strict, also if it does
                not match the contract.
            BadRequestError: 400: The request violates this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            APIStatusError: 406: The request accepts no media type of the response.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service is temporarily unavailable.
            APIStatusError: Any other status code. Base of the errors for status codes.

        Example::

            with CaiGunn() as caigunn:
                caigunn.conversation.list_uids()

        """
        return self._caller.call(
            _list_uids,
            _list_uids._get_kwargs(
                offset=UNSET if offset is None else offset,
                limit=UNSET if limit is None else limit,
                start_at=UNSET if start_at is None else start_at,
                end_at=UNSET if end_at is None else end_at,
            ),
            timeout=timeout,
            extra_headers=extra_headers,
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
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Iterator[Conversation]:
        """Get the conversations of the chatbot: iterate over the entries of all pages

        Pages are requested lazily. The last page is the first one that is not full, or equal to the one before: a service
        that limits pages to fewer entries ends the iteration early.

        Args:
            page_size: The number of entries per request.
            offset: The number of entries to skip.
            start_at: Excludes conversations whose `last_sent_at` is before this time. The documented default
                isn't a date-time, and which other formats are supported isn't documented, so no format is declared.
                That a date-time as in `listMessages` works is assumed. Default of the service: 1970-1-1.
            end_at: Excludes conversations whose `last_sent_at` is after this time; the default is now. See
                `start_at`.
            timeout: Overrides the timeout of the client.
            extra_headers: Additional headers, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Raises:
            ValueError: `page_size` is less than 1.
            APIError: A request failed. See `list_uids`.

        Example::

            with CaiGunn() as caigunn:
                for each in caigunn.conversation.iter_uids():
                    print(each)

        """

        def _page(_start: int) -> Sequence[Conversation]:
            _result = self.list_uids(
                offset=_start,
                limit=page_size,
                start_at=start_at,
                end_at=end_at,
                timeout=timeout,
                extra_headers=extra_headers,
                max_retries=max_retries,
                strict_response_validation=strict_response_validation,
            )
            return _result.uids

        return pages(_page, offset, page_size)


class ConversationGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: ConversationGroup) -> None:
        self.talk = returns_raw(group.talk)
        self.list_messages = returns_raw(group.list_messages)
        self.list_uids = returns_raw(group.list_uids)
