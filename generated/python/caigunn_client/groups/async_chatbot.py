"""The chatbot itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

import httpx

from .._arguments import as_uuid as _as_uuid
from .._calls import AsyncCaller, returns_raw_async
from ..api.chatbot import update_chatbot_model as _update_chatbot_model
from ..models.confirmation import Confirmation
from ..models.update_chatbot_model_request import UpdateChatbotModelRequest


class AsyncChatbotGroup:
    """The chatbot itself."""

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> AsyncChatbotGroupWithRawResponse:
        """The same methods, which return the answer as it came."""
        return AsyncChatbotGroupWithRawResponse(AsyncChatbotGroup(self._caller.raw()))

    async def update_model(
        self,
        *,
        model_id: UUID | str,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
    ) -> Confirmation:
        """Update the chatbot's model

        Chooses the model that the chatbot answers with. That an unknown model is answered with 404 is assumed.

        Args:
            model_id: The id of a model. The edition types it `string`; that every one is a UUID, and that other
                strings are refused, is assumed from the editions before and after.
            timeout: Overrides the client's for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for this call.

        Returns:
            The chatbot uses the model.

        Raises:
            MissingCredentialError: The client lacks a credential. This operation needs api_key and
                caigunn_access_token.
            APIConnectionError: There is no answer, or it broke off; APITimeoutError, if it took too long.
            APIResponseValidationError: The answer isn't the documented one.
            BadRequestError: 400: The request doesn't fit this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. When that is so isn't
                documented.
            NotFoundError: 404: What the request names doesn't exist.
            APIStatusError: 406: The request accepts no media type that the answer could have.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service can't answer at the moment.
            APIStatusError: Any other status. It is the base of those above.

        Example::

            async with AsyncCaiGunn() as caigunn:
                await caigunn.chatbot.update_model(model_id="3fa85f64-5717-4562-b3fc-2c963f66afa6")

        """
        return await self._caller.call(
            _update_chatbot_model,
            _update_chatbot_model._get_kwargs(
                body=UpdateChatbotModelRequest(
                    model_id=_as_uuid(model_id, "model_id"),
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
        )


class AsyncChatbotGroupWithRawResponse:
    """The methods of a group, which return the answer as it came."""

    def __init__(self, group: AsyncChatbotGroup) -> None:
        self.update_model = returns_raw_async(group.update_model)
