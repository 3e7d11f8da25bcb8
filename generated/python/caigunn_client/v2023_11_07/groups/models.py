"""Models of a chatbot."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import httpx

from ..._raw_responses import RawResponse, StreamedResponse, raw, streamed
from ...types import UNSET, Unset
from .._arguments import require as _require
from .._calls import Caller
from ..api.models import list_models as _list_models
from ..api.models import train_model as _train_model
from ..models.model_list import ModelList
from ..models.model_name import ModelName
from ..models.train_model_request import TrainModelRequest
from ..models.trained_model import TrainedModel


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
            MissingCredentialError: The client lacks a credential. Required: api_key.
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
        text: str,
        model_name: ModelName | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> TrainedModel:
        """Train a model

        Trains a model on a text. Whether the model is ready with the response isn't documented.

        Args:
            title: A title for the trained model.
            text: The text to train on.
            model_name: The base of a model. That undocumented names are rejected is assumed. Default of the
                service: PaLM2.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The model is trained, or is being trained.

        Raises:
            MissingCredentialError: The client lacks a credential. Required: api_key.
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
                caigunn.models.train(title="Support bot", text="Opening hours: Monday to Friday, 9 to 17.")
                caigunn.models.train(
                    title="Support bot", model_name="gpt2", text="Opening hours: Monday to Friday, 9 to 17."
                )

        """
        _require(title=title, text=text)
        return self._caller.call(
            _train_model,
            _train_model._get_kwargs(
                body=TrainModelRequest(
                    title=title,
                    text=text,
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


class ModelsGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: ModelsGroup) -> None:
        self.list = raw(group.list)
        self.train = raw(group.train)


class ModelsGroupWithStreamingResponse:
    """The methods of the group, with context managers of responses that were not read as results."""

    def __init__(self, group: ModelsGroup) -> None:
        self.list = streamed(group.list)
        self.train = streamed(group.train)
