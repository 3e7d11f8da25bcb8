"""The device of the companion product OpenTalk. Binding it is for its conversation script, live chat support and
analytics."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import httpx

from ..._arguments import require as _require
from ..._calls import Caller
from ..._raw_responses import RawResponse, StreamedResponse, raw, streamed
from ...types import UNSET, Unset
from ..api.opentalk import bind_opentalk as _bind_opentalk
from ..api.opentalk import unbind_opentalk as _unbind_opentalk
from ..models.bind_opentalk_request import BindOpentalkRequest
from ..models.confirmation import Confirmation


class OpentalkGroup:
    """The device of the companion product OpenTalk. Binding it is for its conversation script, live chat support and
    analytics."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> OpentalkGroupWithRawResponse:
        """The same methods, with unparsed responses as results."""
        return OpentalkGroupWithRawResponse(OpentalkGroup(self._caller.returning(RawResponse)))

    @cached_property
    def with_streaming_response(self) -> OpentalkGroupWithStreamingResponse:
        """The same methods, with context managers of responses that were not read as results."""
        return OpentalkGroupWithStreamingResponse(OpentalkGroup(self._caller.returning(StreamedResponse)))

    def bind(
        self,
        *,
        device_id: str,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Confirmation:
        """Bind OpenTalk

        Binds a device of the companion product OpenTalk to the chatbot, which gives access to the conversation script
        of the device, live chat support and analytics.

        Args:
            device_id: The id of the device.
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            The device is bound.

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
                caigunn.opentalk.bind(device_id="opentalk-0042")

        """
        _require(device_id=device_id)
        return self._caller.call(
            _bind_opentalk,
            _bind_opentalk._get_kwargs(
                body=BindOpentalkRequest(
                    device_id=device_id,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )

    def unbind(
        self,
        *,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
        strict_response_validation: bool | None = None,
    ) -> Confirmation:
        """Unbind OpenTalk

        Unbinds the device of OpenTalk from the chatbot. The response if none is bound isn't documented.

        Args:
            timeout: Overrides the timeout of the client; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the maximum number of retries of the client.
            strict_response_validation: Overrides the setting of the client.

        Returns:
            No device is bound any more.

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
                caigunn.opentalk.unbind()

        """
        return self._caller.call(
            _unbind_opentalk,
            _unbind_opentalk._get_kwargs(),
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            max_retries=max_retries,
            strict_response_validation=strict_response_validation,
        )


class OpentalkGroupWithRawResponse:
    """The methods of the group, with unparsed responses as results."""

    def __init__(self, group: OpentalkGroup) -> None:
        self.bind = raw(group.bind)
        self.unbind = raw(group.unbind)


class OpentalkGroupWithStreamingResponse:
    """The methods of the group, with context managers of responses that were not read as results."""

    def __init__(self, group: OpentalkGroup) -> None:
        self.bind = streamed(group.bind)
        self.unbind = streamed(group.unbind)
