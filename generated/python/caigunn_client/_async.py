"""Asynchronous client of the service."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

import httpx

from ._calls import AsyncCaller
from ._raw_responses import AsyncStreamedResponse, RawResponse, streamed_async
from ._settings import Settings
from .credentials import AsyncCredential
from .types import UNSET, Unset

if TYPE_CHECKING:
    from ._calls import RequestOptions
    from ._transport import Verify
    from .groups.async_chatbot import (
        AsyncChatbotGroup,
        AsyncChatbotGroupWithRawResponse,
        AsyncChatbotGroupWithStreamingResponse,
    )
    from .groups.async_conversation import (
        AsyncConversationGroup,
        AsyncConversationGroupWithRawResponse,
        AsyncConversationGroupWithStreamingResponse,
    )
    from .groups.async_models import (
        AsyncModelsGroup,
        AsyncModelsGroupWithRawResponse,
        AsyncModelsGroupWithStreamingResponse,
    )
    from .groups.async_opentalk import (
        AsyncOpentalkGroup,
        AsyncOpentalkGroupWithRawResponse,
        AsyncOpentalkGroupWithStreamingResponse,
    )
    from .groups.async_training_data import (
        AsyncTrainingDataGroup,
        AsyncTrainingDataGroupWithRawResponse,
        AsyncTrainingDataGroupWithStreamingResponse,
    )
    from .groups.async_webhook import (
        AsyncWebhookGroup,
        AsyncWebhookGroupWithRawResponse,
        AsyncWebhookGroupWithStreamingResponse,
    )


class AsyncCaiGunn:
    """Asynchronous client of the service, with its operations in groups.

    Tasks of one event loop may share a client.

    Args:
        api_key: The key of one chatbot. A function is called for each request. Default: the environment variable
            CAIGUNN_API_KEY.
        caigunn_access_token: The token that management operations need besides the key. That it belongs to an
            account is assumed from its name and from later editions, in which it alone gives access to all chatbots
            of a user.  A function is called for each request. Default: the environment variable CAIGUNN_ACCESS_TOKEN.
        base_url: The URL of the service. Default: the environment variable CAIGUNN_BASE_URL, else
            https://caigunn-api.ap-mic.com.
        timeout: Seconds to wait for data, and at most 5 for the connection; or an httpx.Timeout; None waits
            forever. Default: 60.
        max_retries: The maximum number of retries of a call. Connection errors, timeouts and the status codes 408, 409,
            429 and 5xx are retried, after the delay in Retry-After-Ms or Retry-After (more than 60 seconds are not
            waited for), else after 0.25 to 0.5 seconds, which doubles each time. POST and PATCH are retried only if the
            service cannot have processed them: without a connection, after 429, and after 503 with Retry-After.
            Default: 2.
        retry_unsafe: Retry POST and PATCH like other methods; the service may process them twice. Default: False.
        headers: Additional headers of every request. None removes a header.
        default_query: Additional query parameters of every request.
        strict_response_validation: Raise APIResponseValidationError if a response does not match the contract. By
            default, its values are kept as they were received, with a warning in the log; a missing one is `UNSET`.
        verify_ssl: An ssl.SSLContext, or False to accept any certificate.
        httpx_args: Further arguments of httpx.AsyncClient, such as `proxy` and `limits`.
        http_client: An httpx.AsyncClient to send requests with, instead of a new one. Its headers are sent too; its base
            URL, query parameters, cookies and timeouts are not used. `close` does not close it.

    Raises:
        ValueError: An argument or environment variable is invalid; the message contains its name.

    Example::

        async with AsyncCaiGunn() as caigunn:
            await caigunn.training_data.create(
                type="file",
                files=[
                    ("1.txt", b"Q: When are you open?\\nA: Monday to Friday, 9 to 17."),
                    ("2.txt", b"Q: Do you ship abroad?\\nA: Yes, to all of Asia."),
                ],
            )
    """

    def __init__(
        self,
        *,
        api_key: AsyncCredential = None,
        caigunn_access_token: AsyncCredential = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        max_retries: int | None = None,
        retry_unsafe: bool | None = None,
        headers: Mapping[str, str | None] | None = None,
        default_query: Mapping[str, Any] | None = None,
        strict_response_validation: bool | None = None,
        verify_ssl: Verify = True,
        httpx_args: Mapping[str, Any] | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        from ._transport import connect_async  # noqa: PLC0415 - imports h11

        settings = Settings.read(
            {"api_key": api_key, "caigunn_access_token": caigunn_access_token},
            base_url,
            headers=headers,
            default_query=default_query,
            timeout=timeout,
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
            strict_response_validation=strict_response_validation,
        )
        self._caller = AsyncCaller(settings, connect_async(verify_ssl, httpx_args, http_client))
        self._is_copy = False

    @cached_property
    def training_data(self) -> AsyncTrainingDataGroup:
        """The data that models are trained on."""
        from .groups.async_training_data import AsyncTrainingDataGroup  # noqa: PLC0415

        return AsyncTrainingDataGroup(self._caller)

    @cached_property
    def models(self) -> AsyncModelsGroup:
        """Models of a chatbot."""
        from .groups.async_models import AsyncModelsGroup  # noqa: PLC0415

        return AsyncModelsGroup(self._caller)

    @cached_property
    def chatbot(self) -> AsyncChatbotGroup:
        """The chatbot itself."""
        from .groups.async_chatbot import AsyncChatbotGroup  # noqa: PLC0415

        return AsyncChatbotGroup(self._caller)

    @cached_property
    def conversation(self) -> AsyncConversationGroup:
        """Messages to the chatbot, and past conversations."""
        from .groups.async_conversation import AsyncConversationGroup  # noqa: PLC0415

        return AsyncConversationGroup(self._caller)

    @cached_property
    def opentalk(self) -> AsyncOpentalkGroup:
        """The device of the companion product OpenTalk. Binding it is for its conversation script, live chat support and
        analytics."""
        from .groups.async_opentalk import AsyncOpentalkGroup  # noqa: PLC0415

        return AsyncOpentalkGroup(self._caller)

    @cached_property
    def webhook(self) -> AsyncWebhookGroup:
        """The URL that receives the results of background jobs, and the events that are sent to it. The payloads were
        first published with the edition of 2024-07-08; that they were the same before is assumed. How an event is
        signed, which response is expected and whether a delivery is repeated isn't documented; an empty `security`
        means no more than that."""
        from .groups.async_webhook import AsyncWebhookGroup  # noqa: PLC0415

        return AsyncWebhookGroup(self._caller)

    @property
    def with_raw_response(self) -> AsyncCaiGunnWithRawResponse:
        """The same groups, whose methods return unparsed responses."""
        return AsyncCaiGunnWithRawResponse(self)

    @property
    def with_streaming_response(self) -> AsyncCaiGunnWithStreamingResponse:
        """The same groups, whose methods return context managers of responses that were not read."""
        return AsyncCaiGunnWithStreamingResponse(self)

    async def get(self, path: str, **options: Unpack[RequestOptions]) -> RawResponse[Any]:
        """Send a GET request to a path that the contract does not document.

        The request has all credentials of the client; retries and errors are those of methods.

        Args:
            path: The path with a leading slash, relative to `base_url`.
            options: The body as `json`, `data` and `files` of a form, or `content`; and `extra_query`, `extra_headers`,
                `timeout`, `max_retries` as for methods.

        Returns:
            The response; its `parse()` returns decoded JSON.

        Raises:
            ValueError: The path does not start with a slash.
            APIError: The request failed.
        """
        return await self._caller.request("get", path, **options)

    async def post(self, path: str, **options: Unpack[RequestOptions]) -> RawResponse[Any]:
        """Send a POST request to a path that the contract does not document.

        The request has all credentials of the client; retries and errors are those of methods.

        Args:
            path: The path with a leading slash, relative to `base_url`.
            options: The body as `json`, `data` and `files` of a form, or `content`; and `extra_query`, `extra_headers`,
                `timeout`, `max_retries` as for methods.

        Returns:
            The response; its `parse()` returns decoded JSON.

        Raises:
            ValueError: The path does not start with a slash.
            APIError: The request failed.
        """
        return await self._caller.request("post", path, **options)

    async def put(self, path: str, **options: Unpack[RequestOptions]) -> RawResponse[Any]:
        """Send a PUT request to a path that the contract does not document.

        The request has all credentials of the client; retries and errors are those of methods.

        Args:
            path: The path with a leading slash, relative to `base_url`.
            options: The body as `json`, `data` and `files` of a form, or `content`; and `extra_query`, `extra_headers`,
                `timeout`, `max_retries` as for methods.

        Returns:
            The response; its `parse()` returns decoded JSON.

        Raises:
            ValueError: The path does not start with a slash.
            APIError: The request failed.
        """
        return await self._caller.request("put", path, **options)

    async def patch(self, path: str, **options: Unpack[RequestOptions]) -> RawResponse[Any]:
        """Send a PATCH request to a path that the contract does not document.

        The request has all credentials of the client; retries and errors are those of methods.

        Args:
            path: The path with a leading slash, relative to `base_url`.
            options: The body as `json`, `data` and `files` of a form, or `content`; and `extra_query`, `extra_headers`,
                `timeout`, `max_retries` as for methods.

        Returns:
            The response; its `parse()` returns decoded JSON.

        Raises:
            ValueError: The path does not start with a slash.
            APIError: The request failed.
        """
        return await self._caller.request("patch", path, **options)

    async def delete(self, path: str, **options: Unpack[RequestOptions]) -> RawResponse[Any]:
        """Send a DELETE request to a path that the contract does not document.

        The request has all credentials of the client; retries and errors are those of methods.

        Args:
            path: The path with a leading slash, relative to `base_url`.
            options: The body as `json`, `data` and `files` of a form, or `content`; and `extra_query`, `extra_headers`,
                `timeout`, `max_retries` as for methods.

        Returns:
            The response; its `parse()` returns decoded JSON.

        Raises:
            ValueError: The path does not start with a slash.
            APIError: The request failed.
        """
        return await self._caller.request("delete", path, **options)

    @property
    def api_key(self) -> AsyncCredential:
        """The credential, or the function that returns it."""
        return self._caller.settings.credentials["api_key"]

    @property
    def caigunn_access_token(self) -> AsyncCredential:
        """The credential, or the function that returns it."""
        return self._caller.settings.credentials["caigunn_access_token"]

    @property
    def base_url(self) -> str:
        """The URL of the service, without a trailing slash."""
        return self._caller.settings.base_url

    @property
    def timeout(self) -> httpx.Timeout:
        """The timeout."""
        return self._caller.settings.timeout

    @property
    def max_retries(self) -> int:
        """The maximum number of retries of a call."""
        return self._caller.settings.max_retries

    @property
    def retry_unsafe(self) -> bool:
        """True if POST and PATCH are retried like other methods."""
        return self._caller.settings.retry_unsafe

    @property
    def strict_response_validation(self) -> bool:
        """True if a response that does not match the contract is an error."""
        return self._caller.settings.strict_response_validation

    @property
    def headers(self) -> Mapping[str, str | None]:
        """The additional headers of every request, in lower case."""
        return dict(self._caller.settings.headers)

    @property
    def default_query(self) -> Mapping[str, Any]:
        """The additional query parameters of every request."""
        return dict(self._caller.settings.query)

    @property
    def is_closed(self) -> bool:
        """True if the connections are closed."""
        return self._caller.connections.is_closed

    def with_options(
        self,
        *,
        api_key: AsyncCredential = None,
        caigunn_access_token: AsyncCredential = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        max_retries: int | None = None,
        retry_unsafe: bool | None = None,
        headers: Mapping[str, str | None] | None = None,
        default_query: Mapping[str, Any] | None = None,
        strict_response_validation: bool | None = None,
    ) -> Self:
        """Return a copy with changed settings; headers and query parameters are added.

        The copy uses the connections of the original, and does not close them.

        Raises:
            ValueError: An argument is invalid; the message contains its name.
        """
        settings = self._caller.settings.changed(
            {"api_key": api_key, "caigunn_access_token": caigunn_access_token},
            base_url,
            headers=headers,
            default_query=default_query,
            timeout=timeout,
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
            strict_response_validation=strict_response_validation,
        )
        changed = object.__new__(type(self))
        # Groups are created again; attributes of subclasses are copied.
        kept = {
            name: each
            for name, each in vars(self).items()
            if not isinstance(getattr(type(self), name, None), cached_property)
        }
        vars(changed).update(kept)
        changed._caller = AsyncCaller(settings, self._caller.connections)
        changed._is_copy = True
        return changed

    async def close(self) -> None:
        """Close the connections, also those of copies. Further calls raise RuntimeError."""
        if not self._is_copy and (http := self._caller.connections.close()):
            await http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        if not hasattr(self, "_caller"):
            return f"<{type(self).__name__}: not initialized>"
        settings = self._caller.settings
        return f"{type(self).__name__}(base_url={httpx.URL(settings.base_url)!r}, max_retries={settings.max_retries})"

    def __reduce__(self) -> Any:
        raise TypeError(
            f"{type(self).__name__} cannot be pickled or copied: it has credentials and connections; create a new one"
        )


class AsyncCaiGunnWithRawResponse:
    """The groups of a client, with unparsed responses as results."""

    def __init__(self, client: AsyncCaiGunn) -> None:
        self._client = client

    @property
    def training_data(self) -> AsyncTrainingDataGroupWithRawResponse:
        """The data that models are trained on."""
        return self._client.training_data.with_raw_response

    @property
    def models(self) -> AsyncModelsGroupWithRawResponse:
        """Models of a chatbot."""
        return self._client.models.with_raw_response

    @property
    def chatbot(self) -> AsyncChatbotGroupWithRawResponse:
        """The chatbot itself."""
        return self._client.chatbot.with_raw_response

    @property
    def conversation(self) -> AsyncConversationGroupWithRawResponse:
        """Messages to the chatbot, and past conversations."""
        return self._client.conversation.with_raw_response

    @property
    def opentalk(self) -> AsyncOpentalkGroupWithRawResponse:
        """The device of the companion product OpenTalk. Binding it is for its conversation script, live chat support and
        analytics."""
        return self._client.opentalk.with_raw_response

    @property
    def webhook(self) -> AsyncWebhookGroupWithRawResponse:
        """The URL that receives the results of background jobs, and the events that are sent to it. The payloads were
        first published with the edition of 2024-07-08; that they were the same before is assumed. How an event is
        signed, which response is expected and whether a delivery is repeated isn't documented; an empty `security`
        means no more than that."""
        return self._client.webhook.with_raw_response


class AsyncCaiGunnWithStreamingResponse:
    """The groups of a client, with context managers of responses that were not read as results."""

    def __init__(self, client: AsyncCaiGunn) -> None:
        self._client = client

    def get(
        self, path: str, **options: Unpack[RequestOptions]
    ) -> AbstractAsyncContextManager[AsyncStreamedResponse[Any]]:
        """Send a GET request to a path that the contract does not document. See `AsyncCaiGunn.get`."""
        return streamed_async(self._client._caller.stream)("get", path, **options)

    def post(
        self, path: str, **options: Unpack[RequestOptions]
    ) -> AbstractAsyncContextManager[AsyncStreamedResponse[Any]]:
        """Send a POST request to a path that the contract does not document. See `AsyncCaiGunn.post`."""
        return streamed_async(self._client._caller.stream)("post", path, **options)

    def put(
        self, path: str, **options: Unpack[RequestOptions]
    ) -> AbstractAsyncContextManager[AsyncStreamedResponse[Any]]:
        """Send a PUT request to a path that the contract does not document. See `AsyncCaiGunn.put`."""
        return streamed_async(self._client._caller.stream)("put", path, **options)

    def patch(
        self, path: str, **options: Unpack[RequestOptions]
    ) -> AbstractAsyncContextManager[AsyncStreamedResponse[Any]]:
        """Send a PATCH request to a path that the contract does not document. See `AsyncCaiGunn.patch`."""
        return streamed_async(self._client._caller.stream)("patch", path, **options)

    def delete(
        self, path: str, **options: Unpack[RequestOptions]
    ) -> AbstractAsyncContextManager[AsyncStreamedResponse[Any]]:
        """Send a DELETE request to a path that the contract does not document. See `AsyncCaiGunn.delete`."""
        return streamed_async(self._client._caller.stream)("delete", path, **options)

    @property
    def training_data(self) -> AsyncTrainingDataGroupWithStreamingResponse:
        """The data that models are trained on."""
        return self._client.training_data.with_streaming_response

    @property
    def models(self) -> AsyncModelsGroupWithStreamingResponse:
        """Models of a chatbot."""
        return self._client.models.with_streaming_response

    @property
    def chatbot(self) -> AsyncChatbotGroupWithStreamingResponse:
        """The chatbot itself."""
        return self._client.chatbot.with_streaming_response

    @property
    def conversation(self) -> AsyncConversationGroupWithStreamingResponse:
        """Messages to the chatbot, and past conversations."""
        return self._client.conversation.with_streaming_response

    @property
    def opentalk(self) -> AsyncOpentalkGroupWithStreamingResponse:
        """The device of the companion product OpenTalk. Binding it is for its conversation script, live chat support and
        analytics."""
        return self._client.opentalk.with_streaming_response

    @property
    def webhook(self) -> AsyncWebhookGroupWithStreamingResponse:
        """The URL that receives the results of background jobs, and the events that are sent to it. The payloads were
        first published with the edition of 2024-07-08; that they were the same before is assumed. How an event is
        signed, which response is expected and whether a delivery is repeated isn't documented; an empty `security`
        means no more than that."""
        return self._client.webhook.with_streaming_response
