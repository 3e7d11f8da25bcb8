"""Synchronous client of the service."""

from collections.abc import Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx

from ._calls import Caller
from ._settings import Settings

if TYPE_CHECKING:
    from ._transport import Verify
    from .groups.chatbot import ChatbotGroup
    from .groups.conversation import ConversationGroup
    from .groups.models import ModelsGroup
    from .groups.opentalk import OpentalkGroup
    from .groups.training_data import TrainingDataGroup
    from .groups.webhook import WebhookGroup


class CaiGunn:
    """Synchronous client of the service, with its operations in groups.

    Threads may share a client.

    Args:
        api_key: The key of one chatbot. Default: the environment variable CAIGUNN_API_KEY.
        caigunn_access_token: The token of the account, for management calls. Default: the environment variable
            CAIGUNN_ACCESS_TOKEN.
        base_url: The URL of the service. Default: the environment variable CAIGUNN_BASE_URL, else
            https://caigunn-api.ap-mic.com.
        timeout: Seconds to wait for data, and at most 5 for the connection; or an httpx.Timeout. Default: 60.
        max_retries: The maximum number of retries of a call. Connection errors, timeouts and the status codes 408, 409,
            429 and 5xx are retried, after the delay in Retry-After (more than 60 seconds are not waited for), else
            after 0.25 to 0.5 seconds, which doubles each time. POST and PATCH are retried only if the service cannot
            have processed them: without a connection, after 429, and after 503 with Retry-After. Default: 2.
        retry_unsafe: Retry POST and PATCH like other methods; the service may process them twice. Default: False.
        headers: Additional headers of every request.
        strict_response_validation: Raise APIResponseValidationError if a response does not match the contract. By
            default, its values are kept as they were received, with a warning in the log; a missing one is `UNSET`.
        verify_ssl: An ssl.SSLContext, or False to accept any certificate.
        httpx_args: Further arguments of httpx.Client, such as `proxy` and `limits`.

    Raises:
        ValueError: An argument or environment variable is invalid; the message contains its name.

    Example::

        with CaiGunn() as caigunn:
            caigunn.training_data.create(
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
        api_key: str | None = None,
        caigunn_access_token: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int | None = None,
        retry_unsafe: bool | None = None,
        headers: Mapping[str, str] | None = None,
        strict_response_validation: bool | None = None,
        verify_ssl: "Verify" = True,
        httpx_args: Mapping[str, Any] | None = None,
    ) -> None:
        # It imports asyncio, which would add a tenth to the import time of httpx.
        from ._transport import connect  # noqa: PLC0415

        settings = Settings.read(
            {"api_key": api_key, "caigunn_access_token": caigunn_access_token},
            base_url,
            headers=headers,
            timeout=timeout,
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
            strict_response_validation=strict_response_validation,
        )
        self._caller = Caller(settings, connect(verify_ssl, httpx_args or {}))
        self._is_copy = False

    @cached_property
    def training_data(self) -> "TrainingDataGroup":
        """The data that models are trained on."""
        from .groups.training_data import TrainingDataGroup  # noqa: PLC0415

        return TrainingDataGroup(self._caller)

    @cached_property
    def models(self) -> "ModelsGroup":
        """Models of a chatbot."""
        from .groups.models import ModelsGroup  # noqa: PLC0415

        return ModelsGroup(self._caller)

    @cached_property
    def chatbot(self) -> "ChatbotGroup":
        """The chatbot itself."""
        from .groups.chatbot import ChatbotGroup  # noqa: PLC0415

        return ChatbotGroup(self._caller)

    @cached_property
    def conversation(self) -> "ConversationGroup":
        """Messages to the chatbot, and past conversations."""
        from .groups.conversation import ConversationGroup  # noqa: PLC0415

        return ConversationGroup(self._caller)

    @cached_property
    def opentalk(self) -> "OpentalkGroup":
        """The device of the companion product OpenTalk, bound for live chat."""
        from .groups.opentalk import OpentalkGroup  # noqa: PLC0415

        return OpentalkGroup(self._caller)

    @cached_property
    def webhook(self) -> "WebhookGroup":
        """The URL that receives the results of background jobs, and the events that are sent to it. The payloads were
        first published with the edition of 2024-07-08; that they were the same before is assumed. How an event is
        signed, which response is expected and whether a delivery is repeated isn't documented; an empty `security`
        means no more than that."""
        from .groups.webhook import WebhookGroup  # noqa: PLC0415

        return WebhookGroup(self._caller)

    def with_options(
        self,
        *,
        api_key: str | None = None,
        caigunn_access_token: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int | None = None,
        retry_unsafe: bool | None = None,
        headers: Mapping[str, str] | None = None,
        strict_response_validation: bool | None = None,
    ) -> Self:
        """Return a copy with changed settings; headers are added.

        The copy uses the connections of the original, and does not close them.

        Raises:
            ValueError: An argument is invalid; the message contains its name.
        """
        settings = self._caller.settings.changed(
            {"api_key": api_key, "caigunn_access_token": caigunn_access_token},
            base_url,
            headers=headers,
            timeout=timeout,
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
            strict_response_validation=strict_response_validation,
        )
        changed = object.__new__(type(self))
        changed._caller = Caller(settings, self._caller.http)
        changed._is_copy = True
        return changed

    def close(self) -> None:
        """Close the connections, also those of copies. Further calls raise RuntimeError."""
        if not self._is_copy:
            self._caller.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if not hasattr(self, "_caller"):
            return f"<{type(self).__name__}: not initialized>"
        settings = self._caller.settings
        return f"{type(self).__name__}(base_url={httpx.URL(settings.base_url)!r}, max_retries={settings.max_retries})"

    def __reduce__(self) -> Any:
        raise TypeError(
            f"{type(self).__name__} cannot be pickled or copied: it has credentials and connections; create a new one"
        )
