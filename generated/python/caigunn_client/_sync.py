"""The service, ready to be called."""

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
    """The service: its operations in groups, called over connections that all threads and tasks may share.

    Args:
        api_key: The key of one chatbot. Default: the environment variable CAIGUNN_API_KEY.
        caigunn_access_token: The token of the account, for management calls. Default: the environment variable
            CAIGUNN_ACCESS_TOKEN.
        base_url: The address of the service. Default: the environment variable CAIGUNN_BASE_URL, else
            https://caigunn-api.ap-mic.com.
        timeout: How many seconds to wait for data, and at most 5 for the connection; or an httpx.Timeout. Default: 60.
        max_retries: How often a call that has failed is tried again: after connection errors, timeouts, and the
            statuses 408, 409, 429 and 500 and above; after what Retry-After says (an answer that asks for more than
            60 seconds is an error at once), else after 0.25 to 0.5 seconds, then twice that, and so on. POST and PATCH are tried again only
            where nothing can have been done: without a connection, after 429, and after 503 with Retry-After. Default: 2.
        retry_unsafe: Whether POST and PATCH are tried again like the others, though that may do things twice.
        headers: Are sent with every call.
        verify_ssl: How certificates are checked: an ssl.SSLContext, or False for not at all.
        httpx_args: Further arguments of httpx.Client, such as `proxy` and `limits`.

    Raises:
        ValueError: A setting, here or in the environment, isn't valid; the message names it.

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
        verify_ssl: "Verify" = True,
        httpx_args: Mapping[str, Any] | None = None,
    ) -> None:
        # Not at the top: it imports asyncio, which takes a tenth of the time that httpx takes itself.
        from ._transport import connect  # noqa: PLC0415

        settings = Settings.read(
            {"api_key": api_key, "caigunn_access_token": caigunn_access_token},
            base_url,
            headers=headers,
            timeout=timeout,
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
        )
        self._caller = Caller(settings, connect(verify_ssl, httpx_args or {}))
        self._shares = False

    @cached_property
    def training_data(self) -> "TrainingDataGroup":
        """What models are trained on."""
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
        """Talking to the chatbot, and what was said."""
        from .groups.conversation import ConversationGroup  # noqa: PLC0415

        return ConversationGroup(self._caller)

    @cached_property
    def opentalk(self) -> "OpentalkGroup":
        """The device of the companion product OpenTalk, bound for live chat."""
        from .groups.opentalk import OpentalkGroup  # noqa: PLC0415

        return OpentalkGroup(self._caller)

    @cached_property
    def webhook(self) -> "WebhookGroup":
        """Where the results of background work are sent, and what is sent there. The payloads were first published with
        the edition of 2024-07-08; that they were the same before is assumed. How an event is signed, what the
        subscriber must answer and whether a delivery is repeated isn't documented; an empty `security` says no more
        than that."""
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
    ) -> Self:
        """Return a copy with what is given instead; headers are added. This one stays as it is.

        The copy uses the connections of this one, which alone closes them.

        Raises:
            ValueError: A setting isn't valid; the message names it.
        """
        settings = self._caller.settings.changed(
            {"api_key": api_key, "caigunn_access_token": caigunn_access_token},
            base_url,
            headers=headers,
            timeout=timeout,
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
        )
        changed = object.__new__(type(self))
        changed._caller = Caller(settings, self._caller.http)
        changed._shares = True
        return changed

    def close(self) -> None:
        """Close the connections. Calls that are made afterwards fail; those of copies too."""
        if not self._shares:
            self._caller.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if not hasattr(self, "_caller"):
            return f"<{type(self).__name__} that could not be made>"
        settings = self._caller.settings
        return f"{type(self).__name__}(base_url={httpx.URL(settings.base_url)!r}, max_retries={settings.max_retries})"

    def __reduce__(self) -> Any:
        raise TypeError(
            f"{type(self).__name__} can't be pickled or copied: it has credentials and connections. Make a new one"
        )
