import ssl
from typing import Any, Self

import httpx
from attrs import Attribute, define, evolve, field

from . import credentials


def _fits_a_header(_: "Client", attribute: "Attribute[str | None]", value: str | None) -> None:
    credentials.check(attribute.name, value)


@define(eq=False)
class Client:
    """Where the service is, what it is called with, and the connections to it

    The following are accepted as keyword arguments beside the credentials, and will be used to construct httpx
    Clients internally:

        ``base_url``: The base URL for the API, all requests are made to a relative path to this URL.
        Default: https://caigunn-api.ap-mic.com

        ``cookies``: A dictionary of cookies to be sent with every request

        ``headers``: A dictionary of headers to be sent with every request

        ``timeout``: The longest time to wait for the connection, and for data to be sent or received. API functions
        will raise httpx.TimeoutException if this is exceeded. Default: 5 seconds for the connection, 60 for the rest.

        ``verify_ssl``: Whether or not to verify the SSL certificate of the API server. This should be True in
        production, but can be set to False for testing purposes.

        ``follow_redirects``: Whether or not to follow redirects. Default value is False. Credentials aren't sent to
        another host.

        ``httpx_args``: A dictionary of additional arguments to be passed to the ``httpx.Client`` and
        ``httpx.AsyncClient`` constructor.

    Attributes:
        api_key: The key of one chatbot.
        caigunn_access_token: The token of the account, for management calls.
    """

    _base_url: str = field(
        default="https://caigunn-api.ap-mic.com", alias="base_url", repr=lambda url: repr(httpx.URL(url))
    )
    api_key: str | None = field(default=None, kw_only=True, repr=False, validator=_fits_a_header)
    caigunn_access_token: str | None = field(default=None, kw_only=True, repr=False, validator=_fits_a_header)
    _cookies: dict[str, str] = field(factory=dict, kw_only=True, alias="cookies", repr=False)
    _headers: dict[str, str] = field(factory=dict, kw_only=True, alias="headers", repr=False)
    _timeout: httpx.Timeout = field(default=httpx.Timeout(60, connect=5), kw_only=True, alias="timeout")
    _verify_ssl: str | bool | ssl.SSLContext = field(default=True, kw_only=True, alias="verify_ssl")
    _follow_redirects: bool = field(default=False, kw_only=True, alias="follow_redirects")
    _httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, alias="httpx_args", repr=False)
    _client: httpx.Client | None = field(default=None, init=False, repr=False)
    _async_client: httpx.AsyncClient | None = field(default=None, init=False, repr=False)

    def credential_headers(self, *alternatives: tuple[str, ...]) -> dict[str, str]:
        """Get the headers that carry the first of the alternative sets of credentials that this client has

        Args:
            alternatives: Names of the arguments of this class that hold the credentials, one tuple a set.

        Raises:
            MissingCredentialError: Each of the sets lacks a credential.
        """
        return credentials.headers(
            {name: getattr(self, name) for names in alternatives for name in names}, alternatives, "give it to Client"
        )

    def _leave_credentials_at_home(self, request: httpx.Request) -> None:
        """Take the credentials out of a request to another host, where a redirect has led"""
        home, there = httpx.URL(self._base_url), request.url
        if (there.scheme, there.host, there.port) != (home.scheme, home.host, home.port):
            for header, _ in credentials.HEADERS.values():
                request.headers.pop(header, None)

    async def _leave_credentials_at_home_async(self, request: httpx.Request) -> None:
        self._leave_credentials_at_home(request)

    def __reduce__(self) -> Any:
        raise TypeError("Client can't be pickled or copied: it has credentials and connections. Make a new one")

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

        **NOTE**: This will override any other settings on the client, including cookies, headers, and timeout.
        Credentials are sent as before. Copies of this client don't have it.
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
            self._client.event_hooks["request"].append(self._leave_credentials_at_home)
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

        **NOTE**: This will override any other settings on the client, including cookies, headers, and timeout.
        Credentials are sent as before. Copies of this client don't have it.
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
            self._async_client.event_hooks["request"].append(self._leave_credentials_at_home_async)
        return self._async_client

    async def __aenter__(self) -> Self:
        """Enter a context manager for underlying httpx.AsyncClient—you cannot enter twice (see httpx docs)"""
        await self.get_async_httpx_client().__aenter__()
        return self

    async def __aexit__(self, *args: Any, **kwargs: Any) -> None:
        """Exit a context manager for underlying httpx.AsyncClient (see httpx docs)"""
        await self.get_async_httpx_client().__aexit__(*args, **kwargs)
