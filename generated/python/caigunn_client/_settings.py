"""What a client is set to: by its arguments, else by the environment, else by the contract."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import httpx

from . import _log, credentials

BASE_URL: str | None = "https://caigunn-api.ap-mic.com"
BASE_URL_VARIABLE = "CAIGUNN_BASE_URL"
CONNECT_TIMEOUT = 5.0
TIMEOUT = httpx.Timeout(60.0, connect=CONNECT_TIMEOUT)
MAX_RETRIES = 2
# A call of these methods may have been carried out though no answer came, so that trying again would do it twice.
UNSAFE_METHODS = frozenset({"post", "patch"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
REMEDY = "give it to CaiGunn, or set {variables}"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Settings:
    """What every call of a client has in common.

    Attributes:
        credentials: The credentials by the names of their arguments.
        base_url: The address of the service, without a slash at its end.
        headers: What is sent with every call.
        timeout: How long a call waits.
        max_retries: How often a call is tried again.
        retry_unsafe: Whether POST and PATCH are tried again like the others.
    """

    credentials: Mapping[str, str | None]
    base_url: str
    headers: Mapping[str, str]
    timeout: httpx.Timeout
    max_retries: int
    retry_unsafe: bool

    @classmethod
    def read(cls, given_credentials: Mapping[str, str | None], base_url: str | None, **given: Any) -> "Settings":
        """Return the settings of a new client: what is given, and what the environment and the contract say else.

        Raises:
            ValueError: A setting isn't valid; the message names it, and holds no value.
        """
        _log.set_up()
        found = {
            name: os.environ.get(variable) if given_credentials[name] is None else given_credentials[name]
            for name, variable in credentials.VARIABLES.items()
        }
        for name, variable in credentials.VARIABLES.items():
            credentials.check(variable if given_credentials[name] is None else name, found[name])
        if base_url is None:
            name, base_url = BASE_URL_VARIABLE, os.environ.get(BASE_URL_VARIABLE) or BASE_URL
        else:
            name = "base_url"
        if base_url is None:
            raise ValueError(f"base_url: give it, or set {BASE_URL_VARIABLE}")
        start = cls(found, _address(name, base_url), {}, TIMEOUT, MAX_RETRIES, retry_unsafe=False)
        return start.changed({}, None, **given)

    def changed(
        self,
        given_credentials: Mapping[str, str | None],
        base_url: str | None,
        *,
        headers: Mapping[str, str] | None,
        timeout: float | httpx.Timeout | None,
        max_retries: int | None,
        retry_unsafe: bool | None,
    ) -> "Settings":
        """Return settings like these with what is given, and not None, instead. Headers are added.

        Raises:
            ValueError: A setting isn't valid; the message names it, and holds no value.
        """
        for name, value in given_credentials.items():
            credentials.check(name, value)
        return replace(
            self,
            credentials={
                **self.credentials,
                **{name: each for name, each in given_credentials.items() if each is not None},
            },
            base_url=self.base_url if base_url is None else _address("base_url", base_url),
            headers={**self.headers, **_lower(headers or {})},
            timeout=self.timeout if timeout is None else _timeout(timeout),
            max_retries=self.max_retries if max_retries is None else _count(max_retries),
            retry_unsafe=self.retry_unsafe if retry_unsafe is None else retry_unsafe,
        )

    def __reduce__(self) -> Any:
        raise TypeError("the settings of a client can't be pickled or copied: they have credentials")

    def request(
        self,
        described: dict[str, Any],
        security: tuple[tuple[str, ...], ...],
        defaults: Mapping[str, str],
        *,
        timeout: float | httpx.Timeout | None,
        extra_headers: Mapping[str, str] | None,
        max_retries: int | None,
    ) -> httpx.Request:
        """Return the request of a call.

        Args:
            described: The request as the function underneath describes it.
            security: The sets of credentials that the operation accepts.
            defaults: The headers of the connections.
            timeout: Overrides the setting for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the setting for this call.

        Raises:
            MissingCredentialError: The client lacks a credential that the operation needs.
            ValueError: A header or a number isn't valid.
        """
        from ._retries import retries  # noqa: PLC0415 - as _transport

        path = described.pop("url")
        headers = {**self.headers, **_lower(described.pop("headers", {})), **_lower(extra_headers or {})}
        for name, value in headers.items():
            _check_header(name, value)
        rules = retries(
            self.max_retries if max_retries is None else _count(max_retries),
            careful=described["method"] in UNSAFE_METHODS and not self.retry_unsafe,
            replayable=_is_replayable(described),
        )
        return httpx.Request(
            **described,
            url=_url(self.base_url, path),
            headers={**defaults, **_lower(credentials.headers(self.credentials, security, REMEDY)), **headers},
            extensions={"timeout": (self.timeout if timeout is None else _timeout(timeout)).as_dict(), "retry": rules},
        )


def _check_header(name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError(f"header {name!r}: no header is called so")
    if not isinstance(value, str):
        raise TypeError(f"header {name}: a value must be a string, not {type(value).__name__}")
    if not (value.isascii() and value.isprintable() and value == value.strip()):
        raise ValueError(f"header {name}: a value must be printable ASCII without spaces around it")


def _is_replayable(described: Mapping[str, Any]) -> bool:
    """Tell whether the body of a request can be sent twice: whether each of its files can be read from its start again."""
    streams = [content for _, (_, content, *_) in described.get("files", [])] + [described.get("content")]
    return all(isinstance(each, bytes | None) or each.seekable() for each in streams)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers by their names in lower case, so that one that is given twice overrides itself."""
    return {name.lower(): value for name, value in headers.items()}


@lru_cache(maxsize=256)
def _url(base_url: str, path: str) -> httpx.URL:
    """Return an address; httpx takes a seventh of a call's time to make one."""
    return httpx.URL(base_url + path)


def _address(name: str, url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        parsed = httpx.URL("")
    if parsed.scheme not in {"http", "https"} or not parsed.host or parsed.query or parsed.fragment:
        raise ValueError(f"{name} must be an address such as https://service.example")
    if parsed.userinfo:  # httpx logs addresses as they are
        raise ValueError(f"{name} must not have a user and a password: send them with headers={{'Authorization': …}}")
    return str(parsed).rstrip("/")


def _timeout(timeout: float | httpx.Timeout) -> httpx.Timeout:
    if isinstance(timeout, httpx.Timeout):
        return timeout
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not 0 < timeout < float("inf"):
        raise ValueError("timeout must be a number of seconds above 0, or an httpx.Timeout")
    return httpx.Timeout(timeout, connect=min(timeout, CONNECT_TIMEOUT))


def _count(number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ValueError("max_retries must be a whole number from 0 on")
    return number
