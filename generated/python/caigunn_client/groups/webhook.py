"""Where the results of background work are sent, and what is sent there. The payloads were first published with the
edition of 2024-07-08; that they were the same before is assumed. How an event is signed, what the subscriber must
answer and whether a delivery is repeated isn't documented; an empty `security` says no more than that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import httpx

from .._calls import Caller, returns_raw
from ..api.webhook import set_webhook as _set_webhook
from ..models.confirmation import Confirmation
from ..models.set_webhook_request import SetWebhookRequest


class WebhookGroup:
    """Where the results of background work are sent, and what is sent there. The payloads were first published with the
    edition of 2024-07-08; that they were the same before is assumed. How an event is signed, what the subscriber must
    answer and whether a delivery is repeated isn't documented; an empty `security` says no more than that."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> WebhookGroupWithRawResponse:
        """The same methods, which return the answer as it came."""
        return WebhookGroupWithRawResponse(WebhookGroup(self._caller.raw()))

    def set(
        self,
        *,
        webhook_url: str,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
    ) -> Confirmation:
        """Set the webhook

        Sets the URL to which the events of background work are sent.

        Args:
            webhook_url: The URL to which events are sent by POST.
            timeout: Overrides the client's for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for this call.

        Returns:
            Events are sent to the URL.

        Raises:
            MissingCredentialError: The client lacks a credential. This operation needs api_key and
                caigunn_access_token.
            APIConnectionError: There is no answer, or it broke off; APITimeoutError, if it took too long.
            APIResponseValidationError: The answer isn't the documented one.
            BadRequestError: 400: The request doesn't fit this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. When that is so isn't
                documented.
            APIStatusError: 406: The request accepts no media type that the answer could have.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service can't answer at the moment.
            APIStatusError: Any other status. It is the base of those above.

        Example::

            with CaiGunn() as caigunn:
                caigunn.webhook.set(webhook_url="https://example.com/caigunn/events")

        """
        return self._caller.call(
            _set_webhook,
            _set_webhook._get_kwargs(
                body=SetWebhookRequest(
                    webhook_url=webhook_url,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
        )


class WebhookGroupWithRawResponse:
    """The methods of a group, which return the answer as it came."""

    def __init__(self, group: WebhookGroup) -> None:
        self.set = returns_raw(group.set)
