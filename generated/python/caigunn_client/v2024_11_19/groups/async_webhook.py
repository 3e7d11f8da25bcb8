"""The URL that receives the results of background jobs, the events that are sent to it, and the log of these events. How
an event is signed, which response is expected and whether a delivery is repeated isn't documented; an empty
`security` means no more than that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

import httpx

from ..._arguments import as_uuid as _as_uuid
from ..._arguments import require as _require
from ..._calls import AsyncCaller
from ..._raw_responses import AsyncStreamedResponse, RawResponse, raw_async, streamed_async
from ...types import UNSET, Unset
from ..api.webhook import delete_webhook as _delete_webhook
from ..api.webhook import get_event as _get_event
from ..api.webhook import set_webhook as _set_webhook
from ..models.confirmation import Confirmation
from ..models.set_webhook_request import SetWebhookRequest
from ..models.webhook_log_list import WebhookLogList


class AsyncWebhookGroup:
    """The URL that receives the results of background jobs, the events that are sent to it, and the log of these events.
    How an event is signed, which response is expected and whether a delivery is repeated isn't documented; an empty
    `security` means no more than that."""

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> AsyncWebhookGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return AsyncWebhookGroupWithRawResponse(AsyncWebhookGroup(self._caller.returning(RawResponse)))

    @cached_property
    def with_streaming_response(self) -> AsyncWebhookGroupWithStreamingResponse:
        """The same methods, with context managers of responses that were not read as results."""
        return AsyncWebhookGroupWithStreamingResponse(AsyncWebhookGroup(self._caller.returning(AsyncStreamedResponse)))

    async def set(
        self,
        *,
        webhook_url: str,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Confirmation:
        """Set the webhook

        Sets the URL to which the events of background jobs are sent.

        Args:
            webhook_url: The URL to which events are sent by POST.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            Events are sent to the URL.

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
                await caigunn.webhook.set(webhook_url="https://example.com/caigunn/events")

        """
        _require(webhook_url=webhook_url)
        return await self._caller.call(
            _set_webhook,
            _set_webhook._get_kwargs(
                body=SetWebhookRequest(
                    webhook_url=webhook_url,
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
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Confirmation:
        """Delete the webhook

        Ends the subscription to events. The response if there is none isn't documented.

        Args:
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            No more events are sent.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key and caigunn_access_token.
            APIConnectionError: No complete response arrived; APITimeoutError if it did not arrive in time.
            APIResponseValidationError: The body of the response is not JSON; if the client is strict, also if it does
                not match the contract.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. In which cases isn't
                documented.
            APIStatusError: 406: The request accepts no media type of the response.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service is temporarily unavailable.
            APIStatusError: Any other status code. Base of the errors for status codes.

        Example::

            async with AsyncCaiGunn() as caigunn:
                await caigunn.webhook.delete()

        """
        return await self._caller.call(
            _delete_webhook,
            _delete_webhook._get_kwargs(),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    async def get_event(
        self,
        *,
        event_id: UUID | str,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> WebhookLogList:
        """Get the events of a job

        Lists the events that were sent with an `event_id`. Whether events without a subscriber are listed isn't
        documented. That an unknown id gets 404 is assumed.

        Args:
            event_id: The id of the event.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The events.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key and caigunn_access_token.
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
                await caigunn.webhook.get_event(event_id="0b8f4c1e-2a59-4b62-8f0e-1b5f6f0f9d11")

        """
        _require(event_id=event_id)
        return await self._caller.call(
            _get_event,
            _get_event._get_kwargs(
                event_id=_as_uuid(event_id, "event_id"),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )


class AsyncWebhookGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: AsyncWebhookGroup) -> None:
        self.set = raw_async(group.set)
        self.delete = raw_async(group.delete)
        self.get_event = raw_async(group.get_event)


class AsyncWebhookGroupWithStreamingResponse:
    """The methods of the group, with context managers of responses that were not read as results."""

    def __init__(self, group: AsyncWebhookGroup) -> None:
        self.set = streamed_async(group.set)
        self.delete = streamed_async(group.delete)
        self.get_event = streamed_async(group.get_event)
