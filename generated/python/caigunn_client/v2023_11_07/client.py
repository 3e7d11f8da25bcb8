import ssl
from collections.abc import Callable
from typing import Any, Self, TypeVar

import httpx
from attrs import Attribute, define, evolve, field

from .. import credentials
from .._parsing import Problems
from .._responses import checked

T = TypeVar("T")
DEFAULT_BASE_URL: str | None = "https://caigun-api.ap-mic.com"


def _check_credential(_: "Client", attribute: "Attribute[Any]", value: object) -> None:
    credentials.check(attribute.name, value)


@define(eq=False)
class Client:
    """Client of the functions in `api`: base URL, credentials and connections

    The following are accepted as keyword arguments in addition to the credentials, and are used to create httpx
    Clients internally:

        ``base_url``: The base URL of the API; the paths of all requests are relative to it.
        Default: https://caigun-api.ap-mic.com

        ``cookies``: A dictionary of cookies to be sent with every request

        ``headers``: A dictionary of headers to be sent with every request

        ``timeout``: The maximum time to wait for a connection, and for data to be sent or received. Functions
        raise httpx.TimeoutException if it is exceeded. Default: 5 seconds for the connection, 60 for the rest.

        ``verify_ssl``: Whether to verify the certificate of the server. This should be True in production, but can
        be set to False for testing.

        ``follow_redirects``: Whether to follow redirects. Default: False. Credentials are not sent to another host.

        ``strict_response_validation``: Whether a response that does not match the contract is an error. Default:
        False. Its values are kept then, with a warning in the log.

        ``httpx_args``: A dictionary of additional arguments of ``httpx.Client`` and ``httpx.AsyncClient``.

    Attributes:
        api_key: The key of one chatbot.
        caigunn_access_token: The token that management operations need besides the key. That it belongs to an account
            is assumed from its name
            and from later editions, in which it alone gives access to all chatbots of a user.
    """

    _base_url: str = field(
        default="https://caigun-api.ap-mic.com", alias="base_url", repr=lambda url: repr(httpx.URL(url))
    )
    api_key: str | None = field(default=None, kw_only=True, repr=False, validator=_check_credential)
    caigunn_access_token: str | None = field(default=None, kw_only=True, repr=False, validator=_check_credential)
    _cookies: dict[str, str] = field(factory=dict, kw_only=True, alias="cookies", repr=False)
    _headers: dict[str, str] = field(factory=dict, kw_only=True, alias="headers", repr=False)
    _timeout: httpx.Timeout = field(default=httpx.Timeout(60, connect=5), kw_only=True, alias="timeout")
    _verify_ssl: str | bool | ssl.SSLContext = field(default=True, kw_only=True, alias="verify_ssl")
    _follow_redirects: bool = field(default=False, kw_only=True, alias="follow_redirects")
    _httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, alias="httpx_args", repr=False)
    strict_response_validation: bool = field(default=False, kw_only=True)
    _logged: set[str] = field(factory=set, init=False, repr=False)
    _client: httpx.Client | None = field(default=None, init=False, repr=False)
    _async_client: httpx.AsyncClient | None = field(default=None, init=False, repr=False)

    def authenticate(self, kwargs: dict[str, Any], *alternatives: tuple[str, ...]) -> None:
        """Add the first set of credentials that this client has to the arguments of a request

        Args:
            kwargs: The arguments.
            alternatives: The sets of credentials, as arguments of this class.

        Raises:
            MissingCredentialError: No set is complete.
        """
        values = {name: getattr(self, name) for names in alternatives for name in names}
        given = {name.lower(): value for name, value in kwargs.get("headers", {}).items()}
        for name, value in credentials.select(values, alternatives, given, "pass it to Client").items():
            credentials.add_to_arguments(kwargs, name, value)

    def url(self, server: str, path: str) -> str:
        """Get the URL of an operation that has its own server, which the argument ``base_url`` overrides"""
        return server + path if self._base_url == DEFAULT_BASE_URL else path

    def parse(self, parser: Callable[[httpx.Response, Problems], T], response: httpx.Response) -> T:
        """Get the parsed body of a response

        Raises:
            APIResponseValidationError: The body is not JSON, or the client is strict and it does not match the contract.
        """
        return checked(parser, response, strict=self.strict_response_validation, logged=self._logged)

    def _remove_credentials_on_redirect(self, request: httpx.Request) -> None:
        """Remove the credentials from a request to another host, which a redirect has caused"""
        base, url = httpx.URL(self._base_url), request.url
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
            for header, _ in credentials.HEADERS.values():
                request.headers.pop(header, None)
                request.url = request.url.copy_remove_param(header[1:]) if header.startswith("?") else request.url

    async def _remove_credentials_on_redirect_async(self, request: httpx.Request) -> None:
        self._remove_credentials_on_redirect(request)

    def __reduce__(self) -> Any:
        raise TypeError("Client cannot be pickled or copied: it has credentials and connections; create a new one")

    def with_headers(self, headers: dict[str, str]) -> Self:
        """Get a new client matching this one with additional headers"""
        return evolve(self, headers={**self._headers, **headers})

    def with_cookies(self, cookies: dict[str, str]) -> Self:
        """Get a new client matching this one with additional cookies"""
        return evolve(self, cookies={**self._cookies, **cookies})

    def with_timeout(self, timeout: httpx.Timeout) -> Self:
        """Get a new client matching this one with a new timeout configuration"""
        return evolve(self, timeout=timeout)

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Manually set the underlying httpx.Client

        **NOTE**: This overrides all other settings of the client, including cookies, headers, and timeout.
        Credentials are still sent. Copies of this client do not use it.
        """
        self._client = client
        return self

    def get_httpx_client(self) -> httpx.Client:
        """Get the underlying httpx.Client, constructing a new one if not previously set"""
        if self._client is None:
            self._client = httpx.Client(
                base_url=self._base_url,
                cookies=self._cookies,
                headers=self._headers,
                timeout=self._timeout,
                verify=self._verify_ssl,
                follow_redirects=self._follow_redirects,
                **self._httpx_args,
            )
            self._client.event_hooks["request"].append(self._remove_credentials_on_redirect)
        return self._client

    def __enter__(self) -> Self:
        """Enter a context manager for self.client—you cannot enter twice (see httpx docs)"""
        self.get_httpx_client().__enter__()
        return self

    def __exit__(self, *args: Any, **kwargs: Any) -> None:
        """Exit a context manager for internal httpx.Client (see httpx docs)"""
        self.get_httpx_client().__exit__(*args, **kwargs)

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> Self:
        """Manually set the underlying httpx.AsyncClient

        **NOTE**: This overrides all other settings of the client, including cookies, headers, and timeout.
        Credentials are still sent. Copies of this client do not use it.
        """
        self._async_client = async_client
        return self

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Get the underlying httpx.AsyncClient, constructing a new one if not previously set"""
        if self._async_client is None:
            self._async_client = httpx.AsyncClient(
                base_url=self._base_url,
                cookies=self._cookies,
                headers=self._headers,
                timeout=self._timeout,
                verify=self._verify_ssl,
                follow_redirects=self._follow_redirects,
                **self._httpx_args,
            )
            self._async_client.event_hooks["request"].append(self._remove_credentials_on_redirect_async)
        return self._async_client

    async def __aenter__(self) -> Self:
        """Enter a context manager for underlying httpx.AsyncClient—you cannot enter twice (see httpx docs)"""
        await self.get_async_httpx_client().__aenter__()
        return self

    async def __aexit__(self, *args: Any, **kwargs: Any) -> None:
        """Exit a context manager for underlying httpx.AsyncClient (see httpx docs)"""
        await self.get_async_httpx_client().__aexit__(*args, **kwargs)
