"""What a call raises when it fails."""

import copyreg
import json
import re
from typing import Any

import httpx

from .credentials import HEADERS, MissingCredentialError

# A shorter credential than this is no secret, and to mask it would spoil the text around it.
SHORTEST_SECRET = 4
LONGEST_DETAIL = 300
HIDDEN = "[hidden]"
NEVER = r"(?!)"
NAMED_IN_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


class APIError(Exception):
    """A call has failed. What it was sent with, and may hold a credential, is hidden here and in the answer.

    Attributes:
        request: What was sent.
    """

    request: httpx.Request

    def __reduce__(self) -> Any:
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class APIConnectionError(APIError):
    """There is no answer, or it broke off. `__cause__` is the error of httpx, unless that told of a credential."""

    def __init__(self, request: httpx.Request, cause: Exception, *, replayable: bool = True) -> None:
        secrets = hide_credentials(request)
        self.request = request
        why = f"{type(cause).__name__}: {cause}".removesuffix(": ")
        self.__cause__ = None if masked(why, secrets) != why else _without_frames(cause)
        method, path = request.method, path_of(request)
        super().__init__(f"{method} {path} got no answer: {_line(masked(why, secrets))}{_note(replayable)}")


class APITimeoutError(APIConnectionError):
    """There was no answer in time."""


class _Answered(APIError):
    """The base of errors that there is an answer to.

    Attributes:
        response: The answer. Where it repeated a credential, that is hidden.
        status_code: Its status.
        body: Its body: of JSON the value, of anything else the text; None, if it is empty.
    """

    def __init__(self, response: httpx.Response, body: Any, what: str) -> None:
        self.request = response.request
        self.response = response
        self.status_code = response.status_code
        self.body = body
        method, path = self.request.method, path_of(self.request)
        super().__init__(f"{method} {path} was answered with status {self.status_code}{what}")


class APIResponseValidationError(_Answered):
    """The answer isn't the documented one."""

    def __init__(self, response: httpx.Response, cause: Exception) -> None:
        safe, body, secrets = _without_credentials(response)
        if isinstance(cause, json.JSONDecodeError):
            what = "isn't JSON"
        elif isinstance(cause, KeyError):
            what = f"lacks the member {cause}"
        else:
            what = f"isn't the documented one: {_line(masked(str(cause), secrets)) or type(cause).__name__}"
        super().__init__(safe, body, f" and a body that {what}")


class APIStatusError(_Answered):
    """The answer's status tells of an error, or of something else that the contract doesn't expect, such as a redirect.

    Attributes:
        detail: What the service says about it, if it says something in the documented way.
    """

    def __init__(self, response: httpx.Response, *, replayable: bool = True) -> None:
        safe, body, _ = _without_credentials(response)
        detail = body.get("detail") if isinstance(body, dict) else None
        self.detail: str | None = detail if isinstance(detail, str) else None
        what = f": {_line(self.detail)}" if self.detail else ""
        if response.is_redirect:
            what += " (redirects aren't followed)"
        super().__init__(safe, body, what + _note(replayable))


class BadRequestError(APIStatusError):
    """The request is wrong."""


class AuthenticationError(APIStatusError):
    """A credential is missing or wrong."""


class PermissionDeniedError(APIStatusError):
    """The credentials don't permit it."""


class NotFoundError(APIStatusError):
    """There is no such thing."""


class ConflictError(APIStatusError):
    """It contradicts what is there."""


class UnprocessableEntityError(APIStatusError):
    """The request is well formed, but can't be carried out."""


class RateLimitError(APIStatusError):
    """There were too many requests."""


