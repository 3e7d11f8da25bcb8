"""The chatbot itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

import httpx

from .._arguments import as_uuid as _as_uuid
from .._arguments import require as _require
from .._calls import AsyncCaller
from .._raw_responses import AsyncStreamedResponse, RawResponse, raw_async, streamed_async
from ..api.chatbot import update_chatbot_model as _update_chatbot_model
from ..models.confirmation import Confirmation
from ..models.update_chatbot_model_request import UpdateChatbotModelRequest
from ..types import UNSET, Unset


class AsyncChatbotGroup:
    """The chatbot itself."""

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> AsyncChatbotGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return AsyncChatbotGroupWithRawResponse(AsyncChatbotGroup(self._caller.returning(RawResponse)))

    @cached_property
    def with_streaming_response(self) -> AsyncChatbotGroupWithStreamingResponse:
        """The same methods, with context managers of responses that were not read as results."""
        return AsyncChatbotGroupWithStreamingResponse(AsyncChatbotGroup(self._caller.returning(AsyncStreamedResponse)))

    async def update_model(
        self,
        *,
        model_id: UUID | str,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Confirmation:
        """Update the chatbot's model

        Chooses the model that the chatbot uses. That an unknown model gets 404 is assumed.

        Args:
            model_id: The id of a model. The edition types it `string`; that every one is a UUID, and that other
                strings are rejected, is assumed from the editions before and after.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The chatbot uses the model.

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
                await caigunn.chatbot.update_model(model_id="3fa85f64-5717-4562-b3fc-2c963f66afa6")

        """
        _require(model_id=model_id)
        return await self._caller.call(
            _update_chatbot_model,
            _update_chatbot_model._get_kwargs(
                body=UpdateChatbotModelRequest(
                    model_id=_as_uuid(model_id, "model_id"),
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )


class AsyncChatbotGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: AsyncChatbotGroup) -> None:
        self.update_model = raw_async(group.update_model)


class AsyncChatbotGroupWithStreamingResponse:
    """The methods of the group, with context managers of responses that were not read as results."""

    def __init__(self, group: AsyncChatbotGroup) -> None:
        self.update_model = streamed_async(group.update_model)
