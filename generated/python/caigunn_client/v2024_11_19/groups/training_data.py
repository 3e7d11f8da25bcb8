"""The data that models are trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

import httpx

from ..._arguments import Upload
from ..._arguments import as_files as _as_files
from ..._arguments import as_uuid as _as_uuid
from ..._arguments import require as _require
from ..._calls import Caller
from ..._raw_responses import RawResponse, StreamedResponse, raw, streamed
from ...types import UNSET, Unset
from ..api.training_data import create_training_data as _create_training_data
from ..api.training_data import delete_training_data as _delete_training_data
from ..api.training_data import list_training_data as _list_training_data
from ..models.confirmation import Confirmation
from ..models.create_training_data_type import CreateTrainingDataType
from ..models.training_data_creation import TrainingDataCreation
from ..models.training_data_list import TrainingDataList
from ..models.training_data_multipart import TrainingDataMultipart


class TrainingDataGroup:
    """The data that models are trained on."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> TrainingDataGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return TrainingDataGroupWithRawResponse(TrainingDataGroup(self._caller.returning(RawResponse)))

    @cached_property
    def with_streaming_response(self) -> TrainingDataGroupWithStreamingResponse:
        """The same methods, with context managers of responses that were not read as results."""
        return TrainingDataGroupWithStreamingResponse(TrainingDataGroup(self._caller.returning(StreamedResponse)))

    def list(
        self,
        *,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> TrainingDataList:
        """Get all training data

        Lists the training data that the next training will use. The order and a limit aren't documented.

        Args:
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The training data.

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
                caigunn.training_data.list()

        """
        return self._caller.call(
            _list_training_data,
            _list_training_data._get_kwargs(),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def create(
        self,
        *,
        type: CreateTrainingDataType,
        files: Sequence[Upload] | None = None,
        website: str | None = None,
        is_single_page: bool | None = None,
        text: str | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> TrainingDataCreation:
        """Create training data

        Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
        processed in the background, and the result is sent to the webhook, with the `event_id` of the response; text
        is ready with the response, which has its `id`.

        The examples show which form field belongs to which `type`. That a form has at least one of `files`, `website`
        and `text` is assumed from the published samples. What happens with fields that belong to another `type` isn't
        documented.

        Args:
            type: Where the training data comes from.
            files: The files, one part each, with a filename. Which formats are supported isn't documented.
            website: The address of the web site to crawl.
            is_single_page: Whether to crawl the one page only, or the whole web site. In a form this is `true` or
                `false`; that other spellings are rejected is assumed, as is that it is optional.
            text: The text to train on.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The training data was created, or is being created in the background.

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
                caigunn.training_data.create(
                    type="file",
                    files=[
                        ("1.txt", b"Q: When are you open?\\nA: Monday to Friday, 9 to 17."),
                        ("2.txt", b"Q: Do you ship abroad?\\nA: Yes, to all of Asia."),
                    ],
                )
                caigunn.training_data.create(type="crawler", website="https://example.com/help", is_single_page=False)
                caigunn.training_data.create(type="text", text="Opening hours: Monday to Friday, 9 to 17.")

        """
        _require(type=type)
        return self._caller.call(
            _create_training_data,
            _create_training_data._get_kwargs(
                type_=type,
                body=TrainingDataMultipart(
                    files=UNSET if files is None else _as_files(files, "files"),
                    website=UNSET if website is None else website,
                    is_single_page=UNSET if is_single_page is None else is_single_page,
                    text=UNSET if text is None else text,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def delete(
        self,
        *,
        training_data_id: UUID | str,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Confirmation:
        """Delete training data

        Deletes training data. That unknown training data gets 404 is assumed.

        Args:
            training_data_id: The id of training data.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The training data is deleted.

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
                caigunn.training_data.delete(training_data_id="5d0a5c92-66d4-4a0c-9e0b-3f6f3c5a9a05")

        """
        _require(training_data_id=training_data_id)
        return self._caller.call(
            _delete_training_data,
            _delete_training_data._get_kwargs(
                training_data_id=_as_uuid(training_data_id, "training_data_id"),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )


class TrainingDataGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: TrainingDataGroup) -> None:
        self.list = raw(group.list)
        self.create = raw(group.create)
        self.delete = raw(group.delete)


class TrainingDataGroupWithStreamingResponse:
    """The methods of the group, with context managers of responses that were not read as results."""

    def __init__(self, group: TrainingDataGroup) -> None:
        self.list = streamed(group.list)
        self.create = streamed(group.create)
        self.delete = streamed(group.delete)