class InternalServerError(APIStatusError):
    """The service has failed: a status of 500 and above."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
    500: InternalServerError,
}


def status_error(response: httpx.Response, *, replayable: bool = True) -> APIStatusError:
    """Return the error for an answer, by its status.

    Args:
        response: The answer.
        replayable: Whether the request could have been sent again; if not, the error says so.
    """
    nearest = 500 if response.status_code >= 500 else response.status_code
    return _BY_STATUS.get(nearest, APIStatusError)(response, replayable=replayable)


def _without_frames(error: BaseException) -> BaseException:
    """Return an error without the frames that it and its causes came through, in which httpx has the headers."""
    each: BaseException | None = error
    while each is not None:
        each.__traceback__ = None
        each = each.__cause__ or each.__context__
    return error


def path_of(request: httpx.Request) -> str:
    """Return the path of a request as it was sent: ASCII, in one line."""
    return request.url.raw_path.partition(b"?")[0].decode("ascii")


def hide_credentials(request: httpx.Request) -> re.Pattern[str]:
    """Hide the credentials in a request that was sent, those of its address too, and return what finds them elsewhere."""
    found = [request.url.password]
    if request.url.userinfo:
        request.url = request.url.copy_with(userinfo=b"")
    for header, prefix in (*HEADERS.values(), ("Authorization", "")):
        value = request.headers.get(header)
        if value is not None:
            found.append(value.removeprefix(prefix).rpartition(" ")[2])
            request.headers[header] = HIDDEN
    secrets = {each for each in found if len(each) >= SHORTEST_SECRET}
    spelled = [
        "".join(map(_spellings, each)) for each in sorted(secrets, key=len, reverse=True)
    ]  # one may begin like another
    return re.compile("|".join(spelled) or NEVER)


def masked(value: Any, secrets: re.Pattern[str]) -> Any:
    """Return a text, or what JSON was decoded to, in which secrets are hidden wherever they stand."""
    if isinstance(value, str):
        return secrets.sub(HIDDEN, value)
    if isinstance(value, list):
        return [masked(each, secrets) for each in value]
    if isinstance(value, dict):
        return {masked(name, secrets): masked(each, secrets) for name, each in value.items()}
    return value


def _without_credentials(response: httpx.Response) -> tuple[httpx.Response, Any, re.Pattern[str]]:
    """Return an answer without the credentials of its request, its body, and what finds the credentials.

    An answer that repeats none is returned as it is, but for its request. Of another one the body is written anew.
    """
    secrets = hide_credentials(response.request)
    response.next_request = None  # that of a redirect has the credentials too
    text, body = _text(response), _body(response)
    try:
        safe_body = masked(body, secrets)
    except RecursionError:
        body, safe_body = text, masked(text, secrets)
    sent = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
    headers, safe_text = [(name, masked(value, secrets)) for name, value in sent], masked(text, secrets)
    if (safe_body, headers, safe_text) == (body, sent, text):
        return response, body, secrets
    written = {"content-encoding", "content-length", "transfer-encoding"}
    kept = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers if name.lower() not in written]
    content = safe_text.encode("utf-8", "replace")
    return (
        httpx.Response(response.status_code, headers=kept, content=content, request=response.request),
        safe_body,
        secrets,
    )


def _body(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (RecursionError, ValueError):
        return _text(response) or None


def _text(response: httpx.Response) -> str:
    """Return the text of an answer. It may name a codec of Python's that makes no text of bytes, or raises what it likes."""
    try:
        return response.text
    except Exception:
        return response.content.decode("utf-8", "replace")


def _spellings(character: str) -> str:
    """Return a pattern of how a character of a secret may be written: as it is, in a URL, in JSON or in HTML."""
    code = ord(character)
    escaped = rf"\\?{re.escape(character)}|%(?i:{code:02x})|\\u(?i:{code:04x})|&\#(?:{code}|(?i:x0*{code:x}));"
    return f"(?:{escaped}|{NAMED_IN_HTML.get(character, re.escape(character))})"


def _line(text: str) -> str:
    """Return a text as the part of one line."""
    return "".join(each if each.isprintable() else " " for each in text)[:LONGEST_DETAIL].strip()


def _note(replayable: bool) -> str:
    return "" if replayable else " (not sent again: it has a file that can be read only once)"


__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "BadRequestError",
    "AuthenticationError",
    "PermissionDeniedError",
    "NotFoundError",
    "ConflictError",
    "UnprocessableEntityError",
    "RateLimitError",
    "InternalServerError",
    "MissingCredentialError",
    "status_error",
]
