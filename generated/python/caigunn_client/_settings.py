"""Settings of a client: arguments, else environment variables, else defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

import httpx

from . import _log, credentials
from ._retries import Retries
from .credentials import Alternatives, AsyncCredential, Providers
from .types import UNSET, FileContent, Unset

BASE_URL: str | None = "https://caigunn-api.ap-mic.com"
BASE_URL_VARIABLE = "CAIGUNN_BASE_URL"
CONNECT_TIMEOUT = 5.0
TIMEOUT = httpx.Timeout(60.0, connect=CONNECT_TIMEOUT)
MAX_RETRIES = 2
# Requests that the service may have processed even if there was no response; a retry would process them twice.
UNSAFE_METHODS = frozenset({"post", "patch"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
V = TypeVar("V", str, str | None)
REMEDY = "pass it to CaiGunn, or set {variables}"


@dataclass(frozen=True, repr=False, eq=False)
class Settings:
    """The settings of a client.

    Attributes:
        credentials: The credentials by argument.
        base_url: The URL of the service, without a trailing slash.
        headers: Additional headers of every request; None removes a header.
        query: Additional query parameters of every request.
        timeout: The timeout.
        max_retries: The maximum number of retries.
        retry_unsafe: POST and PATCH are retried like other methods.
        strict_response_validation: A response that does not match the contract is an error.
        logged: The warnings of values that do not match the contract; shared by all copies.
    """

    credentials: Mapping[str, AsyncCredential]
    base_url: str
    headers: Mapping[str, str | None]
    query: Mapping[str, Any]
    timeout: httpx.Timeout
    max_retries: int
    retry_unsafe: bool
    strict_response_validation: bool
    logged: set[str]

    @classmethod
    def read(cls, given_credentials: Mapping[str, AsyncCredential], base_url: str | None, **arguments: Any) -> Settings:
        """Return the settings of a new client: its arguments, else the environment, else the defaults.

        Raises:
            ValueError: A setting is invalid; the message contains its name, and no value.
        """
        _log.configure()
        found = {
            name: os.environ.get(variable) if given_credentials[name] is None else given_credentials[name]
            for name, variable in credentials.VARIABLES.items()
        }
        for name, variable in credentials.VARIABLES.items():
            if not callable(found[name]):
                credentials.check(variable if given_credentials[name] is None else name, found[name])
        if base_url is None:
            name, base_url = BASE_URL_VARIABLE, os.environ.get(BASE_URL_VARIABLE) or BASE_URL
        else:
            name = "base_url"
        if base_url is None:
            raise ValueError(f"base_url is missing; pass it, or set {BASE_URL_VARIABLE}")
        defaults = cls(found, _base_url(name, base_url), {}, {}, TIMEOUT, MAX_RETRIES, False, False, set())
        return defaults.changed({}, None, **arguments)

    def changed(
        self,
        given_credentials: Mapping[str, AsyncCredential],
        base_url: str | None,
        *,
        headers: Mapping[str, str | None] | None,
        default_query: Mapping[str, Any] | None,
        timeout: float | httpx.Timeout | None | Unset,
        max_retries: int | None,
        retry_unsafe: bool | None,
        strict_response_validation: bool | None,
    ) -> Settings:
        """Return a copy with the arguments that are given. Headers and query parameters are added.

        Raises:
            ValueError: A setting is invalid; the message contains its name, and no value.
        """
        for name, value in given_credentials.items():
            if not callable(value):
                credentials.check(name, value)
        return replace(
            self,
            credentials={
                **self.credentials,
                **{name: each for name, each in given_credentials.items() if each is not None},
            },
            base_url=self.base_url if base_url is None else _base_url("base_url", base_url),
            headers={**self.headers, **_lower(headers or {})},
            query={**self.query, **(default_query or {})},
            timeout=self.timeout if isinstance(timeout, Unset) else _timeout(timeout),
            max_retries=self.max_retries if max_retries is None else _max_retries(max_retries),
            retry_unsafe=self.retry_unsafe if retry_unsafe is None else retry_unsafe,
            strict_response_validation=(
                self.strict_response_validation if strict_response_validation is None else strict_response_validation
            ),
        )

    def __reduce__(self) -> Any:
        raise TypeError("settings of a client cannot be pickled or copied: they contain credentials")

    def request(
        self,
        kwargs: dict[str, Any],
        security: Alternatives,
        defaults: Mapping[str, str],
        *,
        timeout: float | httpx.Timeout | None | Unset = UNSET,
        extra_headers: Mapping[str, str | None] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        max_retries: int | None = None,
    ) -> tuple[httpx.Request, Retries, Providers]:
        """Return the request of a call, its retries, and the functions that return its other credentials.

        Args:
            kwargs: The arguments of the request, from the function `_get_kwargs` of the operation.
            security: The sets of credentials that the operation accepts.
            defaults: The headers of the connections.
            timeout: Overrides the setting; None waits forever.
            extra_headers: Additional headers, which override others of the same name. None removes a header.
            extra_query: Additional query parameters, which override others of the same name.
            extra_body: Additional properties of the body, which override others of the same name.
            max_retries: Overrides the setting.

        Raises:
            MissingCredentialError: The client lacks a credential that the operation requires.
            TypeError: The body is not an object or form.
            ValueError: An argument is invalid.
        """
        server, content = kwargs.pop("server", None), kwargs.get("content")
        # The setting overrides the servers of operations too: requests of tests must not reach the service.
        url = _url(server if server and self.base_url == BASE_URL else self.base_url, kwargs.pop("url"))
        if self.query or extra_query:
            kwargs["params"] = _query(url, self.query, kwargs.get("params", {}), extra_query or {})
        given = {**self.headers, **_lower(kwargs.pop("headers", {})), **_lower(extra_headers or {})}
        for name, value in given.items():
            check_header(name, value)
        if extra_body:
            _extend_body(kwargs, extra_body)
        retries = Retries(
            self.max_retries if max_retries is None else _max_retries(max_retries),
            unsafe=kwargs["method"].lower() in UNSAFE_METHODS and not self.retry_unsafe,
            replayable=_is_replayable(kwargs),
        )
        selected = credentials.select(self.credentials, security, given, REMEDY)
        headers = {**defaults, **given}
        request = httpx.Request(
            **kwargs,
            url=url,
            headers={name: value for name, value in headers.items() if value is not None},
            extensions={"timeout": (self.timeout if isinstance(timeout, Unset) else _timeout(timeout)).as_dict()},
        )
        for name, value in headers.items():
            if value is None:
                request.headers.pop(name, None)
        providers: Providers = {}
        for name, credential in selected.items():
            if callable(credential):
                providers[name] = credential
            else:
                credentials.add(request, name, credential)
        if isinstance(content, FileContent):
            request.stream = content  # httpx would wrap it in a stream for synchronous clients only
        return request, retries, providers


def _query(
    url: httpx.URL, defaults: Mapping[str, Any], params: Mapping[str, Any], extra: Mapping[str, Any]
) -> httpx.QueryParams:
    """Return the query parameters of a request. A later argument overrides, and None removes."""
    query = url.params.merge(_not_none(defaults)).merge(params).merge(_not_none(extra))
    for name, value in extra.items():
        query = query.remove(name) if value is None else query
    return query


def _not_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _extend_body(kwargs: dict[str, Any], extra: Mapping[str, Any]) -> None:
    """Add properties to the body of a request."""
    if "files" in kwargs:
        kept = [field for field in kwargs["files"] if field[0] not in extra]
        from ._encoding import part  # noqa: PLC0415 - not needed by most calls

        kwargs["files"] = kept + [(name, part(value)) for name, value in extra.items()]
        return
    kind = "data" if "data" in kwargs else "json"
    body = kwargs.get(kind, {})
    if "content" in kwargs or not isinstance(body, dict):
        raise TypeError("extra_body: the body of this request has no properties")
    kwargs[kind] = {**body, **extra}


def check_header(name: str, value: str | None) -> None:
    """Check a header; None means that it is not sent.

    Raises:
        TypeError: The value is not a string.
        ValueError: The name or the value is invalid.
    """
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError(f"header {name!r}: not a valid header name")
    if value is None:
        return
    if not isinstance(value, str):
        raise TypeError(f"header {name}: value must be a string, not {type(value).__name__}")
    if not (value.isascii() and value.isprintable() and value == value.strip()):
        raise ValueError(f"header {name}: value must be printable ASCII without surrounding spaces")


def _is_replayable(kwargs: Mapping[str, Any]) -> bool:
    """Return True if the body of a request can be sent twice: all its files are seekable."""
    streams = [content for _, (_, content, *_) in kwargs.get("files", [])] + [kwargs.get("content")]
    return all(isinstance(each, bytes | str | None) or each.seekable() for each in streams)


def _lower(headers: Mapping[str, V]) -> dict[str, V]:
    """Return headers with lower-case names, so that a header overrides the same one in another case."""
    return {name.lower(): value for name, value in headers.items()}


@lru_cache(maxsize=256)
def _url(base_url: str, path: str) -> httpx.URL:
    """Return the URL of a path. Parsing it takes a seventh of the time of a call."""
    return httpx.URL(base_url + path)


def _base_url(name: str, url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        parsed = httpx.URL("")
    if parsed.scheme not in {"http", "https"} or not parsed.host or parsed.query or parsed.fragment:
        raise ValueError(f"{name} must be a URL such as https://service.example, without query and fragment")
    if parsed.userinfo:  # httpx logs URLs unchanged
        raise ValueError(f"{name} must not contain a password; send it with headers={{'Authorization': …}}")
    return str(parsed).rstrip("/")


def _timeout(timeout: float | httpx.Timeout | None) -> httpx.Timeout:
    if timeout is None or isinstance(timeout, httpx.Timeout):
        return httpx.Timeout(timeout)
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not 0 < timeout < float("inf"):
        raise ValueError("timeout must be a positive number of seconds, an httpx.Timeout, or None to wait forever")
    return httpx.Timeout(timeout, connect=min(timeout, CONNECT_TIMEOUT))


def _max_retries(number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ValueError("max_retries must be an integer of at least 0")
    return number
