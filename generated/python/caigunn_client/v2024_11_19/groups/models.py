"""Models of a chatbot."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

import httpx

from ..._arguments import as_uuid as _as_uuid
from ..._arguments import require as _require
from ..._calls import Caller
from ..._raw_responses import RawResponse, StreamedResponse, raw, streamed
from ...types import UNSET, Unset
from ..api.models import get_model as _get_model
from ..api.models import list_models as _list_models
from ..api.models import train_model as _train_model
from ..models.model_details import ModelDetails
from ..models.model_list import ModelList
from ..models.model_name import ModelName
from ..models.train_model_request import TrainModelRequest
from ..models.training_start import TrainingStart


class ModelsGroup:
    """Models of a chatbot."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> ModelsGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return ModelsGroupWithRawResponse(ModelsGroup(self._caller.returning(RawResponse)))

    @cached_property
    def with_streaming_response(self) -> ModelsGroupWithStreamingResponse:
        """The same methods, with context managers of responses that were not read as results."""
        return ModelsGroupWithStreamingResponse(ModelsGroup(self._caller.returning(StreamedResponse)))

    def list(
        self,
        *,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> ModelList:
        """Get all models

        Lists all models of the chatbot. Their order isn't documented.

        Args:
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
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

            with CaiGunn() as caigunn:
                caigunn.models.list()

        """
        return self._caller.call(
            _list_models,
            _list_models._get_kwargs(),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def train(
        self,
        *,
        title: str,
        model_name: ModelName | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> TrainingStart:
        """Train a model

        Trains a model on the training data of the chatbot. The training runs in the background, and its result is
        sent to the webhook, with the `event_id` of the response (assumed; the documents only name both ids alike).

        Args:
            title: A title for the trained model.
            model_name: The base of a model. That undocumented names are rejected is assumed. Default of the
                service: PaLM2.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
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

            with CaiGunn() as caigunn:
                caigunn.models.train(title="Support bot")
                caigunn.models.train(title="Support bot", model_name="gpt-4")

        """
        _require(title=title)
        return self._caller.call(
            _train_model,
            _train_model._get_kwargs(
                body=TrainModelRequest(
                    title=title,
                    model_name=UNSET if model_name is None else model_name,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def get(
        self,
        *,
        model_id: UUID | str,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> ModelDetails:
        """Get a model

        Returns a model with its training data. That an unknown model gets 404 is assumed.

        Args:
            model_id: The id of a model. The path of `getModel` and the list of models type it `string`, the form
                of `updateChatbot` types it `uuid`; that every one is a UUID, and that other strings are rejected, is
                assumed.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The model.

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

            with CaiGunn() as caigunn:
                caigunn.models.get(model_id="3fa85f64-5717-4562-b3fc-2c963f66afa6")

        """
        _require(model_id=model_id)
        return self._caller.call(
            _get_model,
            _get_model._get_kwargs(
                model_id=_as_uuid(model_id, "model_id"),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )


class ModelsGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: ModelsGroup) -> None:
        self.list = raw(group.list)
        self.train = raw(group.train)
        self.get = raw(group.get)


class ModelsGroupWithStreamingResponse:
    """The methods of the group, with context managers of responses that were not read as results."""

    def __init__(self, group: ModelsGroup) -> None:
        self.list = streamed(group.list)
        self.train = streamed(group.train)
        self.get = streamed(group.get)
