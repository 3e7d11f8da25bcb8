"""Talking to the chatbot, and what was said."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import httpx

from .._arguments import as_moment as _as_moment
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
    """Talking to the chatbot, and what was said."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> ConversationGroupWithRawResponse:
        """The same methods, which return the answer as it came."""
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
    ) -> TalkAnswer:
        """Talk to the chatbot

        Says something to the chatbot in the conversation that `uid` names, and returns what it answers.

        Args:
            uid: The caller's own id of the conversation.
            text: The words.
            nickname: A name for the one who talks.
            timeout: Overrides the client's for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for this call.

        Returns:
            What the chatbot answers.

        Raises:
            MissingCredentialError: The client lacks a credential. This operation needs api_key.
            APIConnectionError: There is no answer, or it broke off; APITimeoutError, if it took too long.
            APIResponseValidationError: The answer isn't the documented one.
            BadRequestError: 400: The request doesn't fit this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            APIStatusError: 406: The request accepts no media type that the answer could have.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service can't answer at the moment.
            APIStatusError: Any other status. It is the base of those above.

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
    ) -> MessageList:
        """Get the messages of a conversation

        Lists the messages of the conversation that `uid` names. Their order isn't documented, and neither is the
        answer for a conversation that doesn't exist.

        Args:
            uid: The caller's own id of the conversation.
            offset: How many entries to skip. The service's default: 0.
            limit: How many entries to return at most. The service's default: 30.
            start_at: Keeps messages from this moment on.
            end_at: Keeps messages up to this moment.
            nickname: Keeps messages of the one who was given this name (assumed; the documents only name it).
            timeout: Overrides the client's for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for this call.

        Returns:
            The messages.

        Raises:
            MissingCredentialError: The client lacks a credential. This operation needs api_key.
            APIConnectionError: There is no answer, or it broke off; APITimeoutError, if it took too long.
            APIResponseValidationError: The answer isn't the documented one.
            BadRequestError: 400: The request doesn't fit this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            APIStatusError: 406: The request accepts no media type that the answer could have.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service can't answer at the moment.
            APIStatusError: Any other status. It is the base of those above.

        Example::

            with CaiGunn() as caigunn:
                caigunn.conversation.list_messages(uid="visitor-7")

        """
        return self._caller.call(
            _list_messages,
            _list_messages._get_kwargs(
                offset=UNSET if offset is None else offset,
                limit=UNSET if limit is None else limit,
                start_at=UNSET if start_at is None else _as_moment(start_at, "start_at"),
                end_at=UNSET if end_at is None else _as_moment(end_at, "end_at"),
                nickname=UNSET if nickname is None else nickname,
                uid=uid,
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
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
    ) -> Iterator[Message]:
        """Get the messages of a conversation, one by one, page after page

        A page is fetched when its first entry is asked for, and a page that isn't full is the last: a service that
        cuts pages shorter than they are asked for ends this early. A page that is the same as the one before it ends it too.

        Args:
            page_size: How many entries to fetch at once.
            offset: How many entries to skip at the beginning.
            uid: The caller's own id of the conversation.
            start_at: Keeps messages from this moment on.
            end_at: Keeps messages up to this moment.
            nickname: Keeps messages of the one who was given this name (assumed; the documents only name it).
            timeout: Overrides the client's for each call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for each call.

        Raises:
            ValueError: The size of a page is less than 1.
            APIError: As `list_messages`, when a page is fetched.

        Example::

            with CaiGunn() as caigunn:
                for each in caigunn.conversation.iter_messages(uid="visitor-7"):
                    print(each)

        """

        def _page(_start: int) -> Sequence[Message]:
            _answer = self.list_messages(
                offset=_start,
                limit=page_size,
                uid=uid,
                start_at=start_at,
                end_at=end_at,
                nickname=nickname,
                timeout=timeout,
                extra_headers=extra_headers,
                max_retries=max_retries,
            )
            return _answer.messages

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
    ) -> UidList:
        """Get the conversations of the chatbot

        Lists the conversations of the chatbot by their ids. Their order isn't documented.

        Args:
            offset: How many entries to skip. The service's default: 0.
            limit: How many entries to return at most. The service's default: 30.
            start_at: Keeps conversations whose `last_sent_at` is at or after it. The documented default is
                written as here, which is no date-time; which other spellings are understood isn't documented, so no
                format is declared. That a date-time as in `listMessages` works is assumed. The service's default:
                1970-1-1.
            end_at: Keeps conversations whose `last_sent_at` is at or before it; now, if it isn't given. See
                `start_at`.
            timeout: Overrides the client's for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for this call.

        Returns:
            The conversations.

        Raises:
            MissingCredentialError: The client lacks a credential. This operation needs api_key.
            APIConnectionError: There is no answer, or it broke off; APITimeoutError, if it took too long.
            APIResponseValidationError: The answer isn't the documented one.
            BadRequestError: 400: The request doesn't fit this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            APIStatusError: 406: The request accepts no media type that the answer could have.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service can't answer at the moment.
            APIStatusError: Any other status. It is the base of those above.

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
    ) -> Iterator[Conversation]:
        """Get the conversations of the chatbot, one by one, page after page

        A page is fetched when its first entry is asked for, and a page that isn't full is the last: a service that
        cuts pages shorter than they are asked for ends this early. A page that is the same as the one before it ends it too.

        Args:
            page_size: How many entries to fetch at once.
            offset: How many entries to skip at the beginning.
            start_at: Keeps conversations whose `last_sent_at` is at or after it. The documented default is
                written as here, which is no date-time; which other spellings are understood isn't documented, so no
                format is declared. That a date-time as in `listMessages` works is assumed. The service's default:
                1970-1-1.
            end_at: Keeps conversations whose `last_sent_at` is at or before it; now, if it isn't given. See
                `start_at`.
            timeout: Overrides the client's for each call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for each call.

        Raises:
            ValueError: The size of a page is less than 1.
            APIError: As `list_uids`, when a page is fetched.

        Example::

            with CaiGunn() as caigunn:
                for each in caigunn.conversation.iter_uids():
                    print(each)

        """

        def _page(_start: int) -> Sequence[Conversation]:
            _answer = self.list_uids(
                offset=_start,
                limit=page_size,
                start_at=start_at,
                end_at=end_at,
                timeout=timeout,
                extra_headers=extra_headers,
                max_retries=max_retries,
            )
            return _answer.uids

        return pages(_page, offset, page_size)


class ConversationGroupWithRawResponse:
    """The methods of a group, which return the answer as it came."""

    def __init__(self, group: ConversationGroup) -> None:
        self.talk = returns_raw(group.talk)
        self.list_messages = returns_raw(group.list_messages)
        self.list_uids = returns_raw(group.list_uids)
