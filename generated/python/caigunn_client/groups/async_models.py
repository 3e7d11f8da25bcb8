"""Models of a chatbot."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import httpx

from .._calls import AsyncCaller, returns_raw_async
from ..api.models import list_models as _list_models
from ..api.models import train_model as _train_model
from ..models.confirmation import Confirmation
from ..models.model_list import ModelList
from ..models.model_name import ModelName
from ..models.train_model_request import TrainModelRequest
from ..types import UNSET


class AsyncModelsGroup:
    """Models of a chatbot."""

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> AsyncModelsGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return AsyncModelsGroupWithRawResponse(AsyncModelsGroup(self._caller.raw()))

    async def list(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> ModelList:
        """Get all models

        Lists all models of the chatbot. Their order isn't documented.

        Args:
            timeout: Overrides the timeout of the client.
            extra_headers: Additional headers, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The models.

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
                await caigunn.models.list()

        """
        return await self._caller.call(
            _list_models,
            _list_models._get_kwargs(),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    async def train(
        self,
        *,
        title: str,
        model_name: ModelName | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Confirmation:
        """Train a model

        Trains a model on the training data of the chatbot. The training runs in the background, and its result is
        sent to the webhook.

        Args:
            title: A title for the trained model.
            model_name: The base of a model. That undocumented names are rejected is assumed. Default of the
                service: PaLM2.
            timeout: Overrides the timeout of the client.
            extra_headers: Additional headers, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The training has begun.

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
                await caigunn.models.train(title="Support bot")
                await caigunn.models.train(title="Support bot", model_name="gpt-4")

        """
        return await self._caller.call(
            _train_model,
            _train_model._get_kwargs(
                body=TrainModelRequest(
                    title=title,
                    model_name=UNSET if model_name is None else model_name,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )


class AsyncModelsGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: AsyncModelsGroup) -> None:
        self.list = returns_raw_async(group.list)
        self.train = returns_raw_async(group.train)
