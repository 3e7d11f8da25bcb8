"""Errors of requests. Credentials are redacted in messages, requests and responses."""

import copyreg
import json
import re
from typing import Any

import httpx

from .credentials import HEADERS, MissingCredentialError

REDACTED = "[redacted]"
# Shorter credentials are not secret, and redacting them would make the surrounding text unreadable.
MIN_SECRET_LENGTH = 4
MAX_DETAIL_LENGTH = 300
_MATCHES_NOTHING = r"(?!)"
_HTML_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


class APIError(Exception):
    """A request failed.

    Attributes:
        request: The request, with its credentials redacted.
        attempts: The number of attempts, 1 without retries.
        request_succeeded: The service has processed the request: it returned a 2xx status code.
    """

    request: httpx.Request
    attempts: int
    request_succeeded: bool = False

    def __reduce__(self) -> Any:
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class APIConnectionError(APIError):
    """No complete response arrived. `__cause__` is the error of httpx, unless it contains a credential."""

    def __init__(self, request: httpx.Request, cause: Exception, *, replayable: bool = True) -> None:
        secrets = redact_request(request)
        self.request, self.attempts = request, attempts_of(request)
        reason = f"{type(cause).__name__}: {cause}".removesuffix(": ")
        self.__cause__ = None if redact(reason, secrets) != reason else _without_frames(cause)
        method, path = request.method, path_of(request)
        super().__init__(f"{method} {path} got no response: {_line(redact(reason, secrets))}{_note(replayable)}")


class APITimeoutError(APIConnectionError):
    """The response did not arrive in time."""


class _ResponseError(APIError):
    """Base of errors with a response.

    Attributes:
        response: The response, with the request's credentials redacted.
        status_code: The status code.
        body: The decoded JSON, else the text; None if the body is empty.
        request_id: The header `X-Request-Id` of the response, or None.
    """

    def __init__(self, response: httpx.Response, body: Any, problem: str) -> None:
        self.request, self.attempts = response.request, attempts_of(response.request)
        self.response = response
        self.request_id = request_id_of(response)
        self.status_code = response.status_code
        self.body = body
        method, path = self.request.method, path_of(self.request)
        super().__init__(f"{method} {path} returned status {self.status_code}{problem}")


class APIResponseValidationError(_ResponseError):
    """The body of a response is not JSON, or it does not match the contract."""

    def __init__(self, response: httpx.Response, cause: Exception) -> None:
        redacted, body, secrets = _redact_response(response)
        if isinstance(cause, json.JSONDecodeError):
            problem = "not JSON"
        else:
            problem = _line(redact(str(cause), secrets)) or type(cause).__name__
        self.request_succeeded = 200 <= response.status_code < 300
        note = "; the request itself has succeeded" if self.request_succeeded else ""
        super().__init__(redacted, body, f" with an invalid body: {problem}{note}")


class APIStatusError(_ResponseError):
    """The status code is an error, or one that the contract does not document, such as a redirect.

    Attributes:
        detail: The service's message, if the body is a documented error.
    """

    def __init__(self, response: httpx.Response, *, replayable: bool = True) -> None:
        redacted, body, _ = _redact_response(response)
        detail = body.get("detail") if isinstance(body, dict) else None
        self.detail: str | None = detail if isinstance(detail, str) else None
        problem = f": {_line(self.detail)}" if self.detail else ""
        if response.is_redirect:
            problem += " (redirects are not followed)"
        super().__init__(redacted, body, problem + _note(replayable))


class BadRequestError(APIStatusError):
    """The request is invalid."""


class AuthenticationError(APIStatusError):
    """A credential is missing or invalid."""


class PermissionDeniedError(APIStatusError):
    """The credentials do not permit the request."""


class NotFoundError(APIStatusError):
    """The resource does not exist."""


class ConflictError(APIStatusError):
    """The request conflicts with the current state."""


class UnprocessableEntityError(APIStatusError):
    """The request is well-formed but cannot be processed."""


class RateLimitError(APIStatusError):
    """Too many requests were sent."""


class InternalServerError(APIStatusError):
    """The service failed: status code 500 or above."""


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
    """Return the error of a response, by its status code.

    Args:
        response: The response.
        replayable: False if the request could not be retried; the message then says so.
    """
    status = 500 if response.status_code >= 500 else response.status_code
    return _BY_STATUS.get(status, APIStatusError)(response, replayable=replayable)


