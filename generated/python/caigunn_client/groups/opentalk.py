"""The device of the companion product OpenTalk, bound for live chat."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import httpx

from .._calls import Caller, returns_raw
from ..api.opentalk import bind_opentalk as _bind_opentalk
from ..api.opentalk import unbind_opentalk as _unbind_opentalk
from ..models.bind_opentalk_request import BindOpentalkRequest
from ..models.confirmation import Confirmation


class OpentalkGroup:
    """The device of the companion product OpenTalk, bound for live chat."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> OpentalkGroupWithRawResponse:
        """The same methods, which return the answer as it came."""
        return OpentalkGroupWithRawResponse(OpentalkGroup(self._caller.raw()))

    def bind(
        self,
        *,
        email: str,
        device_id: str,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
    ) -> Confirmation:
        """Bind OpenTalk

        Binds a device of the companion product OpenTalk to the chatbot, for live chat.

        Args:
            email: The e-mail address of the OpenTalk account (assumed from the name).
            device_id: The id of the device.
            timeout: Overrides the client's for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for this call.

        Returns:
            The device is bound.

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
                caigunn.opentalk.bind(email="mei@example.com", device_id="opentalk-0042")

        """
        return self._caller.call(
            _bind_opentalk,
            _bind_opentalk._get_kwargs(
                body=BindOpentalkRequest(
                    email=email,
                    device_id=device_id,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
        )

    def unbind(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
    ) -> Confirmation:
        """Unbind OpenTalk

        Unbinds the device of OpenTalk from the chatbot. The answer when none is bound isn't documented.

        Args:
            timeout: Overrides the client's for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for this call.

        Returns:
            No device is bound any more.

        Raises:
            MissingCredentialError: The client lacks a credential. This operation needs api_key and
                caigunn_access_token.
            APIConnectionError: There is no answer, or it broke off; APITimeoutError, if it took too long.
            APIResponseValidationError: The answer isn't the documented one.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. When that is so isn't
                documented.
            APIStatusError: 406: The request accepts no media type that the answer could have.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service can't answer at the moment.
            APIStatusError: Any other status. It is the base of those above.

        Example::

            with CaiGunn() as caigunn:
                caigunn.opentalk.unbind()

        """
        return self._caller.call(
            _unbind_opentalk,
            _unbind_opentalk._get_kwargs(),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
        )


class OpentalkGroupWithRawResponse:
    """The methods of a group, which return the answer as it came."""

    def __init__(self, group: OpentalkGroup) -> None:
        self.bind = returns_raw(group.bind)
        self.unbind = returns_raw(group.unbind)
