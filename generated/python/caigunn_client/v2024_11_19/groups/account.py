"""The access token and the plans of an account."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import httpx

from ..._calls import Caller
from ..._pages import Entries
from ..._raw_responses import RawResponse, StreamedResponse, raw, streamed
from ...types import UNSET, Unset
from ..api.account import list_plans as _list_plans
from ..api.account import refresh_token as _refresh_token
from ..models.plan import Plan
from ..models.plan_list import PlanList
from ..models.token_refresh import TokenRefresh


class AccountGroup:
    """The access token and the plans of an account."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> AccountGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return AccountGroupWithRawResponse(AccountGroup(self._caller.returning(RawResponse)))

    @cached_property
    def with_streaming_response(self) -> AccountGroupWithStreamingResponse:
        """The same methods, with context managers of responses that were not read as results."""
        return AccountGroupWithStreamingResponse(AccountGroup(self._caller.returning(StreamedResponse)))

    def refresh_token(
        self,
        *,
        expired_date: datetime.date | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> TokenRefresh:
        """Get a new access token

        Returns a new access token. Whether the old one stays valid, and how long a token is valid without
        `expired_date`, isn't documented.

        Args:
            expired_date: The day on which the new token expires (assumed from the name). The documents type it
                `date`; that this is the full-date of RFC 3339 is assumed.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The token.

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

            with CaiGunn() as caigunn:
                caigunn.account.refresh_token()

        """
        return self._caller.call(
            _refresh_token,
            _refresh_token._get_kwargs(
                expired_date=UNSET if expired_date is None else expired_date,
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def list_plans(
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
    ) -> PlanList:
        """Get all plans

        Lists the plans that `createChatbot` can choose. Their order isn't documented.

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
            The plans.

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

            with CaiGunn() as caigunn:
                caigunn.account.list_plans()

        """
        return self._caller.call(
            _list_plans,
            _list_plans._get_kwargs(
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

    def iter_plans(
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
    ) -> Entries[Plan]:
        """Get all plans: iterate over the entries of all pages

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
            APIError: A request failed. See `list_plans`.

        Example::

            with CaiGunn() as caigunn:
                for each in caigunn.account.iter_plans():
                    print(each)

        """

        def _page(_start: int) -> Sequence[Plan]:
            _result = self.list_plans(
                offset=_start,
                limit=page_size,
                timeout=timeout,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                max_retries=max_retries,
                strict_response_validation=strict_response_validation,
            )
            return _result.plans

        return Entries(_page, offset, page_size)


class AccountGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: AccountGroup) -> None:
        self.refresh_token = raw(group.refresh_token)
        self.list_plans = raw(group.list_plans)


class AccountGroupWithStreamingResponse:
    """The methods of the group, with context managers of responses that were not read as results."""

    def __init__(self, group: AccountGroup) -> None:
        self.refresh_token = streamed(group.refresh_token)
        self.list_plans = streamed(group.list_plans)