def connection_error(
    request: httpx.Request, error: httpx.RequestError, *, replayable: bool = True
) -> APIConnectionError:
    """Return the error of a request without a complete response. See `status_error`."""
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException) else APIConnectionError
    return kind(request, error, replayable=replayable)


def attempts_of(request: httpx.Request) -> int:
    """Return the number of attempts to send a request."""
    return int(request.extensions.get("attempts", 1))


def request_id_of(response: httpx.Response) -> str | None:
    """Return the id that the service has given to a request."""
    found: str | None = response.headers.get("x-request-id")
    return found


def path_of(request: httpx.Request) -> str:
    """Return the path of a request without its query: ASCII, in one line."""
    return request.url.raw_path.partition(b"?")[0].decode("ascii")


def redact_request(request: httpx.Request) -> re.Pattern[str]:
    """Redact the credentials in a request that was sent, and return a pattern that finds them in other texts."""
    request.extensions.pop("auth", None)
    found = [request.url.password]
    if request.url.userinfo:
        request.url = request.url.copy_with(userinfo=b"")
    for header, prefix in (*HEADERS.values(), ("Authorization", "")):
        name = header.removeprefix("?")
        if name != header and name in request.url.params:
            found.append(request.url.params[name])
            request.url = request.url.copy_set_param(name, REDACTED)
        value = request.headers.get(header)
        if value is not None:
            found.append(value.rpartition(" ")[2].removeprefix(prefix))
            request.headers[header] = REDACTED
    secrets = {each for each in found if len(each) >= MIN_SECRET_LENGTH}
    # The longest first: one may be the beginning of another.
    patterns = ["".join(map(_spellings, each)) for each in sorted(secrets, key=len, reverse=True)]
    return re.compile("|".join(patterns) or _MATCHES_NOTHING)


def redact(value: Any, secrets: re.Pattern[str]) -> Any:
    """Return a text, or decoded JSON, with all secrets redacted."""
    if isinstance(value, str):
        return secrets.sub(REDACTED, value)
    if isinstance(value, list):
        return [redact(each, secrets) for each in value]
    if isinstance(value, dict):
        return {redact(name, secrets): redact(each, secrets) for name, each in value.items()}
    return value


def _redact_response(response: httpx.Response) -> tuple[httpx.Response, Any, re.Pattern[str]]:
    """Return a response without the credentials of its request, its body, and a pattern that finds the credentials.

    The result is the same response if it contains no credential, else a copy.
    """
    secrets = redact_request(response.request)
    response.next_request = None  # the request that follows a redirect contains the credentials too
    text, body = _text(response), _body(response)
    try:
        redacted_body = redact(body, secrets)
    except RecursionError:
        body, redacted_body = text, redact(text, secrets)
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
    redacted_headers, redacted_text = [(name, redact(value, secrets)) for name, value in headers], redact(text, secrets)
    if (redacted_body, redacted_headers, redacted_text) == (body, headers, text):
        return response, body, secrets
    omitted = {"content-encoding", "content-length", "transfer-encoding"}
    copied = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in redacted_headers
        if name.lower() not in omitted
    ]
    content = redacted_text.encode("utf-8", "replace")
    copy = httpx.Response(response.status_code, headers=copied, content=content, request=response.request)
    return copy, redacted_body, secrets


def _without_frames(error: BaseException) -> BaseException:
    """Remove the traceback of an error and of its causes: frames of httpx contain the headers."""
    each: BaseException | None = error
    while each is not None:
        each.__traceback__ = None
        each = each.__cause__ or each.__context__
    return error


def _body(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (RecursionError, ValueError):
        return _text(response) or None


def _text(response: httpx.Response) -> str:
    """Return the text of a response. Its charset may name a codec that raises any exception."""
    try:
        return response.text
    except Exception:
        return response.content.decode("utf-8", "replace")


def _spellings(character: str) -> str:
    """Return a pattern for a character of a secret: plain, or escaped as in URLs, JSON and HTML."""
    code = ord(character)
    escaped = rf"\\?{re.escape(character)}|%(?i:{code:02x})|\\u(?i:{code:04x})|&\#(?:{code}|(?i:x0*{code:x}));"
    return f"(?:{escaped}|{_HTML_ENTITIES.get(character, re.escape(character))})"


def _line(text: str) -> str:
    """Return a text without line breaks and control characters, shortened."""
    return "".join(each if each.isprintable() else " " for each in text)[:MAX_DETAIL_LENGTH].strip()


def _note(replayable: bool) -> str:
    return "" if replayable else " (not retried: a file of the request can be read only once)"


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
